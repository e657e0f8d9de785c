import type { Verdict } from "../model/record.js";

/** A dose's verdict as it is counted after an incident: whether it was in time is another question. */
export type Outcome = "dispensed" | "missed" | "unconfirmed" | "excused" | "pending";

export const outcomeOf: Record<Verdict, Outcome> = {
  pending: "pending",
  early: "dispensed",
  "on-time": "dispensed",
  late: "dispensed",
  missed: "missed",
  unconfirmed: "unconfirmed",
  excused: "excused",
};

export function noOutcomes(): Record<Outcome, number> {
  return { dispensed: 0, missed: 0, unconfirmed: 0, excused: 0, pending: 0 };
}
