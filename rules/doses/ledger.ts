import { correct } from "../alerts/corrections.js";
import { noteAtDeadline, noteSoon } from "../chain/outcomes.js";
import type { DeviceCell } from "../devices/cells.js";
import { districtAt, latestTold } from "../devices/device.js";
import type { DispenseMode, DoseRecord } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { doseAlerts, matchingAlerts } from "./alerts.js";
import type { DoseCell, ExpectedDose, PlanCell } from "./cells.js";
import { evidenceDecidesAtMs, evidenceOf, pathBreaksIn, type SharedFacts } from "./evidence.js";
import { excusedDoses } from "./excused.js";
import { firstFrom, unansweredOfflines } from "./hearing.js";
import { type DoseWords, type Judgement, judge, wouldHaveHeard } from "./judge.js";
import { byTimeThenId, type Matching, match } from "./match.js";
import { outcomeOf } from "./outcome.js";
import { findRepeatedMisses } from "./repeated.js";
import { watchCriticalDoses, watchFromMs } from "./watching.js";

const minMs = 60_000;

/** A deadline known late: nobody noted when the device passed it, so its own clock stands in. */
export function reachedAt(run: Run, cell: DeviceCell, deadlineAtMs: number): number | null {
  if (cell.reachedMs < deadlineAtMs) return null;
  return Math.min(run.nowMs, firstFrom(cell.contacts, deadlineAtMs));
}

export function newDoseCell(run: Run, cell: DeviceCell, expected: ExpectedDose): DoseCell {
  const { doseId, planId, residentRef, deviceId, scheduledAtMs, deadlineAtMs, critical } = expected;
  const record: DoseRecord = {
    doseId,
    planId,
    residentRef,
    deviceId,
    district: districtAt(cell, scheduledAtMs),
    scheduledAtMs,
    deadlineAtMs,
    critical,
    verdict: "pending",
    cause: null,
    dispensedAtMs: null,
    mode: null,
    decidedAtMs: null,
    verdictAtDeadline: null,
    revisions: [],
    followup: null,
  };
  const reachedAtMs = reachedAt(run, cell, deadlineAtMs);
  return { expected, record, reachedAtMs, knownAtMs: run.nowMs, told: false, raisedOnce: [] };
}

/** Which of the device's dispenses is which of its doses. */
export function matchDevice(run: Run, cell: DeviceCell, excused = excusedDoses(run, cell)): Matching {
  const reported = new Set(cell.missReports.map((report) => report.scheduledAtMs));
  const doses = cell.doses.map(({ expected: { doseId, planId, scheduledAtMs, opensAtMs, closesAtMs } }) => ({
    doseId,
    planId,
    scheduledAtMs,
    opensAtMs,
    closesAtMs,
    excused: excused.has(doseId),
    reportedMissed: reported.has(scheduledAtMs),
  }));
  return match(doses, cell.dispenses);
}

function sharedFacts(run: Run, cell: DeviceCell): SharedFacts {
  const graceMs = run.state.ecosystem.thresholds.offlineGraceSec * 1000;
  const excused = excusedDoses(run, cell);
  return {
    offlineSpans: unansweredOfflines(cell.offlines, cell.onlines, cell.contacts, graceMs),
    reports: [...cell.missReports].sort(byTimeThenId),
    matching: matchDevice(run, cell, excused),
    excused,
    pathBreaks: new Map(),
  };
}

interface Judged extends Judgement {
  dispensedAtMs: number | null;
  mode: DispenseMode | null;
  /** When the same facts may give another verdict; Infinity if never. */
  nextMs: number;
}

