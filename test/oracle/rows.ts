import type { EventData } from "../../rules/model/event.js";
import { at, heartbeats, type Manner, says } from "../support/world/say.js";
import type { Received } from "./facts.js";

/** One row: what was received, and what the ledger says in the end. Instants are UTC, Oslo is an hour ahead. */
export interface Row {
  says: string;
  given: Received[];
  /** End of knowledge; default a day later, when everything is settled. */
  end?: string;
  /** `P-1@28 07:00` → `verdict` or `verdict cause`; exactly these doses, no others. */
  ends: Record<string, string>;
}

/** A plan of one dose, Saturday 28 March 08:00 in Oslo, published the evening before. */
export function plan(differences: Partial<EventData["plan.published"]> = {}, time = "27 18:00", manner: Manner = {}) {
  const data = {
    residentRef: "R-1",
    planId: "P-1",
    version: 1,
    times: [{ at: "08:00" }],
    from: "2026-03-28",
    to: "2026-03-28",
    ...differences,
  };
  return says(time, "plan.published", data, { source: "cloud", ...manner });
}

export function dispensed(time: string, scheduled?: string, manner: Manner & { planId?: string } = {}): Received {
  const { planId, ...rest } = manner;
  const data = {
    mode: "unassisted" as const,
    ...(scheduled ? { scheduledAtMs: at(scheduled) } : {}),
    ...(planId ? { planId } : {}),
  };
  return says(time, "dose.dispensed", data, rest);
}

export function reportedMissed(time: string, scheduled: string, reason: "user" | "empty" | "fault" = "user"): Received {
  return says(time, "dose.missed", { scheduledAtMs: at(scheduled), reason });
}

/** Heard every quarter from the evening before to the evening after. */
export const heard = heartbeats("27 18:00", "28 20:00");
export const twice = [{ at: "08:00" }, { at: "14:00" }];
