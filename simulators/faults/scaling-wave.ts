import { z } from "zod";
import { faultKind } from "./fault.js";

/** The service is taken into use for many at once: a month brings a third more residents, and no more staff. */
export const scalingWave = faultKind({
  name: "scaling-wave",
  summary: "so many per cent more residents get a dispenser, spread over the span",
  settings: { percent: z.number().positive().max(1_000).default(30) },
  make: ({ percent }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, homes }) {
      for (const { resident } of homes) {
        const { deviceId, district, movesInMs } = resident;
        if (movesInMs === null || movesInMs < fromMs || movesInMs >= toMs) continue;
        const about = {
          what: "moved-in",
          fault: "scaling-wave",
          atMs: movesInMs,
          toMs: null,
          deviceId,
          district,
        } as const;
        world.truth.noteHappening(about);
      }
      return undefined;
    },
    moveIns(residents, random) {
      const count = Math.round((residents * percent) / 100);
      return Array.from({ length: count }, () => Math.round(fromMs + random.next() * (toMs - fromMs))).sort(
        (a, b) => a - b,
      );
    },
  }),
});
