import { alertKey, emitAlert } from "../alerts/open.js";
import type { DeviceCell } from "../devices/cells.js";
import type { Cause, IncidentRecord, IncidentReport } from "../model/record.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { ComponentCell, IncidentCell } from "./cells.js";
import { isDown } from "./component.js";
import { baseId, dependsOn, wayOf } from "./path.js";

const minMs = 60_000;

export function openIncidents(run: Run): IncidentCell[] {
  return [...run.state.incidents.values()].filter((incident) => incident.record.closedAtMs === null);
}

export function incidentOfComponent(run: Run, componentId: string): IncidentCell | undefined {
  return openIncidents(run).find((incident) => incident.componentIds.includes(componentId));
}

/** The open incident that explains a cause, or null. */
export function explainingIncident(run: Run, cause: Cause | null): string | null {
  if (!cause?.startsWith("component:")) return null;
  return incidentOfComponent(run, cause.slice("component:".length))?.record.incidentId ?? null;
}

/** The open incident of a component on the device's way, or null. */
export function incidentOnPath(run: Run, cell: DeviceCell): string | null {
  const { path } = wayOf(run, cell);
  return openIncidents(run).find((one) => one.componentIds.some((id) => path.includes(id)))?.record.incidentId ?? null;
}

/**
 * An incident that knows of this dose and will tell its outcome together with all others: while it
 * lasts, and until its digest has gone out.
 */
export function tellsOutcomeOf(run: Run, cause: Cause | null, doseId: string): IncidentCell | undefined {
  if (!cause?.startsWith("component:")) return undefined;
  const componentId = cause.slice("component:".length);
  return [...run.state.incidents.values()].find(
    (incident) => incident.componentIds.includes(componentId) && isAmong(incident.record.doseIds, doseId),
  );
}

/** Whether sorted texts hold this one: an incident can have tens of thousands. */
function isAmong(sorted: readonly string[], text: string): boolean {
  let lo = 0;
  let hi = sorted.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((sorted[mid] as string) < text) lo = mid + 1;
    else hi = mid;
  }
  return sorted[lo] === text;
}

function foundBy(cell: ComponentCell): Pick<IncidentReport, "sinceMs" | "foundBy" | "confidencePercent"> | null {
  const open = cell.downSpans.filter((span) => span.toMs === Number.POSITIVE_INFINITY);
  if (open.length === 0) return null;
  const sinceMs = Math.min(...open.map((span) => span.fromMs));
  const inferred = cell.inferred.findLast((span) => span.toMs === Number.POSITIVE_INFINITY);
  if (inferred && open.length === 1) {
    return { sinceMs, foundBy: "inferred", confidencePercent: inferred.confidencePercent };
  }
  const declared = cell.outages.some((outage) => open.some((span) => span.fromMs === outage.t));
  return { sinceMs, foundBy: declared ? "declared" : "probes", confidencePercent: 100 };
}

function supplierPhone(run: Run, componentId: string): string | null {
  const { components, suppliers } = run.state.ecosystem;
  const supplier = components.find((one) => one.id === baseId(componentId))?.supplier;
  return suppliers.find((one) => one.id === supplier)?.dutyPhone ?? null;
}

/** What else was going on meanwhile: maintenance of what was down, and times in which we could not listen. */
function alongside(run: Run, { componentIds, record }: IncidentCell): Pick<IncidentReport, "maintenance" | "gaps"> {
  const { sinceMs, endedAtMs } = record.report;
  const touching = (spans: readonly Span[]) =>
    spans
      .filter(({ fromMs, toMs }) => toMs > sinceMs && fromMs < (endedAtMs ?? run.nowMs))
      .map(({ fromMs, toMs }) => ({ fromMs, toMs: toMs === Number.POSITIVE_INFINITY ? null : toMs }));
  const maintenance = [...componentIds].sort().flatMap((componentId) => {
    const spans = touching(run.state.components.get(componentId)?.maintenance ?? []);
    return spans.map((span) => ({ componentId, ...span }));
  });
  return { maintenance, gaps: touching(run.state.gaps) };
}

/** Brings the record in line with what is known of its cause. */
export function describeCause(run: Run, incident: IncidentCell): void {
  const { record, componentIds } = incident;
  const cell = run.state.components.get(record.rootCause);
  const found = cell && foundBy(cell);
  if (found) Object.assign(record.report, { ...found, sinceMs: Math.min(found.sinceMs, record.report.sinceMs) });
  // What is said of its end may still be corrected, as by its closing that comes late.
  if (incident.upSinceMs !== null) Object.assign(record.report, endOf(run, record.rootCause));
  Object.assign(record.report, alongside(run, incident));
  record.report.components = [...componentIds].sort();
  record.report.supplierDutyPhone = supplierPhone(run, record.rootCause);
}

function openIncident(run: Run, componentId: string): IncidentCell {
  const incidentId = `incident/${componentId}/${new Date(run.nowMs).toISOString()}`;
  const record: IncidentRecord = {
    incidentId,
    rootCause: componentId,
    openedAtMs: run.nowMs,
    closedAtMs: null,
    residents: [],
    alerts: [],
    doseIds: [],
    decisionAtMs: null,
    report: {
      sinceMs: run.nowMs,
      foundBy: "declared",
      confidencePercent: 100,
      components: [],
      devices: 0,
      firstDeadlineAtMs: null,
      deadlines: [],
      supplierDutyPhone: null,
      dispensesWithoutCloud: [],
      told: [],
      endedAtMs: null,
      maintenance: [],
      gaps: [],
      closeReason: null,
    },
  };
  const incident: IncidentCell = {
    record,
    componentIds: [componentId],
    upSinceMs: null,
    stages: [],
    nextShiftMs: null,
    refreshedMs: null,
  };
  run.state.incidents.set(incidentId, incident);
  return incident;
}

