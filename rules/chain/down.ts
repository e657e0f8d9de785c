import { inBoth } from "../alerts/catalogue.js";
import { clear, raise } from "../alerts/open.js";
import { refreshStatus } from "../devices/status.js";
import { rejudge } from "../doses/ledger.js";
import type { Severity } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { ComponentCell, IncidentCell } from "./cells.js";
import { componentRecord, downSpansOf, isDown, statusAt, statusChangesAtMs } from "./component.js";
import { incidentOfComponent, joinOrOpenIncident, noteUp, wakeIncident } from "./incident.js";
import { devicesBehind, districtOf, nameOf } from "./path.js";

const hourMs = 3_600_000;

/** A dose within this time makes a component that is down critical. Source: judgement. */
const doseSoonMs = 3 * hourMs;
const criticalDoseSoonMs = 24 * hourMs;

/** Serious on a way of doses; critical when one is due soon, or a time-critical one within a day. */
export function downSeverity(run: Run, componentId: string): Severity {
  const urgent = devicesBehind(run, [componentId]).some((cell) =>
    cell.doses.some(({ record, expected }) => {
      if (record.verdict !== "pending" || expected.deadlineAtMs < run.nowMs) return false;
      return expected.scheduledAtMs <= run.nowMs + (record.critical ? criticalDoseSoonMs : doseSoonMs);
    }),
  );
  return urgent ? "critical" : "serious";
}

function raiseIn(run: Run, cell: ComponentCell, { record }: IncidentCell): void {
  const isRoot = record.rootCause === cell.componentId;
  const inferred = cell.inferred.findLast((span) => span.toMs === Number.POSITIVE_INFINITY);
  raise(run, {
    kind: "component-down",
    subject: cell.componentId,
    district: districtOf(cell.componentId),
    severity: downSeverity(run, cell.componentId),
    incidentId: record.incidentId,
    evidence: {
      ...inBoth("componentName", nameOf(run.state.ecosystem, cell.componentId)),
      rootCause: isRoot ? null : record.rootCause,
      ...(inferred && {
        inferred: true,
        confidencePercent: inferred.confidencePercent,
        silentDevices: inferred.silent,
        devices: inferred.devices,
      }),
    },
  });
}

/** Says that the component is down, as part of the incident that explains it. */
export function raiseDown(run: Run, cell: ComponentCell): void {
  raiseIn(run, cell, joinOrOpenIncident(run, cell));
}

/** As doses draw near it becomes more serious that the incident's components are down. */
export function refreshDown(run: Run, incident: IncidentCell): void {
  for (const id of incident.componentIds) {
    const cell = run.state.components.get(id);
    if (cell?.status === "down") raiseIn(run, cell, incident);
  }
}

function goUp(run: Run, cell: ComponentCell): void {
  clear(run, "component-down", cell.componentId);
  const incident = incidentOfComponent(run, cell.componentId);
  if (incident) noteUp(run, incident);
}

/** Sets the status to what holds now, says so, and asks to be woken when it may change by itself. */
export function refreshComponent(run: Run, cell: ComponentCell): void {
  const status = statusAt(run, cell);
  wake(run.state.timers, `component:${cell.componentId}`, statusChangesAtMs(run, cell));
  if (status === cell.status) return;
  // Whether it is up or nobody knows changes no clock: the account is looked at often enough for that.
  const clocksRun = [cell.status, status].some((one) => one === "down" || one === "maintenance");
  if (clocksRun || !run.state.sla.has(cell.componentId)) wake(run.state.timers, `sla:${cell.componentId}`, run.nowMs);
  cell.status = status;
  cell.statusSinceMs = run.nowMs;
  if (status === "down") raiseDown(run, cell);
  // Maintenance that begins while it is down has not mended it.
  else if (!isDown(cell)) goUp(run, cell);
  run.outputs.push({ kind: "component", component: componentRecord(run, cell) });
}

/** Judges everything anew whose way leads over the component. */
export function rejudgeBehind(run: Run, componentId: string): void {
  const base = componentId.split("@")[0] as string;
  const district = districtOf(componentId);
  const { deviceClasses } = run.state.ecosystem;
  const concerned = new Set(deviceClasses.filter((one) => one.path.includes(base)).map((one) => one.id));
  for (const device of run.state.devices.values()) {
    if (!concerned.has(device.deviceClass)) continue;
    if (district !== null && !device.districts.some((one) => one.district === district)) continue;
    rejudge(run, device);
    refreshStatus(run, device);
  }
}

/** What is known of the component has changed: where its spans do, doses behind it are judged anew. */
export function spansChanged(run: Run, cell: ComponentCell): void {
  const spans = downSpansOf(cell);
  const changed =
    spans.length !== cell.downSpans.length ||
    spans.some(({ fromMs, toMs }, i) => cell.downSpans[i]?.fromMs !== fromMs || cell.downSpans[i]?.toMs !== toMs);
  cell.downSpans = spans;
  refreshComponent(run, cell);
  if (!changed) return;
  rejudgeBehind(run, cell.componentId);
  const incident = incidentOfComponent(run, cell.componentId);
  if (incident) wakeIncident(run, incident, run.nowMs);
}
