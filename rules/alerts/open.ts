import { count, sample } from "../fros/figures.js";
import type { AlertRecord, Severity } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { type AlertKindId, alertKind, fill } from "./catalogue.js";
import type { AlertCell } from "./cells.js";

export interface Finding {
  kind: AlertKindId;
  subject: string;
  district?: string | null;
  deviceId?: string | null;
  residentRef?: string | null;
  doseId?: string | null;
  /** Where it speaks for several doses; `doseId` alone otherwise. */
  doseIds?: string[];
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

/** A street loses its power at once and its batteries one soon after the other: these wait so long for more of their kind. Source: judgement. */
const waitsForMoreMs: Record<string, number> = {
  "power-lost": 60_000,
  "power-gone-before-dose": 60_000,
  "battery-low": 300_000,
  "battery-empty": 300_000,
};

export function waitsForMore(kind: string): boolean {
  return kind in waitsForMoreMs;
}

function notifyAtMsOf(run: Run, { kind, severity, notifyAtMs }: Finding): number {
  return notifyAtMs ?? run.nowMs + (severity === "critical" ? 0 : (waitsForMoreMs[kind] ?? 0));
}

/**
 * Has the alert looked at for notifying, at `notifyAtMs` or now if that is past. The key sorts after
 * all others: what one instant brings is all there when the first of it is told.
 */
export function considerNotifying(run: Run, cell: AlertCell): void {
  const atMs = Math.max(run.nowMs, cell.notifyAtMs);
  wake(run.state.timers, `tell:${alertKey(cell.record.kind, cell.record.subject)}`, atMs);
}

function doseIdsOf(finding: Finding): string[] {
  return finding.doseIds ?? (finding.doseId ? [finding.doseId] : []);
}

function evidenceOf(finding: Finding): AlertRecord["evidence"] {
  const { subject, deviceId = null, residentRef = null, evidence } = finding;
  return { subject, deviceId, residentRef, ...evidence };
}

/** What is known of it may change while it stands. Answers whether it did. */
function refreshEvidence(cell: AlertCell, finding: Finding): boolean {
  const evidence = evidenceOf(finding);
  cell.doseIds = doseIdsOf(finding);
  if (JSON.stringify(evidence) === JSON.stringify(cell.record.evidence)) return false;
  cell.record.evidence = evidence;
  cell.record.summary = fill(alertKind(finding.kind).summary, evidence);
  return true;
}

function openAlert(run: Run, finding: Finding): AlertCell {
  const { kind, subject } = finding;
  const row = alertKind(kind);
  const evidence = evidenceOf(finding);
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
  return {
    record,
    notifyAtMs: notifyAtMsOf(run, finding),
    toldTeams: [],
    round: 0,
    doseIds: doseIdsOf(finding),
    watch: null,
  };
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
    count(run, `opened/${finding.kind}`);
    run.state.alerts.set(key, opened);
    emitAlert(run, opened);
    considerNotifying(run, opened);
    return;
  }
  const { record } = known;
  const severity = finding.severity ?? alertKind(finding.kind).severity;
  const incidentId = finding.incidentId === undefined ? record.incidentId : finding.incidentId;
  const escalates = severities.indexOf(severity) > severities.indexOf(record.severity);
  const refreshed = refreshEvidence(known, finding);
  if (record.condition === "active" && !escalates && incidentId === record.incidentId) {
    if (refreshed) emitAlert(run, known);
    considerNotifying(run, known);
    return;
  }
  if (escalates) {
    record.severity = severity;
    known.toldTeams = [];
    // Whoever took it took something less serious. What an incident speaks for it tells at its stages.
    const isSpokenFor = run.state.incidents.get(incidentId ?? "")?.record.closedAtMs === null;
    if (record.handling === "acknowledged" && !isSpokenFor) Object.assign(record, { handling: "new" });
  }
  if (record.condition === "cleared") {
    // It came back before a person closed it: whoever took it then may not know.
    known.round++;
    known.toldTeams = [];
    known.watch = null;
    record.handling = "new";
  }
  record.condition = "active";
  record.clearedAtMs = null;
  record.incidentId = incidentId;
  known.notifyAtMs = Math.min(known.notifyAtMs, notifyAtMsOf(run, finding));
  emitAlert(run, known);
  considerNotifying(run, known);
}

/** Has teams told again, if the last time is at least `everyMs` ago and nobody has taken the alert. */
export function remind(run: Run, kind: AlertKindId, subject: string, everyMs: number): void {
  const cell = run.state.alerts.get(alertKey(kind, subject));
  if (!cell || cell.record.notifiedAtMs === null) return;
  if (run.nowMs < cell.record.notifiedAtMs + (cell.round + 1) * everyMs) return;
  cell.round++;
  cell.toldTeams = [];
  considerNotifying(run, cell);
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
  noteOver(run, cell);
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

/** Nobody has to take it any more: that it was overdue is over too. */
function noteOver(run: Run, cell: AlertCell): void {
  if (!cell.watch) return;
  const { toldWith } = cell.watch;
  if (toldWith === null) clear(run, "response-overdue", cell.record.alertId);
  else wake(run.state.timers, `response:many/${toldWith}`, run.nowMs);
}

/** A person answers, the first time: how long that took, and that it was real. */
function noteAnswer(run: Run, cell: AlertCell): void {
  const { record, watch } = cell;
  noteOver(run, cell);
  if (record.handling !== "new") return;
  count(run, `answered/${record.kind}`);
  if (watch) sample(run, `response/${record.district ?? "_"}`, (run.nowMs - watch.toldAtMs) / 60_000);
}

/** A person takes the alert; one that is closed or unknown stays as it is. */
export function acknowledge(run: Run, alertId: string, actor: string): void {
  const cell = findById(run, alertId);
  if (cell?.record.handling !== "new") return;
  noteAnswer(run, cell);
  Object.assign(cell.record, { handling: "acknowledged", acknowledgedAtMs: run.nowMs, acknowledgedBy: actor });
  emitAlert(run, cell);
}

const causesOfIncidents: readonly string[] = ["component-down", "flow-broken"];

/** What an incident explained, is over, and nobody was told of by itself. */
function spokenForBy(run: Run, { record }: AlertCell): AlertCell[] {
  if (record.incidentId === null || record.notifiedAtMs === null || !causesOfIncidents.includes(record.kind)) return [];
  return [...run.state.alerts.values()].filter(
    ({ record: other }) =>
      other.incidentId === record.incidentId && other.condition === "cleared" && other.notifiedAtMs === null,
  );
}

/** A person closes the alert; with the cause of an incident goes what was over with it, for the same reason. */
export function closeByPerson(run: Run, alertId: string, actor: string, cause: string, action: string): void {
  const cell = findById(run, alertId);
  if (!cell) return;
  noteAnswer(run, cell);
  count(run, "closed-by-person");
  if (cause.trim() === "" || action.trim() === "") count(run, "closed-by-person-bare");
  for (const one of [cell, ...spokenForBy(run, cell)]) close(run, one, actor, cause, action);
}
