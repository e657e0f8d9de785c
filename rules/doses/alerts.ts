import { clear, raise } from "../alerts/open.js";
import { localClock, localTime } from "../alerts/words.js";
import { explainingIncident } from "../chain/incident.js";
import type { DeviceCell } from "../devices/cell.js";
import type { DoseRecord, Severity } from "../model/record.js";
import type { Run } from "../state.js";
import type { DoseCell } from "./ledger.js";
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

export function clearDoseAlerts(run: Run, dose: DoseRecord): void {
  const subject = subjectOf(dose);
  for (const kind of ["dose-missed", "dose-unconfirmed", "dose-extra"] as const) clear(run, kind, subject);
}

function raiseMissed(run: Run, cell: DeviceCell, dose: DoseCell): void {
  const finding = findingOf(run, dose.record);
  // Missed for want of medicine has a code of its own.
  const vkpCode = dose.record.cause === "empty" ? "1.2" : "1.1";
  raise(run, { ...finding, kind: "dose-missed", vkpCode, severity: severityOf(cell, dose) });
}

function raiseUnconfirmed(run: Run, cell: DeviceCell, dose: DoseCell): void {
  const { record } = dose;
  const incidentId = explainingIncident(run, record.cause);
  const severity = severityOf(cell, dose);
  const waitMs = record.critical ? 0 : run.state.ecosystem.thresholds.unconfirmedTaskAfterMin * minMs;
  const notifyAtMs = Math.max(run.nowMs, record.deadlineAtMs + waitMs);
  raise(run, { ...findingOf(run, record), kind: "dose-unconfirmed", severity, incidentId, notifyAtMs });
}

/** Velvakt learned of the dose when its deadline had passed: a plan that came late. */
function isKnownLate(dose: DoseCell): boolean {
  return dose.knownAtMs > dose.record.deadlineAtMs;
}

/** A plan known late may bring many misses at once: one alert lists them. */
function lateMissAlert(run: Run, cell: DeviceCell, changed: DoseCell): void {
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
  if (changed.record.verdict !== "missed") return;
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
    kind: "dose-missed",
    severity,
    evidence: { ...evidence, dueLocal: doses },
  });
}

/** Brings the alerts of one dose in line with its record. A follow-up ends them as a dispense does. */
export function doseAlerts(run: Run, cell: DeviceCell, dose: DoseCell): void {
  const { record } = dose;
  const subject = subjectOf(record);
  const open = record.followup === null;
  if (isKnownLate(dose)) lateMissAlert(run, cell, dose);
  else if (record.verdict === "missed" && open) raiseMissed(run, cell, dose);
  else clear(run, "dose-missed", subject);
  if (record.verdict === "unconfirmed" && open) raiseUnconfirmed(run, cell, dose);
  else clear(run, "dose-unconfirmed", subject);
  if (record.followup === "given-by-staff" && record.dispensedAtMs !== null) {
    raise(run, { ...findingOf(run, record), kind: "possible-double-dose" });
  }
}

/** Alerts that follow from which dispense was which dose. */
export function matchingAlerts(run: Run, cell: DeviceCell, matching: Matching): void {
  for (const { doseId } of matching.extras) {
    const dose = cell.doses.find((one) => one.record.doseId === doseId);
    if (dose && !dose.extraTold) {
      dose.extraTold = true;
      raise(run, { ...findingOf(run, dose.record), kind: "dose-extra" });
    }
  }
}
