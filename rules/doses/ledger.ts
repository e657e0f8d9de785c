import { tellCorrection } from "../alerts/notify.js";
import { componentOf } from "../chain/component.js";
import { flowBreaksOf } from "../chain/flow.js";
import { classOf, type DeviceCell, districtAt, latestTold, pathOf } from "../devices/cell.js";
import type { DoseRecord } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { doseAlerts, matchingAlerts } from "./alerts.js";
import { firstFrom, isGapless, settlesAt, unansweredOfflines } from "./hearing.js";
import { type DoseWords, type Evidence, type Judgement, judge, type PathBreak } from "./judge.js";
import { byTimeThenId, type Matching, type MissReport, match } from "./match.js";
import { type ExpectedDose, endOf, pausesOf, type Span, startOf, within } from "./plan.js";

const minMs = 60_000;

/** A dose in the ledger's reach: what was expected, and what became of it so far. */
export interface DoseCell {
  expected: ExpectedDose;
  record: DoseRecord;
  /** First reception of an event of the device with t ≥ D. */
  reachedAtMs: number | null;
  /** When Velvakt learned that this dose exists. */
  knownAtMs: number;
  /** Somebody was notified of a verdict of this dose. */
  told: boolean;
  /** `dose-extra` was raised; a person closes it. */
  extraTold: boolean;
}

/** Facts of a device that all its doses share. */
interface SharedFacts {
  offlineSpans: Span[];
  reports: MissReport[];
  matching: Matching;
  excused: Set<string>;
  pathBreaks: Map<string, PathBreak[]>;
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
    decidedAtMs: null,
    verdictAtDeadline: null,
    revisions: [],
    followup: null,
  };
  return { expected, record, reachedAtMs: null, knownAtMs: run.nowMs, told: false, extraTold: false };
}

/** Breaks on the way from a device in `district`: components of its path and flows that carry its doses. */
function pathBreaksOf(run: Run, cell: DeviceCell, district: string): PathBreak[] {
  const path = pathOf(run, cell, district);
  const breaks = path.flatMap((id) =>
    componentOf(run, id).downSpans.map((span): PathBreak => ({ ...span, cause: `component:${id}` })),
  );
  return [...breaks, ...flowBreaksOf(run, path)];
}

function isPredispensed(cell: DeviceCell, dose: ExpectedDose): boolean {
  return cell.predispensed.some(({ value: { from, to } }) => {
    if (dose.scheduledAtMs < startOf(from, dose.zone)) return false;
    const endMs = endOf(to, dose.zone);
    return "atMs" in to ? dose.scheduledAtMs <= endMs : dose.scheduledAtMs < endMs;
  });
}

function excusedDoses(run: Run, cell: DeviceCell): Set<string> {
  const pauses = new Map<string, Span[]>();
  for (const planId of cell.planIds) {
    const plan = run.state.plans.get(planId);
    if (plan) pauses.set(planId, pausesOf(plan, run.state.ecosystem.timezone));
  }
  const excused = cell.doses.filter(
    ({ expected }) =>
      within(pauses.get(expected.planId) ?? [], expected.scheduledAtMs) || isPredispensed(cell, expected),
  );
  return new Set(excused.map(({ expected }) => expected.doseId));
}

