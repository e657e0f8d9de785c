import { z } from "zod";
import { allOf, faultKind, percent } from "./fault.js";

const minMs = 60_000;

/** After an update of the network's time service some devices write wrong times, ahead or behind. */
export const clocksWrong = faultKind({
  name: "clocks-wrong",
  summary: "some devices write times that are minutes or hours off",
  settings: {
    sharePercent: percent.default(5),
    /** Ahead of the right time; behind it where negative. */
    offsetMin: z.number().min(-10_000).max(10_000).default(25),
  },
  make: ({ sharePercent, offsetMin }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, random }) {
      const chosen = homes.flatMap(({ devices }) => devices).filter(() => random.chance(sharePercent / 100));
      const offsetMs = Math.round(offsetMin * minMs);
      return allOf(
        chosen.map((device) => {
          const { deviceId, district } = device;
          const about = { what: "clock-wrong", fault: "clocks-wrong", atMs: fromMs, toMs, deviceId, district } as const;
          world.truth.noteHappening({ ...about, offsetMs });
          device.clockOffsetMs += offsetMs;
          return () => {
            device.clockOffsetMs -= offsetMs;
          };
        }),
      );
    },
  }),
});
