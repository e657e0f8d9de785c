import { onSupplierAlert, type SupplierAlertEvent } from "../alerts/supplier.js";
import { onAccessLogged, onConfigChanged, onVersionChanged } from "../fros/conduct.js";
import { count } from "../fros/figures.js";
import type { EventType, Sender, Telemetry, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import type { ComponentCell } from "./cells.js";
import { noteCertificate } from "./certificate.js";
import { componentOf, probeRulesOf } from "./component.js";
import { refreshComponent, spansChanged } from "./down.js";
import { refreshOvers } from "./heard.js";
import { onHop } from "./hops.js";
import { noteDeclaredOver } from "./incident.js";
import { onAnnounced } from "./maintenance.js";
import { districtOf } from "./path.js";
import { addProbe } from "./probes.js";
import { tidyLater, watchSoon } from "./watch.js";

/** A component that exists per district speaks under its district's topic. */
function componentIdOf(sender: Sender): string {
  return sender.district === "_" ? sender.deviceId : `${sender.deviceId}@${sender.district}`;
}

function onOutage(
  run: Run,
  cell: ComponentCell,
  event: TelemetryOf<"outage.opened" | "outage.closed">,
  t: number,
): void {
  if (cell.outages.some((outage) => outage.id === event.id && outage.t === t)) return;
  cell.outages.push({ t, id: event.id, opened: event.type === "outage.opened" });
  if (event.type === "outage.opened") count(run, `outage-found/${event.data.detectedBy}`);
  refreshOvers(run, cell, true);
  spansChanged(run, cell);
  const wasOver = event.type === "outage.opened" && cell.overs.some((over) => over.fromMs === t);
  if (wasOver) noteDeclaredOver(run, cell.componentId, t);
  watchSoon(run);
}

function onAlert(run: Run, cell: ComponentCell, event: SupplierAlertEvent, t: number): void {
  onSupplierAlert(run, districtOf(cell.componentId), event, t);
}

type ComponentHandler<T extends EventType> = (run: Run, cell: ComponentCell, event: TelemetryOf<T>, t: number) => void;

/** One entry per type that the rules weigh. */
const handlers: { [T in EventType]?: ComponentHandler<T> } = {
  "probe.result": (run, cell, event, t) => {
    const { target = "", ok, certificateEndsAtMs } = event.data;
    cell.lastProbeAtMs = Math.max(cell.lastProbeAtMs ?? t, t);
    if (addProbe(cell.probes, target, t, ok, probeRulesOf(run, cell.componentId))) spansChanged(run, cell);
    else refreshComponent(run, cell);
    if (certificateEndsAtMs !== undefined) noteCertificate(run, cell, { target, endsAtMs: certificateEndsAtMs, t });
  },
  "outage.opened": onOutage,
  "outage.closed": onOutage,
  "maintenance.announced": (run, cell, event, t) => {
    const { toMs } = event.data;
    // An announcement cannot excuse what was before it was made.
    const fromMs = Math.max(event.data.fromMs, t);
    if (toMs <= fromMs || cell.maintenance.some((span) => span.fromMs <= fromMs && span.toMs >= toMs)) return;
    cell.maintenance.push({ fromMs, toMs });
    refreshComponent(run, cell);
    onAnnounced(run, cell);
  },
  "version.changed": onVersionChanged,
  "config.changed": onConfigChanged,
  "access.logged": onAccessLogged,
  "alert.raised": onAlert,
  "alert.delivered": onAlert,
  "alert.acknowledged": onAlert,
  "alert.dispatched": onAlert,
  "alert.closed": onAlert,
  "hop.passed": onHop,
  "hop.rejected": onHop,
};

/** One system of the ecosystem speaks. */
export function onComponentEvent(run: Run, sender: Sender, event: Telemetry, t: number): void {
  tidyLater(run);
  const handler = handlers[event.type] as ComponentHandler<EventType> | undefined;
  handler?.(run, componentOf(run, componentIdOf(sender)), event as TelemetryOf<EventType>, t);
}
