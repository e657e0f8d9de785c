import type { AlertRecord, Severity } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { type AlertKindId, alertKind, fill } from "./catalogue.js";

/** An alert that is not closed, with what its notifying still needs. */
export interface AlertCell {
  record: AlertRecord;
  /** Not to be notified before; an unconfirmed dose gives the way back some time. */
  notifyAtMs: number;
  /** Teams that have been told. */
  toldTeams: string[];
}

export interface Finding {
  kind: AlertKindId;
  subject: string;
  district?: string | null;
  deviceId?: string | null;
  residentRef?: string | null;
  doseId?: string | null;
  /** Left out: the kind's own. */
  severity?: Severity;
  vkpCode?: string;
  evidence?: AlertRecord["evidence"];
  /** The incident that explains it. */
  incidentId?: string | null;
  notifyAtMs?: number;
}

export const severities: readonly Severity[] = ["normal", "moderate", "serious", "critical"];

export function isAtLeast(severity: Severity, least: Severity): boolean {
  return severities.indexOf(severity) >= severities.indexOf(least);
}

export function alertKey(kind: string, subject: string): string {
  return `${kind}/${subject}`;
}

export function emitAlert(run: Run, cell: AlertCell): void {
  run.outputs.push({ kind: "alert", alert: { ...cell.record } });
}

/** Has the alert looked at for notifying, at `notifyAtMs` or now if that is past. */
export function considerNotifying(run: Run, cell: AlertCell): void {
  const atMs = Math.max(run.nowMs, cell.notifyAtMs);
  wake(run.state.timers, `notify:${alertKey(cell.record.kind, cell.record.subject)}`, atMs);
}

function openAlert(run: Run, finding: Finding): AlertCell {
  const { kind, subject } = finding;
  const row = alertKind(kind);
  const evidence = {
    subject,
    deviceId: finding.deviceId ?? null,
    residentRef: finding.residentRef ?? null,
    ...finding.evidence,
  };
  const record: AlertRecord = {
    alertId: `${kind}/${subject}/${new Date(run.nowMs).toISOString()}`,
    kind,
    vkpCode: finding.vkpCode ?? row.vkpCode,
    subject,
    district: finding.district ?? null,
    deviceId: finding.deviceId ?? null,
    residentRef: finding.residentRef ?? null,
    doseId: finding.doseId ?? null,
    scenario: row.scenario,
    severity: finding.severity ?? row.severity,
    condition: "active",
    handling: "new",
    openedAtMs: run.nowMs,
    clearedAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    closeCause: null,
    closeAction: null,
    incidentId: finding.incidentId ?? null,
    summary: fill(row.summary, evidence),
    nextAction: fill(row.nextAction, evidence),
    evidence,
    notifiedAtMs: null,
  };
  return { record, notifyAtMs: finding.notifyAtMs ?? run.nowMs, toldTeams: [] };
}

/**
 * Says that something is wrong. One alert per kind and subject is open at a time: said again, it
 * becomes active again, more serious if need be, and earlier due to be told.
 */
export function raise(run: Run, finding: Finding): void {
  const key = alertKey(finding.kind, finding.subject);
  const known = run.state.alerts.get(key);
  if (!known) {
    const opened = openAlert(run, finding);
    run.state.alerts.set(key, opened);
    emitAlert(run, opened);
    considerNotifying(run, opened);
    return;
  }
  const { record } = known;
  const severity = finding.severity ?? alertKind(finding.kind).severity;
  const incidentId = finding.incidentId === undefined ? record.incidentId : finding.incidentId;
  const escalates = severities.indexOf(severity) > severities.indexOf(record.severity);
  if (record.condition === "active" && !escalates && incidentId === record.incidentId) {
    considerNotifying(run, known);
    return;
  }
  if (escalates) {
    record.severity = severity;
    known.toldTeams = [];
  }
  record.condition = "active";
  record.clearedAtMs = null;
  record.incidentId = incidentId;
  known.notifyAtMs = Math.min(known.notifyAtMs, finding.notifyAtMs ?? run.nowMs);
  emitAlert(run, known);
  considerNotifying(run, known);
}

/**
 * Says that it is over. That closes the alert only where nobody has to act: serious ones, and those
 * a person has taken, are closed by a person.
 */
export function clear(run: Run, kind: AlertKindId, subject: string): void {
  const key = alertKey(kind, subject);
  const cell = run.state.alerts.get(key);
  if (!cell || cell.record.condition === "cleared") return;
  const { record } = cell;
  record.condition = "cleared";
  record.clearedAtMs = run.nowMs;
  if (record.handling === "new" && !isAtLeast(record.severity, "serious")) close(run, cell, "velvakt", null, null);
  else emitAlert(run, cell);
}

function close(run: Run, cell: AlertCell, by: string, cause: string | null, action: string | null): void {
  Object.assign(cell.record, {
    handling: "closed",
    closedAtMs: run.nowMs,
    closedBy: by,
    closeCause: cause,
    closeAction: action,
  });
  run.state.alerts.delete(alertKey(cell.record.kind, cell.record.subject));
  emitAlert(run, cell);
}

function findById(run: Run, alertId: string): AlertCell | undefined {
  const cell = run.state.alerts.get(alertId.slice(0, alertId.lastIndexOf("/")));
  return cell?.record.alertId === alertId ? cell : undefined;
}

/** A person takes the alert; one that is closed or unknown stays as it is. */
export function acknowledge(run: Run, alertId: string, actor: string): void {
  const cell = findById(run, alertId);
  if (cell?.record.handling !== "new") return;
  Object.assign(cell.record, { handling: "acknowledged", acknowledgedAtMs: run.nowMs, acknowledgedBy: actor });
  emitAlert(run, cell);
}

export function closeByPerson(run: Run, alertId: string, actor: string, cause: string, action: string): void {
  const cell = findById(run, alertId);
  if (cell) close(run, cell, actor, cause, action);
}
