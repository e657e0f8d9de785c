import { z } from "zod";
import {
  dateOrInstant,
  id,
  integer,
  isObject,
  isOrdered,
  localDate,
  text,
  timeOfDay,
  wireForms,
  withoutNulls,
} from "./fields.js";
import { planTimesMax } from "./limits.js";

/** Names that Intl has accepted; asking it costs microseconds, and devices repeat a handful. */
const knownZones = new Set<string>();
const knownZonesMax = 2000;
const zonePattern = /^[A-Za-z][A-Za-z0-9_+/-]{0,63}$/;

function isTimeZone(name: string): boolean {
  if (knownZones.has(name)) return true;
  // Later engines also take offsets such as +01:00, which know no summer time and are no zones.
  if (!zonePattern.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    return false;
  }
  if (knownZones.size < knownZonesMax) knownZones.add(name);
  return true;
}

const alertAfterMin = integer(5, 180);
/** Windows around a dose: at most a day, or they would reach into the next day's doses. */
const windowMin = integer(0, 1440);

const planTime = z.object({
  at: timeOfDay,
  critical: z.exactOptional(z.boolean()),
  alertAfterMin: z.exactOptional(alertAfterMin),
});

/** `"HH:MM"` is short for `{ "at": "HH:MM" }`. */
const planTimeOrText = z.preprocess((value) => {
  if (typeof value === "string") return { at: value };
  return isObject(value) ? withoutNulls(value) : value;
}, planTime);
wireForms.set(planTimeOrText, z.union([timeOfDay, planTime]));

const orderMessage = "must not lie before from";

export const planPublished = z
  .object({
    residentRef: id,
    planId: id,
    version: integer(0, Number.MAX_SAFE_INTEGER),
    times: z.array(planTimeOrText).min(1, "must not be empty").max(planTimesMax),
    days: z.exactOptional(
      z
        .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
        .min(1)
        .max(7),
    ),
    from: localDate,
    to: z.exactOptional(localDate),
    timezone: z.exactOptional(
      z
        .string()
        .refine(isTimeZone, "must be an IANA time zone")
        .meta({ examples: ["Europe/Oslo"] }),
    ),
    critical: z.exactOptional(z.boolean()),
    earlyMin: z.exactOptional(windowMin),
    onTimeMin: z.exactOptional(windowMin),
    alertAfterMin: z.exactOptional(alertAfterMin),
    closeAfterMin: z.exactOptional(windowMin),
  })
  .refine((plan) => plan.to === undefined || plan.from <= plan.to, { path: ["to"], message: orderMessage });

export const planPaused = z
  .object({ planId: id, from: dateOrInstant, to: z.exactOptional(dateOrInstant), reason: text })
  .refine((pause) => isOrdered(pause.from, pause.to), { path: ["to"], message: orderMessage });

export const planResumed = z.object({ planId: id, at: dateOrInstant });
export const planEnded = z.object({ planId: id, at: dateOrInstant });
