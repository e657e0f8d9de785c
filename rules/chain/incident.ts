import { alertKind, fill } from "../alerts/catalogue.js";
import { send, type Topic, teamsFor } from "../alerts/notify.js";
import { alertKey, considerNotifying, emitAlert } from "../alerts/open.js";
import { localClock } from "../alerts/words.js";
import { type DeviceCell, districtAt, pathOf } from "../devices/cell.js";
import type { Ecosystem } from "../model/ecosystem.js";
import type { Cause, IncidentRecord, Severity, Text } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { ComponentCell } from "./component.js";

const minMs = 60_000;

/** An incident that is open: one cause, everything it explains, and who has been told. */
export interface IncidentCell {
  record: IncidentRecord;
  /** Components that are down because of the root cause, itself included. */
  componentIds: string[];
  /** Since when its components have all been up again; null while one is down. */
  upSinceMs: number | null;
  toldTeams: string[];
}

/** Id of the component as the ecosystem file has it, without its district. */
export function baseId(componentId: string): string {
  return componentId.split("@")[0] as string;
}

export function nameOf(ecosystem: Ecosystem, componentId: string): string {
  const [id, district] = componentId.split("@");
  const name = ecosystem.components.find((component) => component.id === id)?.name ?? componentId;
  const districtName = ecosystem.districts.find((one) => one.id === district)?.name;
  return districtName ? `${name} (${districtName})` : name;
}

/** Whether `id` needs `other` to work, directly or through others; districts must agree. */
function dependsOn(ecosystem: Ecosystem, id: string, other: string): boolean {
  const seen = new Set<string>();
  const pending = [baseId(id)];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const component = ecosystem.components.find((one) => one.id === next);
    pending.push(...(component?.dependsOn ?? []));
  }
  const [, district] = id.split("@");
  const [otherId, otherDistrict] = other.split("@");
  return id !== other && seen.has(otherId as string) && (!otherDistrict || !district || district === otherDistrict);
}

function openIncidents(run: Run): IncidentCell[] {
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
  const path = pathOf(run, cell, districtAt(cell, run.nowMs));
  return openIncidents(run).find((one) => one.componentIds.some((id) => path.includes(id)))?.record.incidentId ?? null;
}

function devicesBehind(run: Run, incident: IncidentCell): DeviceCell[] {
  return [...run.state.devices.values()].filter((cell) =>
    pathOf(run, cell, districtAt(cell, run.nowMs)).some((id) => incident.componentIds.includes(id)),
  );
}

/** Residents and doses whose deadlines lie in the incident so far, or within a day from now. */
function refresh(run: Run, incident: IncidentCell): void {
  const { record } = incident;
  const residents = new Set(record.residents);
  const doses = new Map<string, { deadlineAtMs: number; district: string }>();
  for (const cell of devicesBehind(run, incident)) {
    for (const { record: dose, expected } of cell.doses) {
      if (dose.deadlineAtMs < record.openedAtMs || expected.opensAtMs > run.nowMs + 24 * 60 * minMs) continue;
      if (dose.verdict !== "pending" && dose.verdict !== "unconfirmed" && dose.verdict !== "missed") continue;
      residents.add(dose.residentRef);
      doses.set(dose.doseId, dose);
    }
  }
  record.residents = [...residents].sort();
  record.doseIds = [...new Set([...record.doseIds, ...doses.keys()])].sort();
  const decisions = [...doses.values()].map((dose) => {
    const district = run.state.ecosystem.districts.find((one) => one.id === dose.district);
    return dose.deadlineAtMs - (district?.mobilisationMin ?? 90) * minMs;
  });
  record.decisionAtMs ??= decisions.length > 0 ? Math.min(...decisions) : null;
}

function emitIncident(run: Run, incident: IncidentCell): void {
  const { record } = incident;
  const alerts = [...run.state.alerts.values()].filter((alert) => alert.record.incidentId === record.incidentId);
  record.alerts = [...new Set([...record.alerts, ...alerts.map((alert) => alert.record.alertId)])].sort();
  run.outputs.push({ kind: "incident", incident: { ...record } });
}

function incidentText(run: Run, incident: IncidentCell): { title: Text; body: Text } {
  const { ecosystem } = run.state;
  const { record } = incident;
  const componentName = nameOf(ecosystem, record.rootCause);
  const row = alertKind("component-down");
  const title = fill(row.summary, { componentName });
  const since = localClock(ecosystem.timezone, record.openedAtMs);
  const supplierId = ecosystem.components.find((one) => one.id === baseId(record.rootCause))?.supplier;
  const phone = ecosystem.suppliers.find((one) => one.id === supplierId)?.dutyPhone;
  const decide = record.decisionAtMs === null ? null : localClock(ecosystem.timezone, record.decisionAtMs);
  const { length: doses } = record.doseIds;
  const { length: residents } = record.residents;
  return {
    title,
    body: {
      no: `${title.no} fra ${since}. Innbyggere berørt: ${residents}, doser: ${doses}.${decide ? ` Beslutt reserverutine innen ${decide}.` : ""}${phone ? ` Ring leverandørvakt ${phone}.` : ""}`,
      en: `${title.en} since ${since}. Residents concerned: ${residents}, doses: ${doses}.${decide ? ` Decide on manual rounds by ${decide}.` : ""}${phone ? ` Call the supplier's duty phone ${phone}.` : ""}`,
    },
  };
}