/** Which of the device's dispenses is which of its doses. */
export function matchDevice(run: Run, cell: DeviceCell, excused = excusedDoses(run, cell)): Matching {
  const reported = new Set(cell.missReports.map((report) => report.scheduledAtMs));
  const doses = cell.doses.map(({ expected }) => ({
    ...expected,
    excused: excused.has(expected.doseId),
    reportedMissed: reported.has(expected.scheduledAtMs),
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

function dispensedBetween(cell: DeviceCell, fromMs: number, toMs: number): boolean {
  if (cell.lastForgottenMs >= fromMs) return true;
  return cell.dispenses.some((dispense) => dispense.t >= fromMs && dispense.t <= toMs);
}

/** Out of medicine at D, by device time: the last word on stock is *empty* and nothing came out since. */
function wasEmpty(cell: DeviceCell, atMs: number): boolean {
  const stock = latestTold(cell.stock, atMs);
  if (stock?.value !== "empty") return false;
  return !dispensedBetween(cell, stock.t, atMs);
}

const stoppingFaults = ["technical", "pouch", "roll", "jam"];

function hadFault(cell: DeviceCell, atMs: number): boolean {
  return stoppingFaults.some((code) => {
    const fault = latestTold(
      cell.faults.filter((told) => told.value.code === code),
      atMs,
    );
    if (!fault?.value.raised) return false;
    return !dispensedBetween(cell, fault.t, atMs);
  });
}

/** When later evidence that the dose was not dispensed may decide; Infinity without evidence. */
function evidenceDecidesAtMs(run: Run, cell: DeviceCell, dose: DoseCell, breaks: readonly Span[]): number {
  const { opensAtMs, deadlineAtMs } = dose.expected;
  if (cell.reachedMs < deadlineAtMs) return Number.POSITIVE_INFINITY;
  const proven =
    cell.bufferEmptyMs >= deadlineAtMs ||
    cell.sequences.some((sequence) => isGapless(sequence, opensAtMs, deadlineAtMs));
  if (!proven) return Number.POSITIVE_INFINITY;
  // A plan known late: nobody noted when the device reached the deadline; its own clock stands in.
  const reachedAtMs = dose.reachedAtMs ?? Math.min(run.nowMs, firstFrom(cell.contacts, deadlineAtMs));
  return settlesAt(breaks, reachedAtMs, run.state.ecosystem.thresholds.settleMin * minMs);
}

interface Judged extends Judgement {
  dispensedAtMs: number | null;
  /** When the same facts may give another verdict; Infinity if never. */
  nextMs: number;
}

function pathBreaksIn(run: Run, cell: DeviceCell, district: string, shared: SharedFacts): PathBreak[] {
  let breaks = shared.pathBreaks.get(district);
  if (!breaks) {
    breaks = pathBreaksOf(run, cell, district);
    shared.pathBreaks.set(district, breaks);
  }
  return breaks;
}

function evidenceOf(
  run: Run,
  cell: DeviceCell,
  dose: DoseCell,
  shared: SharedFacts,
  settledEvidence: boolean,
): Evidence {
  const { deadlineAtMs } = dose.expected;
  const deviceClass = classOf(run, cell);
  return {
    contacts: cell.contacts,
    contactWindowMs: run.state.ecosystem.thresholds.contactHeartbeats * deviceClass.heartbeatEverySec * 1000,
    silenceMaxMs: deviceClass.offlineAfterMin * minMs,
    offlineSpans: shared.offlineSpans,
    pathBreaks: pathBreaksIn(run, cell, dose.record.district, shared),
    gaps: run.state.gaps,
    quarantined: cell.quarantined,
    settledEvidence,
    empty: wasEmpty(cell, deadlineAtMs),
    fault: hadFault(cell, deadlineAtMs),
  };
}

function judgeDose(run: Run, cell: DeviceCell, dose: DoseCell, shared: SharedFacts): Judged {
  const { doseId, scheduledAtMs, deadlineAtMs } = dose.expected;
  const words: DoseWords = {
    dispensedAtMs: shared.matching.dispensed.get(doseId)?.t ?? null,
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
  const isDispensed = judged.verdict === "early" || judged.verdict === "on-time" || judged.verdict === "late";
  return { ...judged, dispensedAtMs: isDispensed ? words.dispensedAtMs : null, nextMs };
}

function followupOf(run: Run, cell: DeviceCell, { planId, scheduledAtMs }: DoseRecord): string | null {
  const fromPage = run.state.plans.get(planId)?.followups ?? [];
  if (cell.followups.length === 0 && fromPage.length === 0) return null;
  const ofDose = [...cell.followups, ...fromPage].filter((told) => told.value.scheduledAtMs === scheduledAtMs);
  return latestTold(ofDose, Number.POSITIVE_INFINITY)?.value.outcome ?? null;
}

/** Writes the judgement into the record; answers whether anything in it changed. */
function record(run: Run, cell: DeviceCell, dose: DoseCell, judged: Judged): boolean {
  const { record } = dose;
  const before = { verdict: record.verdict, cause: record.cause };
  const followup = followupOf(run, cell, record);
  const district = districtAt(cell, record.scheduledAtMs);
  const revised = before.verdict !== judged.verdict || before.cause !== judged.cause;
  const atDeadline = record.verdictAtDeadline ?? (run.nowMs >= record.deadlineAtMs ? judged.verdict : null);
  const changed =
    revised ||
    record.dispensedAtMs !== judged.dispensedAtMs ||
    record.followup !== followup ||
    record.district !== district ||
    record.verdictAtDeadline !== atDeadline;
  if (!changed) return false;
  if (revised && before.verdict !== "pending") {
    const { verdict: fromVerdict, cause: fromCause } = before;
    const to = { toVerdict: judged.verdict, toCause: judged.cause };
    record.revisions.push({ atMs: run.nowMs, fromVerdict, fromCause, ...to, why: run.why, told: dose.told });
    if (dose.told && fromVerdict !== judged.verdict) tellCorrection(run, record, fromVerdict, judged.verdict);
  }
  if (before.verdict !== judged.verdict) record.decidedAtMs = judged.verdict === "pending" ? null : run.nowMs;
  record.verdict = judged.verdict;
  record.cause = judged.cause;
  record.dispensedAtMs = judged.dispensedAtMs;
  record.followup = followup;
  record.district = district;
  record.verdictAtDeadline = atDeadline;
  run.outputs.push({ kind: "dose", dose: { ...record, revisions: [...record.revisions] } });
  return true;
}

/**
 * Judges all doses of a device anew from the sets of what is known. Nothing is carried over from
 * earlier judgements, so late, repeated and reordered events end in the same ledger.
 */
export function rejudge(run: Run, cell: DeviceCell): void {
  if (cell.doses.length === 0) return;
  const shared = sharedFacts(run, cell);
  let nextMs = Number.POSITIVE_INFINITY;
  for (const dose of cell.doses) {
    const judged = judgeDose(run, cell, dose, shared);
    nextMs = Math.min(nextMs, judged.nextMs);
    if (record(run, cell, dose, judged)) doseAlerts(run, cell, dose);
  }
  matchingAlerts(run, cell, shared.matching);
  wake(run.state.timers, `device:${cell.deviceId}`, nextMs);
}

/** Notes that the device has been heard beyond a deadline; answers whether that may decide a dose. */
export function noteReached(run: Run, cell: DeviceCell, t: number): boolean {
  let matters = false;
  for (let i = cell.doses.length - 1; i >= 0; i--) {
    const dose = cell.doses[i] as DoseCell;
    if (dose.expected.deadlineAtMs > t) continue;
    dose.reachedAtMs ??= run.nowMs;
    matters ||= dose.record.verdict === "unconfirmed";
  }
  return matters;
}