function judgeDose(run: Run, cell: DeviceCell, dose: DoseCell, shared: SharedFacts): Judged {
  const { doseId, scheduledAtMs, deadlineAtMs } = dose.expected;
  const dispense = shared.matching.dispensed.get(doseId) ?? null;
  const words: DoseWords = {
    dispensedAtMs: dispense?.t ?? null,
    excused: shared.excused.has(doseId),
    report: shared.reports.find((report) => report.scheduledAtMs === scheduledAtMs) ?? null,
    ambiguous: shared.matching.ambiguous.has(doseId),
  };
  let nextMs = run.nowMs < deadlineAtMs ? deadlineAtMs : Number.POSITIVE_INFINITY;
  if (words.excused && run.nowMs < scheduledAtMs) nextMs = scheduledAtMs;
  const evidence = () => {
    const pathBreaks = pathBreaksIn(run, cell, dose.record.district, shared);
    const decidesMs = evidenceDecidesAtMs(run, cell, dose, [...pathBreaks, ...shared.offlineSpans, ...run.state.gaps]);
    if (decidesMs > run.nowMs) nextMs = Math.min(nextMs, decidesMs);
    return evidenceOf(run, cell, dose, shared, decidesMs <= run.nowMs);
  };
  const judged = judge(dose.expected, words, evidence, run.nowMs);
  if (outcomeOf[judged.verdict] !== "dispensed" || !dispense) {
    return { ...judged, dispensedAtMs: null, mode: null, nextMs };
  }
  const mode = dispense.mode === "assisted" ? "assisted" : "unassisted";
  return { ...judged, dispensedAtMs: dispense.t, mode, nextMs };
}

function followupOf(run: Run, cell: DeviceCell, { planId, scheduledAtMs }: DoseRecord): string | null {
  const fromPage = (run.state.plans.get(planId) as PlanCell).followups;
  if (cell.followups.length === 0 && fromPage.length === 0) return null;
  const ofDose = [...cell.followups, ...fromPage].filter((told) => told.value.scheduledAtMs === scheduledAtMs);
  return latestTold(ofDose, Number.POSITIVE_INFINITY)?.value.outcome ?? null;
}

type Change = "none" | "detail" | "verdict";

/** Brings what the plan and the topic say of the dose into its record; answers whether that is news. */
function describe(cell: DeviceCell, { expected, record }: DoseCell): boolean {
  const { residentRef, deadlineAtMs, critical } = expected;
  const district = districtAt(cell, expected.scheduledAtMs);
  const changed =
    record.district !== district ||
    record.residentRef !== residentRef ||
    record.deadlineAtMs !== deadlineAtMs ||
    record.critical !== critical;
  if (changed) Object.assign(record, { residentRef, deadlineAtMs, critical, district });
  return changed;
}

/** Writes the judgement into the record; answers what changed: verdict or cause, something else, nothing. */
function record(run: Run, cell: DeviceCell, dose: DoseCell, judged: Judged, described: boolean): Change {
  const { record } = dose;
  const before = { verdict: record.verdict, cause: record.cause };
  const followup = followupOf(run, cell, record);
  const revised = before.verdict !== judged.verdict || before.cause !== judged.cause;
  // What the instant of the deadline itself still brings to light, as that no report comes from anybody, counts.
  const known = run.nowMs > record.deadlineAtMs ? record.verdictAtDeadline : null;
  const atDeadline = known ?? (run.nowMs >= record.deadlineAtMs ? judged.verdict : null);
  const changed =
    revised ||
    described ||
    record.dispensedAtMs !== judged.dispensedAtMs ||
    (record.mode ?? null) !== judged.mode ||
    record.followup !== followup ||
    record.verdictAtDeadline !== atDeadline;
  if (!changed) return "none";
  if (revised && before.verdict !== "pending") {
    const { verdict: fromVerdict, cause: fromCause } = before;
    const to = { toVerdict: judged.verdict, toCause: judged.cause };
    record.revisions.push({ atMs: run.nowMs, fromVerdict, fromCause, ...to, why: run.why, told: dose.told });
    if (dose.told && fromVerdict !== judged.verdict) correct(run, record, before, judged.verdict);
  }
  if (before.verdict !== judged.verdict) record.decidedAtMs = judged.verdict === "pending" ? null : run.nowMs;
  record.verdict = judged.verdict;
  record.cause = judged.cause;
  record.dispensedAtMs = judged.dispensedAtMs;
  record.mode = judged.mode;
  record.followup = followup;
  const atItsDeadline = record.verdictAtDeadline === null && run.nowMs === record.deadlineAtMs;
  record.verdictAtDeadline = atDeadline;
  if (atItsDeadline) noteAtDeadline(run, cell, dose);
  run.outputs.push({ kind: "dose", dose: { ...record, revisions: [...record.revisions] } });
  return revised ? "verdict" : "detail";
}

/** When a word of the dose should have come, if only a reminder; never where its deadline comes first. */
function wordDueMs(run: Run, { expected }: DoseCell): number {
  const atMs = expected.scheduledAtMs + run.state.ecosystem.thresholds.missingWordAfterMin * minMs;
  return atMs < expected.deadlineAtMs ? atMs : Number.POSITIVE_INFINITY;
}

