import { z } from "zod";
import { integer, label, number, percent } from "./fields.js";

/** Ranges are wide: a heartbeat refused for an odd reading would make a living device silent. */
export const linkHeartbeat = z.object({
  rssiDbm: z.exactOptional(number(-250, 100)),
  batteryPercent: z.exactOptional(percent),
  mains: z.exactOptional(z.boolean()),
  firmware: z.exactOptional(label),
  uptimeSec: z.exactOptional(number(0, 1e10)),
  bufferedEvents: z.exactOptional(integer(0, 1e9)),
  // A clock that restarted in 1970 is half a century off.
  clockOffsetMs: z.exactOptional(number(-1e13, 1e13)),
});

export const powerLost = z.object({
  batteryPercent: z.exactOptional(percent),
  runtimeMin: z.exactOptional(number(0, 1_000_000)),
});
export const powerRestored = z.object({});

export const batteryLow = z.object({ batteryPercent: percent });
export const batteryEmpty = z.object({ batteryPercent: percent });
