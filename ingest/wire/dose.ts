import { z } from "zod";
import type { DoseMode, EventData } from "../../rules/model/event.js";
import { dateOrInstant, id, instant, integer, isOrdered, label, wireForms } from "./fields.js";

export const doseReminded = z
  .object({ scheduledAt: instant, attempt: integer(0, 1000) })
  .transform(({ scheduledAt, attempt }): EventData["dose.reminded"] => ({ scheduledAtMs: scheduledAt, attempt }));

/**
 * A mode that is unknown, or missing, counts as unassisted: the dose did come out, and losing that
 * for a word would call a dispensed dose missed.
 */
const mode = z.preprocess(
  (value): DoseMode => (value === "assisted" || value === "prn" ? value : "unassisted"),
  z.enum(["unassisted", "assisted", "prn"]),
);
wireForms.set(
  mode,
  z.unknown().meta({
    description: "unassisted, assisted or prn (as needed: belongs to no dose); anything else counts as unassisted",
    examples: ["unassisted", "assisted", "prn"],
  }),
);

export const doseDispensed = z
  .object({ scheduledAt: z.exactOptional(instant), planId: z.exactOptional(id), mode: z.optional(mode) })
  .transform(({ scheduledAt, planId, mode }): EventData["dose.dispensed"] => ({
    ...(scheduledAt === undefined ? {} : { scheduledAtMs: scheduledAt }),
    ...(planId === undefined ? {} : { planId }),
    mode: mode ?? "unassisted",
  }));

export const dosePredispensed = z
  .object({ from: dateOrInstant, to: dateOrInstant, count: integer(1, 1000) })
  .refine((span) => isOrdered(span.from, span.to), { path: ["to"], message: "must not lie before from" });

export const doseMissed = z
  .object({ scheduledAt: instant, reason: z.enum(["user", "empty", "fault"]) })
  .transform(({ scheduledAt, reason }): EventData["dose.missed"] => ({ scheduledAtMs: scheduledAt, reason }));

/** Comes on the device's topic, sent by the system in which somebody noted it. */
export const doseFollowup = z
  .object({
    scheduledAt: instant,
    outcome: z.enum(["confirmed-by-phone", "given-by-staff", "refused", "not-reached", "not-at-home"]),
    actorRole: label,
  })
  .transform(({ scheduledAt, outcome, actorRole }): EventData["dose.followup"] => ({
    scheduledAtMs: scheduledAt,
    outcome,
    actorRole,
  }));
