import { clear, raise } from "../alerts/open.js";
import { pathOf } from "../devices/cell.js";
import { refreshStatus } from "../devices/status.js";
import { rejudge } from "../doses/ledger.js";
import type { EventType, Sender, Telemetry, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import {
  addProbe,
  type ComponentCell,
  componentOf,
  componentRecord,
  downSpansOf,
  statusAt,
  statusChangesAtMs,
} from "./component.js";
import { incidentOfComponent, joinOrOpenIncident, nameOf, noteUp } from "./incident.js";

/** A component that exists per district speaks under its district's topic. */
function componentIdOf(sender: Sender): string {
  return sender.district === "_" ? sender.deviceId : `${sender.deviceId}@${sender.district}`;
}

/** The component's way of being down has changed: doses behind it are judged anew. */
function spansChanged(run: Run, cell: ComponentCell): void {
  cell.downSpans = downSpansOf(cell, run.state.ecosystem.thresholds.probeFailuresMax);
  refreshComponent(run, cell);
  for (const device of run.state.devices.values()) {
    const districts = new Set(device.districts.map((one) => one.district));
    if (![...districts].some((district) => pathOf(run, device, district).includes(cell.componentId))) continue;
    rejudge(run, device);
    refreshStatus(run, device);
  }
}

function goDown(run: Run, cell: ComponentCell): void {
  const { record } = joinOrOpenIncident(run, cell);
  const isRoot = record.rootCause === cell.componentId;
  raise(run, {
    kind: "component-down",
    subject: cell.componentId,
    district: cell.componentId.split("@")[1] ?? null,
    incidentId: record.incidentId,
    evidence: {
      componentName: nameOf(run.state.ecosystem, cell.componentId),
      rootCause: isRoot ? null : record.rootCause,
    },
  });
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
  const before = cell.status;
  cell.status = status;
  cell.statusSinceMs = run.nowMs;
  // A component nobody vouches for has not recovered: only `up` ends what `down` began.
  if (status === "down") goDown(run, cell);
  else if (status === "up" || before === "down") goUp(run, cell);
  run.outputs.push({ kind: "component", component: componentRecord(run, cell) });
}

function onOutage(
  run: Run,
  cell: ComponentCell,
  event: TelemetryOf<"outage.opened" | "outage.closed">,
  t: number,
): void {
  if (cell.outages.some((outage) => outage.id === event.id && outage.t === t)) return;
  cell.outages.push({ t, id: event.id, opened: event.type === "outage.opened" });
  spansChanged(run, cell);
}

type ComponentHandler<T extends EventType> = (run: Run, cell: ComponentCell, event: TelemetryOf<T>, t: number) => void;

/** One entry per type that the rules weigh. */
const handlers: { [T in EventType]?: ComponentHandler<T> } = {
  "probe.result": (run, cell, event, t) => {
    if (addProbe(cell, event.data.target ?? "", t, event.data.ok)) spansChanged(run, cell);
    else refreshComponent(run, cell);
  },
  "outage.opened": onOutage,
  "outage.closed": onOutage,
  "maintenance.announced": (run, cell, event) => {
    cell.maintenance.push({ fromMs: event.data.fromMs, toMs: event.data.toMs });
    refreshComponent(run, cell);
  },
};

/** One system of the ecosystem speaks. */
export function onComponentEvent(run: Run, sender: Sender, event: Telemetry, t: number): void {
  const handler = handlers[event.type] as ComponentHandler<EventType> | undefined;
  handler?.(run, componentOf(run, componentIdOf(sender)), event as TelemetryOf<EventType>, t);
}
