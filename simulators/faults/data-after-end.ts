import { z } from "zod";
import { faultKind } from "./fault.js";

/** The service of some residents ends, and nobody fetches the dispenser or switches it off: it goes on telling. */
export const dataAfterEnd = faultKind({
  name: "data-after-end",
  summary: "a dispenser goes on sending after the service has ended",
  settings: { devices: z.int().min(1).max(1_000).default(1) },
  make: ({ devices }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, systems, random }) {
      const chosen = new Set(Array.from({ length: devices }, () => random.pick(homes)));
      for (const home of chosen) {
        const { resident } = home;
        const { deviceId, district } = resident;
        home.endService(fromMs);
        systems.record.end(resident, fromMs);
        const told = { fault: "data-after-end", atMs: fromMs, toMs, deviceId, district };
        world.truth.noteHappening({ what: "service-ended", ...told });
      }
      return () => {
        // Fetched at last.
        for (const { deviceId, district, connection } of [...chosen].flatMap(({ devices: all }) => all)) {
          connection.lose();
          const about = { fault: "data-after-end", atMs: world.nowMs(), toMs: null, deviceId, district };
          world.truth.noteHappening({ what: "went-dark", ...about });
        }
      };
    },
  }),
});
