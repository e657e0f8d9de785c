import type { AlertKindId } from "../alerts/catalogue.js";
import { alertKey, clear, raise } from "../alerts/open.js";
import { isSharedCause, localClock, localTime } from "../alerts/words.js";
import { explainingIncident, tellsOutcomeOf } from "../chain/incident.js";
import type { DeviceCell } from "../devices/cells.js";
import type { Cause, DoseRecord, Severity } from "../model/record.js";
import type { Run } from "../state.js";
import type { DoseCell } from "./cells.js";
import type { Matching } from "./match.js";

const minMs = 60_000;

/** A dose alert's subject names the device and the dose. */
function subjectOf(dose: DoseRecord): string {
  return `${dose.deviceId}/${dose.doseId}`;
}

function findingOf(run: Run, dose: DoseRecord) {
  return {
    subject: subjectOf(dose),
    district: dose.district,
    deviceId: dose.deviceId,
    residentRef: dose.residentRef,
    doseId: dose.doseId,
    evidence: {
      dueLocal: localClock(run.state.ecosystem.timezone, dose.scheduledAtMs),
      scheduledAt: new Date(dose.scheduledAtMs).toISOString(),
      cause: dose.cause,
      critical: dose.critical,
    },
  };
}

/** The plan's dose before this one was missed too. */
function followsAMiss(cell: DeviceCell, dose: DoseCell): boolean {
  const before = cell.doses.findLast(
    (one) => one.record.planId === dose.record.planId && one.record.scheduledAtMs < dose.record.scheduledAtMs,
  );
  return before?.record.verdict === "missed";
}

function severityOf(cell: DeviceCell, dose: DoseCell): Severity {
  if (dose.record.critical) return "critical";
  return dose.record.verdict === "missed" && followsAMiss(cell, dose) ? "serious" : "moderate";
}

const doseKinds = ["dose-missed", "dose-unconfirmed", "dose-extra", "critical-dose-unwatched"] as const;

/** No plan expects the dose any more. */
export function clearDoseAlerts(run: Run, dose: DoseRecord): void {
  for (const kind of doseKinds) clear(run, kind, subjectOf(dose));
}

/** The break that hid the dose until this very decision; null if none did. */
function hiddenUntilNow({ revisions, decidedAtMs }: DoseRecord): Cause | null {
  const last = revisions.at(-1);
  if (last?.atMs !== decidedAtMs || !isSharedCause(last.fromCause)) return null;
  return last.fromCause;
}

/** What an outage hid is told together, once the devices behind it have spoken. Source: judgement. */
const gatherMs = 5 * minMs;

function raiseMissed(run: Run, cell: DeviceCell, dose: DoseCell): void {
  const finding = findingOf(run, dose.record);
  const hiddenBy = hiddenUntilNow(dose.record);
  // An incident tells the outcomes of all its doses in one digest.
  const inDigest = tellsOutcomeOf(run, hiddenBy, dose.record.doseId) !== undefined;
  const notifyAtMs = inDigest ? Number.POSITIVE_INFINITY : run.nowMs + (hiddenBy === null ? 0 : gatherMs);
  // Missed for want of medicine has a code of its own.
  const vkpCode = dose.record.cause === "empty" ? "1.2" : "1.1";
  const evidence = { ...finding.evidence, hiddenBy };
  const severity = severityOf(cell, dose);
  raise(run, {
    ...finding,
    kind: "dose-missed",
    vkpCode,
    severity,
    evidence,
    notifyAtMs: severity === "critical" ? run.nowMs : notifyAtMs,
  });
}

function raiseUnconfirmed(run: Run, cell: DeviceCell, dose: DoseCell): void {
  const { record } = dose;
  const incidentId = explainingIncident(run, record.cause);
  const severity = severityOf(cell, dose);
  const waitMs = record.critical ? 0 : run.state.ecosystem.thresholds.unconfirmedTaskAfterMin * minMs;
  const notifyAtMs = Math.max(run.nowMs, record.deadlineAtMs + waitMs);
  const finding = findingOf(run, record);
  const evidence = { ...finding.evidence, hiddenBy: record.cause };
  raise(run, { ...finding, kind: "dose-unconfirmed", severity, incidentId, evidence, notifyAtMs });
}

function raiseOnce(run: Run, dose: DoseCell, kind: AlertKindId): void {
  if (dose.raisedOnce.includes(kind)) return;
  dose.raisedOnce.push(kind);
  raise(run, { ...findingOf(run, dose.record), kind });
}

/** Velvakt learned of the dose when its deadline had passed: a plan that came late. */
function isKnownLate(dose: DoseCell): boolean {
  return dose.knownAtMs > dose.record.deadlineAtMs;
}

/** A plan known late may bring many misses at once: one alert lists them. */
function lateMissAlert(run: Run, cell: DeviceCell, changed: DoseCell, decided: boolean): void {
  const subject = `${cell.deviceId}/${changed.record.planId}`;
  const missed = cell.doses.filter(
    (dose) =>
      dose.record.planId === changed.record.planId &&
      isKnownLate(dose) &&
      dose.record.verdict === "missed" &&
      dose.record.followup === null,
  );
  const last = missed.at(-1);
  if (!last) {
    clear(run, "dose-missed", subject);
    return;
  }
  const isOpen = run.state.alerts.has(alertKey("dose-missed", subject));
  if (!isOpen && !(decided && changed.record.verdict === "missed")) return;
  const doses = missed.map((dose) => localTime(run.state.ecosystem.timezone, dose.record.scheduledAtMs)).join(", ");
  const { evidence, ...finding } = findingOf(run, last.record);
  const severity = missed.some((dose) => dose.record.critical)
    ? "critical"
    : missed.length > 1
      ? "serious"
      : "moderate";
  raise(run, {
    ...finding,
    subject,
    doseId: null,
    doseIds: missed.map((dose) => dose.record.doseId),
    kind: "dose-missed",
    severity,
    evidence: { ...evidence, dueLocal: doses },
  });
}

/** Brings the alerts of one dose in line with its record. A follow-up ends them as a dispense does. */
export function doseAlerts(run: Run, cell: DeviceCell, dose: DoseCell, decided: boolean): void {
  const { record } = dose;
  const subject = subjectOf(record);
  const open = record.followup === null;
  // A person may have closed the alert: only a new decision opens one again.
  if (isKnownLate(dose)) lateMissAlert(run, cell, dose, decided);
  else if (record.verdict !== "missed" || !open) clear(run, "dose-missed", subject);
  else if (decided) raiseMissed(run, cell, dose);
  if (record.verdict !== "unconfirmed" || !open) clear(run, "dose-unconfirmed", subject);
  else if (decided) raiseUnconfirmed(run, cell, dose);
  if (record.followup === "given-by-staff" && record.dispensedAtMs !== null) {
    raiseOnce(run, dose, "possible-double-dose");
  }
}

/** Alerts that follow from which dispense was which dose. */
export function matchingAlerts(run: Run, cell: DeviceCell, matching: Matching): void {
  for (const { doseId } of matching.extras) {
    const dose = cell.doses.find((one) => one.record.doseId === doseId) as DoseCell;
    raiseOnce(run, dose, "dose-extra");
  }
}
