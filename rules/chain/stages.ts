import type { AlertCell } from "../alerts/cells.js";
import { send, type Topic, teamsFor } from "../alerts/notify.js";
import { alertKey, considerNotifying, emitAlert } from "../alerts/open.js";
import { watchResponse } from "../alerts/response.js";
import { localMidnightWallMs, wallToInstantMs } from "../doses/zone.js";
import type { Team } from "../model/ecosystem.js";
import type { Severity } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { IncidentCell, Stage } from "./cells.js";
import { tellOutcomes } from "./digest.js";
import { raiseDown, refreshDown } from "./down.js";
import { collectAlerts, describeCause, emitIncident, incidentOnPath } from "./incident.js";
import { incidentText } from "./incident-text.js";
import { catchUpMs, digestAtMs, openGap } from "./quiet.js";
import { refreshScope, type Scope, sumOf } from "./scope.js";

/** When an incident speaks: when it begins, at its decision time, at the first deadline, at shift change, at its end. */

const minMs = 60_000;
const dayMs = 86_400_000;

/** Local times at which home care changes shift: whoever comes on must know. Source: judgement. */
const shiftChangesMin = [7 * 60, 15 * 60, 22 * 60];

/** Between its stages the figures are kept fresh for the page. Source: judgement. */
const refreshEveryMs = 15 * minMs;
const toldMax = 1000;

function nextShiftChangeMs(zone: string, afterMs: number): number {
  const todayMs = localMidnightWallMs(zone, afterMs);
  const changes = [0, dayMs].flatMap((day) =>
    shiftChangesMin.map((min) => wallToInstantMs(zone, todayMs + day + min * minMs)),
  );
  return changes.find((atMs) => atMs > afterMs) as number;
}

/** Those responsible for the component, home care where devices are concerned, and whoever heard of it before. */
function teamsOf(run: Run, { record }: IncidentCell, scope: Scope, severity: Severity): Team[] {
  const district = record.rootCause.split("@")[1] ?? null;
  const topics: Topic[] = [
    { kind: "component-down", severity, district },
    ...[...scope.keys()].sort().map((one) => ({ kind: "dose-unconfirmed", severity, district: one })),
  ];
  const told = run.state.ecosystem.teams.filter(({ id }) => record.report.told.some((one) => one.teamId === id));
  return [...new Set([...topics.flatMap((topic) => teamsFor(run, topic)), ...told])];
}

/** One message per responsible team and stage; a team that has heard of this stage is left in peace. */
function tell(run: Run, incident: IncidentCell, scope: Scope, stage: Stage | "shift"): void {
  const { record } = incident;
  const severity: Severity = record.doseIds.length > 0 ? "critical" : "serious";
  const name = stage === "shift" ? `shift-${new Date(incident.nextShiftMs as number).toISOString()}` : stage;
  const { told } = record.report;
  for (const team of teamsOf(run, incident, scope, severity)) {
    if (told.some((one) => one.teamId === team.id && one.stage === name)) continue;
    const figures = sumOf(scope, team.districts);
    send(run, team, record.incidentId, {
      stage: name,
      severity,
      alertIds: record.alerts,
      incidentId: record.incidentId,
      ...incidentText(run, incident, stage, severity, figures),
    });
    told.push({ teamId: team.id, stage: name, atMs: run.nowMs });
  }
  record.report.told = told.slice(-toldMax);
}

/** Whoever is told of an incident is told of its cause: from then on somebody has to take that alert. */
function awaitAnswer(run: Run, { record }: IncidentCell): void {
  const cause = run.state.alerts.get(alertKey("component-down", record.rootCause));
  if (!cause || record.report.told.length === 0) return;
  if (cause.record.notifiedAtMs === null) {
    cause.record.notifiedAtMs = run.nowMs;
    emitAlert(run, cause);
  }
  watchResponse(run, [cause]);
}

/** Stages by how much they say; one message tells of all that are reached at once. */
const order: readonly Stage[] = ["opened", "first-deadline", "decision"];

function reachedStages(run: Run, { record, stages }: IncidentCell): Stage[] {
  const atMs: Partial<Record<Stage, number | null>> = {
    opened: record.openedAtMs,
    decision: record.decisionAtMs,
    "first-deadline": record.report.firstDeadlineAtMs,
  };
  return order.filter((stage) => (atMs[stage] ?? Number.POSITIVE_INFINITY) <= run.nowMs && !stages.includes(stage));
}

