import { componentOf } from "../chain/component.js";
import { explain, incidentOnPath } from "../chain/incident.js";
import { unansweredOfflines } from "../doses/hearing.js";
import { versionsOf } from "../doses/plan.js";
import { watchCriticalDoses } from "../doses/watching.js";
import type { DeviceRecord, DeviceStatus } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell } from "./cells.js";
import { classOf, districtAt, pathOf, plansOf } from "./device.js";
import { forgetSaid, report, withdraw } from "./finding.js";
import { noteStatusChange } from "./flapping.js";
import { doseSoon } from "./planned.js";
import { isOutOfService } from "./service.js";

const minMs = 60_000;

/** When the device's first plan began, or without any when it was assigned: from then on it is expected to be heard. */
function expectedSinceMs(run: Run, cell: DeviceCell): number {
  const starts = plansOf(run, cell).flatMap((plan) => {
    const versions = versionsOf(plan, run.state.ecosystem.timezone);
    return versions.filter((one) => one.published.deviceId === cell.deviceId).map((one) => one.startMs);
  });
  const assignedMs =
    cell.inventory && cell.inventory.residentRef !== null ? cell.inventory.t : Number.POSITIVE_INFINITY;
  return starts.length > 0 ? Math.min(...starts) : assignedMs;
}

/** Since when the broker has said that the device is gone, without an answer; Infinity if it is there. */
function unansweredSinceMs(cell: DeviceCell): number {
  const last = cell.offlines.at(-1);
  if (last === undefined) return Number.POSITIVE_INFINITY;
  const [span] = unansweredOfflines([last], cell.onlines, cell.contacts, 0);
  return span?.toMs === Number.POSITIVE_INFINITY ? last : Number.POSITIVE_INFINITY;
}

/** Until when we could not hear the device: a gap of our own, or a component on its way that was down. */
function deafUntilMs(run: Run, cell: DeviceCell): number {
  if (cell.contacts.length === 0 && cell.planIds.length === 0 && !cell.inventory) return Number.NEGATIVE_INFINITY;
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const gap of run.state.gaps) latestMs = Math.max(latestMs, gap.toMs);
  for (const id of pathOf(run, cell, districtAt(cell, run.nowMs))) {
    for (const span of componentOf(run, id).downSpans) latestMs = Math.max(latestMs, span.toMs);
  }
  return latestMs;
}

/** Something on the device's way was down at that time. */
function wasCutOff(run: Run, cell: DeviceCell, atMs: number): boolean {
  return pathOf(run, cell, districtAt(cell, atMs)).some((id) =>
    componentOf(run, id).downSpans.some((span) => span.fromMs <= atMs && atMs < span.toMs),
  );
}

/** When the device becomes silent for too long, if nothing more is heard. */
export function silentAtMs(run: Run, cell: DeviceCell): number {
  if (isOutOfService(run, cell)) return Number.POSITIVE_INFINITY;
  // Time in which we could not hear says nothing about the device: its silence counts anew.
  const heardMs = cell.contacts.at(-1) ?? expectedSinceMs(run, cell);
  const lastMs = Math.max(heardMs, deafUntilMs(run, cell), cell.serviceFromMs);
  const { thresholds } = run.state.ecosystem;
  const silentMs = lastMs + classOf(run, cell).offlineAfterMin * minMs;
  // Behind a component that is down even the broker's word about the connection proves nothing, then or afterwards.
  if (silentMs === Number.POSITIVE_INFINITY) return silentMs;
  const unansweredMs = unansweredSinceMs(cell);
  if (unansweredMs === Number.POSITIVE_INFINITY || wasCutOff(run, cell, unansweredMs)) return silentMs;
  return Math.min(silentMs, unansweredMs + thresholds.offlineGraceSec * 1000);
}

/** When the device's last sign of life is too old to call it online; behind a component that is down it becomes unknown. */
function staleAtMs(run: Run, cell: DeviceCell): number {
  return (cell.contacts.at(-1) ?? Number.NEGATIVE_INFINITY) + classOf(run, cell).offlineAfterMin * minMs;
}

function statusNow(run: Run, cell: DeviceCell, silentMs: number): DeviceStatus {
  if (run.nowMs >= silentMs) return "offline";
  return run.nowMs < staleAtMs(run, cell) ? "online" : "unknown";
}

function connectionOf(cell: DeviceCell): DeviceRecord["connection"] {
  const onlineMs = cell.onlines.at(-1);
  const offlineMs = cell.offlines.at(-1);
  if (onlineMs === undefined && offlineMs === undefined) return null;
  return (onlineMs ?? Number.NEGATIVE_INFINITY) >= (offlineMs ?? Number.NEGATIVE_INFINITY) ? "online" : "offline";
}

export function deviceRecord(cell: DeviceCell, nowMs: number): DeviceRecord {
  return {
    deviceId: cell.deviceId,
    deviceClass: cell.deviceClass,
    district: districtAt(cell, nowMs),
    residentRef: cell.residentRef,
    status: cell.status,
    statusSinceMs: cell.statusSinceMs,
    lastHeardAtMs: cell.lastHeardAtMs,
    connection: connectionOf(cell),
    batteryPercent: cell.batteryPercent,
    mains: cell.mains,
    firmware: cell.firmware,
  };
}

/** At risk is who is offline with a dose due soon: that makes a silent dispenser serious. */
function reportOffline(run: Run, cell: DeviceCell): void {
  const { soon, changesAtMs } = doseSoon(run, cell);
  if (!soon) wake(run.state.timers, `silence:${cell.deviceId}`, changesAtMs);
  report(run, cell, {
    kind: "device-offline",
    severity: soon ? "serious" : "moderate",
    incidentId: incidentOnPath(run, cell),
    evidence: { lastHeardAt: cell.lastHeardAtMs === null ? null : new Date(cell.lastHeardAtMs).toISOString() },
  });
}

/** Sets the device's status to what holds now, says so, and asks to be woken when silence is next due. */
export function refreshStatus(run: Run, cell: DeviceCell): void {
  const silentMs = silentAtMs(run, cell);
  const next = [silentMs, staleAtMs(run, cell)].filter((atMs) => atMs > run.nowMs);
  wake(run.state.timers, `silence:${cell.deviceId}`, Math.min(...next));
  const status = statusNow(run, cell, silentMs);
  if (status === cell.status) {
    if (status === "offline") reportOffline(run, cell);
    return;
  }
  cell.status = status;
  cell.statusSinceMs = run.nowMs;
  noteStatusChange(run, cell, status);
  if (status === "offline") {
    forgetSaid(cell, "device-offline");
    reportOffline(run, cell);
  } else if (status === "online" || isOutOfService(run, cell)) withdraw(run, cell, "device-offline");
  else {
    const incidentId = incidentOnPath(run, cell);
    if (incidentId) explain(run, "device-offline", cell.deviceId, incidentId);
  }
  watchCriticalDoses(run, cell);
  run.outputs.push({ kind: "device", device: deviceRecord(cell, run.nowMs) });
}
