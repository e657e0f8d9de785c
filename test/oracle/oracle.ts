/**
 * What the ledger must say in the end, worked out the slow way: no timers, no states, no order of
 * arrival; every dose is decided by looking through everything that is known. It shares nothing
 * with the engine but the data types and the default thresholds, so that a mistake in one of the
 * two shows as a difference.
 */
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Cause, Verdict } from "../../rules/model/record.js";
import { causeOfMissed, causeOfUnconfirmed, followupOf, missReportsOf } from "./causes.js";
import { type OtherBreaks, wouldHaveHeard } from "./evidence.js";
import { isExcused } from "./excused.js";
import { type Known, knownAt, type Received } from "./facts.js";
import { type Matching, matchDispenses } from "./matching.js";
import { type ExpectedDose, expectedDoses } from "./plans.js";

export interface OracleDose {
  doseId: string;
  planId: string;
  residentRef: string;
  deviceId: string;
  district: string;
  scheduledAtMs: number;
  verdict: Verdict;
  cause: Cause | null;
  dispensedAtMs: number | null;
  followup: string | null;
}

/** The final ledger of all doses planned up to `endMs`, in order of doseId. */
export function judge(
  received: Received[],
  ecosystem: Ecosystem,
  endMs: number,
  others: OtherBreaks = () => [],
): OracleDose[] {
  const known = knownAt(received, ecosystem, endMs);
  const doses = expectedDoses(known);
  const deviceIds = [...new Set(doses.map((dose) => dose.deviceId))];
  return deviceIds
    .flatMap((deviceId) =>
      judgeDevice(
        known,
        deviceId,
        doses.filter((dose) => dose.deviceId === deviceId),
        others,
      ),
    )
    .filter((dose) => dose.scheduledAtMs <= endMs)
    .sort((a, b) => (a.doseId < b.doseId ? -1 : 1));
}

function judgeDevice(known: Known, deviceId: string, doses: ExpectedDose[], others: OtherBreaks): OracleDose[] {
  const idsOf = (chosen: ExpectedDose[]) => new Set(chosen.map((dose) => dose.doseId));
  const excused = idsOf(doses.filter((dose) => isExcused(known, dose)));
  const reportedMissed = idsOf(doses.filter((dose) => missReportsOf(known, dose).length > 0));
  const matching = matchDispenses(known, deviceId, doses, excused, reportedMissed);
  return doses.map((dose) => {
    const { verdict, cause } = verdictOf(known, dose, matching, excused, reportedMissed, others);
    return {
      doseId: dose.doseId,
      planId: dose.planId,
      residentRef: dose.residentRef,
      deviceId: dose.deviceId,
      district: dose.district,
      scheduledAtMs: dose.scheduledAtMs,
      verdict,
      cause,
      dispensedAtMs: matching.dispensedAtMs.get(dose.doseId) ?? null,
      followup: followupOf(known, dose),
    };
  });
}

/** Dispensed comes first, then excused, then the device's own report, then the deadline. */
function verdictOf(
  known: Known,
  dose: ExpectedDose,
  matching: Matching,
  excused: Set<string>,
  reportedMissed: Set<string>,
  others: OtherBreaks,
): { verdict: Verdict; cause: Cause | null } {
  const dispensedAtMs = matching.dispensedAtMs.get(dose.doseId);
  if (dispensedAtMs !== undefined) return { verdict: punctuality(dose, dispensedAtMs), cause: null };
  if (excused.has(dose.doseId)) return { verdict: "excused", cause: null };
  if (matching.ambiguous.has(dose.doseId)) return { verdict: "unconfirmed", cause: "ambiguous-dispense" };
  if (reportedMissed.has(dose.doseId)) return { verdict: "missed", cause: causeOfMissed(known, dose) };
  if (dose.deadlineMs > known.endMs) return { verdict: "pending", cause: null };
  if (wouldHaveHeard(known, dose, others)) return { verdict: "missed", cause: causeOfMissed(known, dose) };
  return { verdict: "unconfirmed", cause: causeOfUnconfirmed(known, dose, others) };
}

function punctuality(dose: ExpectedDose, dispensedAtMs: number): Verdict {
  if (dispensedAtMs < dose.windowFromMs) return "early";
  return dispensedAtMs <= dose.onTimeToMs ? "on-time" : "late";
}