/** Has teams told of what has been reached since it last spoke. */
function speak(run: Run, incident: IncidentCell, scope: Scope): void {
  const { timezone } = run.state.ecosystem;
  const reached = reachedStages(run, incident);
  const shift = incident.nextShiftMs !== null && incident.nextShiftMs <= run.nowMs;
  incident.stages.push(...reached);
  collectAlerts(run, incident);
  // With its cause up again an incident has only its end left to tell.
  const quiet = incident.upSinceMs !== null;
  const [first] = reached;
  // What was over before anybody could be told of it is told at its end.
  const isNews = incident.record.report.closeReason !== "heard-as-usual" || incident.record.report.told.length > 0;
  if (isNews) tell(run, incident, scope, "opened");
  if (first && first !== "opened" && !quiet) tell(run, incident, scope, first);
  else if (shift && !first && !quiet) tell(run, incident, scope, "shift");
  if (!quiet) awaitAnswer(run, incident);
  if (shift || incident.nextShiftMs === null) incident.nextShiftMs = nextShiftChangeMs(timezone, run.nowMs);
}

/** A device behind two causes stays silent when one is over: the other explains that now. */
function handOver(run: Run, alert: AlertCell): void {
  const device = run.state.devices.get(alert.record.deviceId ?? "");
  const incidentId = alert.record.kind === "device-offline" && device ? incidentOnPath(run, device) : null;
  if (incidentId === null) return;
  alert.record.incidentId = incidentId;
  emitAlert(run, alert);
}

/** What the incident kept quiet and still stands is looked at again; what is still down speaks for itself. */
function release(run: Run, incident: IncidentCell): void {
  for (const id of incident.componentIds) {
    const cell = run.state.components.get(id);
    if (cell?.status === "down") raiseDown(run, cell);
  }
  for (const alert of run.state.alerts.values()) {
    if (alert.record.incidentId !== incident.record.incidentId) continue;
    handOver(run, alert);
    considerNotifying(run, alert);
  }
}

function close(run: Run, incident: IncidentCell): void {
  incident.record.closedAtMs = run.nowMs;
  const scope = refreshScope(run, incident);
  collectAlerts(run, incident);
  tell(run, incident, scope, "closed");
  emitIncident(run, incident);
  release(run, incident);
  wake(run.state.timers, `incident:${incident.record.incidentId}`, digestAtMs(run, incident.record));
}

/** In a gap of our own it does not end: the backlog may tell of the next failure. */
function endsAtMs(run: Run, { upSinceMs }: IncidentCell): number {
  if (openGap(run)) return Number.POSITIVE_INFINITY;
  return (upSinceMs ?? Number.POSITIVE_INFINITY) + run.state.ecosystem.thresholds.incidentEndsAfterUpMin * minMs;
}

function nextWakeMs(run: Run, incident: IncidentCell): number {
  const { decisionAtMs, report } = incident.record;
  const ahead = [decisionAtMs, report.firstDeadlineAtMs, incident.nextShiftMs].filter(
    (atMs) => atMs !== null && atMs > run.nowMs,
  );
  return Math.min(...(ahead as number[]), endsAtMs(run, incident), run.nowMs + refreshEveryMs);
}

/** What would be news to a reader; the lists themselves can hold tens of thousands. */
function inShort({ record }: IncidentCell): string {
  const { residents, doseIds, alerts, decisionAtMs, report } = record;
  return JSON.stringify([residents.length, doseIds.length, alerts.length, decisionAtMs, report]);
}

/** Wakes of an incident: to speak, to be brought up to date, to end, and to tell what became of its doses. */
export function onIncidentTimer(run: Run, incidentId: string): void {
  const incident = run.state.incidents.get(incidentId);
  if (!incident) return;
  const key = `incident:${incidentId}`;
  const heldMs = catchUpMs(run);
  if (run.nowMs < heldMs) {
    wake(run.state.timers, key, heldMs);
    return;
  }
  if (incident.record.closedAtMs !== null) {
    if (run.nowMs < digestAtMs(run, incident.record)) wake(run.state.timers, key, digestAtMs(run, incident.record));
    else {
      tellOutcomes(run, incident);
      emitIncident(run, incident);
      run.state.incidents.delete(incidentId);
    }
    return;
  }
  const before = inShort(incident);
  describeCause(run, incident);
  if (run.nowMs >= endsAtMs(run, incident)) {
    close(run, incident);
    return;
  }
  const scope = refreshScope(run, incident);
  refreshDown(run, incident);
  speak(run, incident, scope);
  if (inShort(incident) !== before) emitIncident(run, incident);
  wake(run.state.timers, key, nextWakeMs(run, incident));
}
