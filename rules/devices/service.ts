import type { PlanCell } from "../doses/cells.js";
import { endOf, isEnded, startOf, type Version, versionsOf } from "../doses/plan.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell, InventoryCell } from "./cells.js";
import { plansOf } from "./device.js";
import { report, withdraw } from "./finding.js";

export function noteInventory(cell: DeviceCell, t: number, id: string, residentRef: string | null): void {
  const { inventory } = cell;
  if (inventory && (t < inventory.t || (t === inventory.t && id < inventory.id))) return;
  cell.inventory = { t, id, residentRef };
}

interface PlanSpan extends Span {
  residentRef: string;
}

/** When a version ends of itself: after its last date, or by a word that ends the plan. */
function endsAtMs(plan: PlanCell, version: Version): number {
  const { to } = version.published.data;
  const ends = [to === undefined ? Number.POSITIVE_INFINITY : endOf({ date: to }, version.zone)];
  for (const ended of plan.ended) {
    const atMs = startOf(ended.at, version.zone);
    if (isEnded({ ...plan, ended: [ended] }, version, atMs)) ends.push(atMs);
  }
  return Math.min(...ends);
}

/** When the plan has been, is and will be running on the device, and for whom. */
export function runsOn(plan: PlanCell, deviceId: string, defaultZone: string): PlanSpan[] {
  const versions = versionsOf(plan, defaultZone);
  return versions.flatMap((version, index) => {
    if (version.published.deviceId !== deviceId) return [];
    const replacedMs = Math.min(...versions.slice(index + 1).map((later) => later.startMs));
    const toMs = Math.min(replacedMs, endsAtMs(plan, version));
    return toMs > version.startMs
      ? [{ fromMs: version.startMs, toMs, residentRef: version.published.data.residentRef }]
      : [];
  });
}

/** When the service with this device ended or will end: given back and no plan left, or the last plan over. */
function serviceEndOf(inventory: InventoryCell | null, spans: PlanSpan[]): number {
  const plansEndMs = Math.max(...spans.map((span) => span.toMs));
  if (inventory?.residentRef === null) return Math.max(inventory.t, plansEndMs);
  if (spans.length === 0 || (inventory && inventory.t > plansEndMs)) return Number.POSITIVE_INFINITY;
  return plansEndMs;
}

/**
 * Compares what plans and inventory say of the device: bound to one resident, not returned while a
 * plan runs, and until when its data may flow. To be called when either has changed, and at the
 * instants at which a plan begins or ends.
 */
export function refreshService(run: Run, cell: DeviceCell): void {
  const { timezone, thresholds } = run.state.ecosystem;
  const { inventory } = cell;
  const spans = plansOf(run, cell).flatMap((plan) => runsOn(plan, cell.deviceId, timezone));
  const running = spans.filter((span) => span.fromMs <= run.nowMs && run.nowMs < span.toMs);
  const residents = new Set(running.map((span) => span.residentRef));
  if (inventory && inventory.residentRef !== null) residents.add(inventory.residentRef);
  if (residents.size > 1) {
    // A handover is said in several messages: an alert in between is seen, and told only if it stays.
    const notifyAtMs = run.nowMs + thresholds.bindingGraceMin * 60_000;
    const evidence = { residents: [...residents].sort().join(", ") };
    report(run, cell, { kind: "resident-mismatch", evidence, notifyAtMs });
  } else withdraw(run, cell, "resident-mismatch");
  if (inventory?.residentRef === null && running.length > 0) {
    const evidence = { why: "returned", returnedAt: new Date(inventory.t).toISOString() };
    report(run, cell, { kind: "plan-mismatch", evidence });
  } else withdraw(run, cell, "plan-mismatch");
  noteServiceEnd(run, cell, serviceEndOf(inventory, spans));
  const ahead = spans.flatMap((span) => [span.fromMs, span.toMs]).filter((atMs) => atMs > run.nowMs);
  wake(run.state.timers, `service:${cell.deviceId}`, Math.min(...ahead));
}

function noteServiceEnd(run: Run, cell: DeviceCell, endMs: number): void {
  // Taken into use again: its silence in the store says nothing.
  if (cell.serviceEndMs <= run.nowMs && endMs > run.nowMs) cell.serviceFromMs = run.nowMs;
  cell.serviceEndMs = endMs;
  if (endMs > run.nowMs) withdraw(run, cell, "data-after-end");
}

/** Whether nobody expects to hear of the device any more. */
export function isOutOfService(run: Run, cell: DeviceCell): boolean {
  return cell.serviceEndMs <= run.nowMs;
}

/** `data-after-end`: doses or heartbeats of a device whose service ended more than a while ago. */
export function findDataAfterEnd(run: Run, cell: DeviceCell, type: string, t: number): void {
  if (t <= cell.serviceEndMs + run.state.ecosystem.thresholds.serviceEndGraceHours * 3_600_000) return;
  if (type === "dose.followup" || !(type.startsWith("dose.") || type.startsWith("link."))) return;
  report(run, cell, {
    kind: "data-after-end",
    evidence: { endedAt: new Date(cell.serviceEndMs).toISOString(), type },
  });
}