/** Nothing of a dose although its device has been heard since its time: alone that means nothing, of many it does. */
function noteWord(run: Run, cell: DeviceCell, dose: DoseCell, shared: SharedFacts): void {
  const { doseId, scheduledAtMs: opensAtMs } = dose.expected;
  if (shared.excused.has(doseId)) return;
  const heard = () => {
    const facts = { ...evidenceOf(run, cell, dose, shared, false), contactWindowMs: run.nowMs - opensAtMs };
    return wouldHaveHeard({ opensAtMs, deadlineAtMs: run.nowMs }, facts);
  };
  noteSoon(run, cell, dose, shared.matching.dispensed.has(doseId), heard);
}

/**
 * Judges all doses of a device anew from the sets of what is known. Nothing is carried over from
 * earlier judgements, so late, repeated and reordered events end in the same ledger.
 */
export function rejudge(run: Run, cell: DeviceCell): void {
  if (cell.doses.length === 0) {
    noteDeadlines(cell);
    return;
  }
  const shared = sharedFacts(run, cell);
  let nextMs = Number.POSITIVE_INFINITY;
  let decided = false;
  for (const dose of cell.doses) {
    const described = describe(cell, dose);
    const judged = judgeDose(run, cell, dose, shared);
    nextMs = Math.min(nextMs, judged.nextMs);
    if (dose.record.critical && judged.verdict === "pending" && run.nowMs < watchFromMs(run, dose)) {
      nextMs = Math.min(nextMs, watchFromMs(run, dose));
    }
    const wordMs = wordDueMs(run, dose);
    if (run.nowMs < wordMs) nextMs = Math.min(nextMs, wordMs);
    else if (run.nowMs === wordMs) noteWord(run, cell, dose, shared);
    const change = record(run, cell, dose, judged, described);
    if (change === "none") continue;
    decided ||= change === "verdict";
    doseAlerts(run, cell, dose, change === "verdict");
  }
  noteDeadlines(cell);
  matchingAlerts(run, cell, shared.matching);
  watchCriticalDoses(run, cell);
  if (decided) findRepeatedMisses(run, cell);
  wake(run.state.timers, `device:${cell.deviceId}`, nextMs);
}

/** Silence spoke against it, and may yet turn out to have meant something else. */
function isUndispensed({ record }: DoseCell): boolean {
  return record.verdict === "unconfirmed" || record.verdict === "missed";
}

/** Which deadlines matter to the next sign of life, so that it need not look at every dose. */
function noteDeadlines(cell: DeviceCell): void {
  cell.unreachedMs = Number.POSITIVE_INFINITY;
  cell.undispensedMs = Number.NEGATIVE_INFINITY;
  for (const dose of cell.doses) {
    const { deadlineAtMs } = dose.expected;
    if (dose.reachedAtMs === null) cell.unreachedMs = Math.min(cell.unreachedMs, deadlineAtMs);
    if (isUndispensed(dose)) cell.undispensedMs = Math.max(cell.undispensedMs, deadlineAtMs);
  }
}

/** Notes which deadlines the device has now been heard beyond; answers the first of them, or Infinity. */
export function noteReached(run: Run, cell: DeviceCell, t: number): number {
  const firstMs = cell.unreachedMs;
  if (t < firstMs) return Number.POSITIVE_INFINITY;
  for (const dose of cell.doses) if (dose.expected.deadlineAtMs <= t) dose.reachedAtMs ??= run.nowMs;
  noteDeadlines(cell);
  return firstMs;
}

/**
 * Whether a sign of life at `t` that says something new only of the time from `newsFromMs` on may
 * decide a dose: it may confirm what was unconfirmed, and end a silence that nobody knew of before.
 */
export function mayDecide(cell: DeviceCell, t: number, newsFromMs: number): boolean {
  if (newsFromMs > cell.undispensedMs) return false;
  return cell.doses.some(
    (dose) =>
      isUndispensed(dose) && dose.expected.deadlineAtMs >= newsFromMs && t >= dose.expected.opensAtMs - hearingReachMs,
  );
}

/** A silence that reaches into a dose's window may have begun this long before it. */
const hearingReachMs = 24 * 60 * minMs;
