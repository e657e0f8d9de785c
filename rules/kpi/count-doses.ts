import type { FollowupOutcome } from "../model/event.js";
import type { DoseRecord, Verdict } from "../model/record.js";
import type { HourCell } from "./cells.js";

/** Verdicts of doses that were expected and whose outcome is decided: what shares are made of. */
export const dueVerdicts = ["early", "on-time", "late", "missed", "unconfirmed"] as const satisfies Verdict[];

/** What of a dose is counted. */
export type CountedDose = Pick<
  DoseRecord,
  "residentRef" | "critical" | "verdict" | "cause" | "verdictAtDeadline" | "followup" | "revisions"
>;

const isDue = (verdict: Verdict): boolean => (dueVerdicts as readonly Verdict[]).includes(verdict);

/** A component or flow had hidden its outcome before it came out as missed. */
function wasBehindABreak({ revisions }: CountedDose): boolean {
  return revisions.some(({ fromCause }) => fromCause?.startsWith("component:") || fromCause?.startsWith("flow:"));
}

function countMissed(cell: HourCell, dose: CountedDose): void {
  const cause = dose.cause === "empty" || dose.cause === "fault" ? dose.cause : "user";
  cell.missedBy[cause]++;
  if (cause === "fault" || wasBehindABreak(dose)) cell.technicalMissed++;
}

/**
 * Counts the doses planned in one hour of one district. `residentsBefore` have had an expected dose earlier on the
 * same local day there, and are not counted again.
 */
export function countDoses(
  cell: HourCell,
  doses: readonly CountedDose[],
  residentsBefore: ReadonlySet<string> = new Set(),
): void {
  const residents = new Set<string>();
  for (const dose of doses) {
    const { verdict, critical, followup } = dose;
    const atDeadline = dose.verdictAtDeadline ?? "pending";
    cell.doses[verdict]++;
    cell.atDeadline[atDeadline]++;
    if (atDeadline !== "pending" && atDeadline !== verdict) cell.revised++;
    if (verdict !== "excused" && !residentsBefore.has(dose.residentRef)) residents.add(dose.residentRef);
    if (critical && isDue(verdict)) cell.critical.due++;
    if (critical && atDeadline === "missed") cell.critical.missedAtDeadline++;
    if (verdict !== "missed" && verdict !== "unconfirmed") continue;
    if (critical) cell.critical[verdict]++;
    if (verdict === "missed") countMissed(cell, dose);
    const outcome = (followup ?? "none") as FollowupOutcome | "none";
    cell.followups[outcome in cell.followups ? outcome : "none"]++;
  }
  cell.residents += residents.size;
}