/** One message per responsible team and stage: those of the component, and home care where residents are concerned. */
function tell(run: Run, incident: IncidentCell, stage: string): void {
  const { record } = incident;
  const districts = new Set(devicesBehind(run, incident).map((cell) => districtAt(cell, run.nowMs)));
  const severity: Severity = record.doseIds.length > 0 ? "critical" : "serious";
  const topics: Topic[] = [
    { kind: "component-down", severity, district: record.rootCause.split("@")[1] ?? null },
    ...[...districts].map((district) => ({ kind: "dose-unconfirmed", severity, district })),
  ];
  const teams = new Map(topics.flatMap((topic) => teamsFor(run, topic)).map((team) => [team.id, team]));
  const { title, body } = incidentText(run, incident);
  const ended = { no: `Over: ${title.no}`, en: `Over: ${title.en}` };
  for (const team of teams.values()) {
    send(run, team, record.incidentId, {
      stage,
      severity,
      alertIds: record.alerts,
      incidentId: record.incidentId,
      title: stage === "closed" ? ended : title,
      body,
    });
  }
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
  };
  const incident = { record, componentIds: [componentId], upSinceMs: null, toldTeams: [] };
  run.state.incidents.set(incidentId, incident);
  wake(run.state.timers, `incident:${incidentId}`, run.nowMs);
  return incident;
}

/** A component went down: it joins the incident of what it depends on, or begins one. */
export function joinOrOpenIncident(run: Run, cell: ComponentCell): IncidentCell {
  const { componentId } = cell;
  const { ecosystem } = run.state;
  const explained = openIncidents(run).find(
    (incident) =>
      incident.componentIds.includes(componentId) || dependsOn(ecosystem, componentId, incident.record.rootCause),
  );
  const deeper = openIncidents(run).find((incident) => dependsOn(ecosystem, incident.record.rootCause, componentId));
  const incident = explained ?? deeper ?? openIncident(run, componentId);
  if (!incident.componentIds.includes(componentId)) incident.componentIds.push(componentId);
  if (!explained && deeper) deeper.record.rootCause = componentId;
  incident.upSinceMs = null;
  return incident;
}

/** Its component came up: the incident ends when all of them have stayed up for a while. */
export function noteUp(run: Run, incident: IncidentCell): void {
  const anyDown = incident.componentIds.some((id) => run.state.components.get(id)?.status === "down");
  if (anyDown || incident.upSinceMs !== null) return;
  incident.upSinceMs = run.nowMs;
  const endsAtMs = run.nowMs + run.state.ecosystem.thresholds.incidentEndsAfterUpMin * minMs;
  wake(run.state.timers, `incident:${incident.record.incidentId}`, endsAtMs);
}

/** What the incident kept quiet and still stands is looked at again. */
function release(run: Run, incident: IncidentCell): void {
  for (const alert of run.state.alerts.values()) {
    if (alert.record.incidentId !== incident.record.incidentId) continue;
    considerNotifying(run, alert);
  }
}

/** Wakes of an incident: to tell that it began, and to end. */
export function onIncidentTimer(run: Run, incidentId: string): void {
  const incident = run.state.incidents.get(incidentId);
  if (!incident) return;
  const { record } = incident;
  refresh(run, incident);
  if (incident.toldTeams.length === 0) {
    incident.toldTeams.push("opened");
    emitIncident(run, incident);
    tell(run, incident, "opened");
  }
  const endsAtMs = (incident.upSinceMs ?? Infinity) + run.state.ecosystem.thresholds.incidentEndsAfterUpMin * minMs;
  if (run.nowMs < endsAtMs) {
    wake(run.state.timers, `incident:${incidentId}`, endsAtMs);
    return;
  }
  record.closedAtMs = run.nowMs;
  emitIncident(run, incident);
  tell(run, incident, "closed");
  release(run, incident);
  run.state.incidents.delete(incidentId);
}

/** Ties an alert that was open before to the incident that now explains it. */
export function explain(run: Run, kind: string, subject: string, incidentId: string): void {
  const alert = run.state.alerts.get(alertKey(kind, subject));
  if (!alert || alert.record.incidentId !== null) return;
  alert.record.incidentId = incidentId;
  emitAlert(run, alert);
}