/** Lists the alerts it explains, those of before included. */
export function collectAlerts(run: Run, { record }: IncidentCell): void {
  const alerts = [...run.state.alerts.values()].filter((alert) => alert.record.incidentId === record.incidentId);
  record.alerts = [...new Set([...record.alerts, ...alerts.map((alert) => alert.record.alertId)])].sort();
}

export function emitIncident(run: Run, incident: IncidentCell): void {
  collectAlerts(run, incident);
  const { record } = incident;
  run.outputs.push({ kind: "incident", incident: { ...record, report: { ...record.report } } });
}

export function wakeIncident(run: Run, incident: IncidentCell, atMs: number): void {
  wake(run.state.timers, `incident:${incident.record.incidentId}`, atMs);
}

/** One incident goes on as part of another: one cause, one voice. */
function merge(run: Run, from: IncidentCell, into: IncidentCell): void {
  into.componentIds = [...new Set([...into.componentIds, ...from.componentIds])];
  for (const alert of run.state.alerts.values()) {
    if (alert.record.incidentId !== from.record.incidentId) continue;
    alert.record.incidentId = into.record.incidentId;
    emitAlert(run, alert);
  }
  const { record } = into;
  // Whose outcomes it was to tell are told by the other.
  for (const list of ["doseIds", "residents"] as const) {
    record[list] = [...new Set([...record[list], ...from.record[list]])].sort();
  }
  record.report.sinceMs = Math.min(record.report.sinceMs, from.record.report.sinceMs);
  record.report.told = [...record.report.told, ...from.record.report.told].sort((a, b) => a.atMs - b.atMs);
  Object.assign(from.record, { closedAtMs: run.nowMs });
  from.record.report.closeReason = "merged";
  emitIncident(run, from);
  run.state.incidents.delete(from.record.incidentId);
  wakeIncident(run, into, run.nowMs);
}

/**
 * A component is down: it joins the incident of what it depends on, becomes the cause of those of
 * what depends on it, or begins one of its own.
 */
export function joinOrOpenIncident(run: Run, cell: ComponentCell): IncidentCell {
  const { componentId } = cell;
  const { ecosystem } = run.state;
  const explained = openIncidents(run).find(
    (incident) =>
      incident.componentIds.includes(componentId) || dependsOn(ecosystem, componentId, incident.record.rootCause),
  );
  const deeper = openIncidents(run).filter((one) => dependsOn(ecosystem, one.record.rootCause, componentId));
  const incident = explained ?? deeper[0] ?? openIncident(run, componentId);
  if (!incident.componentIds.includes(componentId)) incident.componentIds.push(componentId);
  if (!explained) incident.record.rootCause = componentId;
  for (const other of deeper) if (other !== incident) merge(run, other, incident);
  if (incident.record.rootCause === componentId) {
    incident.upSinceMs = null;
    Object.assign(incident.record.report, { closeReason: null, endedAtMs: null });
  }
  describeCause(run, incident);
  wakeIncident(run, incident, run.nowMs);
  return incident;
}

/** What was put down to one component is put down to another: its incident goes on under that name. */
export function absorbIncident(run: Run, fromId: string, toId: string): void {
  const incident = incidentOfComponent(run, fromId);
  if (!incident) return;
  incident.componentIds = incident.componentIds.filter((id) => id !== fromId);
  const known = incidentOfComponent(run, toId);
  if (known && known !== incident) {
    merge(run, incident, known);
    return;
  }
  incident.componentIds = [...new Set([...incident.componentIds, toId])];
  incident.record.rootCause = toId;
  wakeIncident(run, incident, run.nowMs);
}

/** When and how the cause came to be up again. */
function endOf(run: Run, componentId: string): Pick<IncidentReport, "closeReason" | "endedAtMs"> {
  const { downSpans, overs, inferred, outages } = run.state.components.get(componentId) as ComponentCell;
  const lastMs = Math.max(...downSpans.map((span) => span.toMs));
  const reason = () => {
    if (overs.some((over) => over.overMs === lastMs)) return "heard-as-usual";
    if (inferred.some((span) => span.toMs === lastMs)) return "dependents-heard";
    return outages.some((outage) => outage.t === lastMs) ? "outage-closed" : "component-up";
  };
  return { closeReason: reason(), endedAtMs: Number.isFinite(lastMs) ? lastMs : null };
}

/** A component came up: the incident ends when its cause has stayed up for a while. */
export function noteUp(run: Run, incident: IncidentCell): void {
  const { rootCause, report } = incident.record;
  const cause = run.state.components.get(rootCause);
  if ((cause && isDown(cause)) || incident.upSinceMs !== null) return;
  incident.upSinceMs = run.nowMs;
  Object.assign(report, endOf(run, rootCause));
  wakeIncident(run, incident, run.nowMs + run.state.ecosystem.thresholds.incidentEndsAfterUpMin * minMs);
}

/** An outage was declared when it was already over: it is told as an incident that has only its end left. */
export function noteDeclaredOver(run: Run, componentId: string, sinceMs: number): void {
  if (incidentOfComponent(run, componentId)) return;
  const incident = openIncident(run, componentId);
  incident.record.report.sinceMs = sinceMs;
  noteUp(run, incident);
}

/** Ties an alert that was open before to the incident that now explains it. */
export function explain(run: Run, kind: string, subject: string, incidentId: string): void {
  const alert = run.state.alerts.get(alertKey(kind, subject));
  if (!alert || alert.record.incidentId !== null) return;
  alert.record.incidentId = incidentId;
  emitAlert(run, alert);
}
