import { incidentOnPath } from "../chain/incident.js";
import type { DeviceStatus } from "../model/record.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell, FlapCell } from "./cells.js";
import { offlineTooLongAtMs } from "./covered.js";
import { classOf } from "./device.js";
import { report, tellAgain, withdraw } from "./finding.js";

/**
 * Icinga's rule: of the last 20 checks, those that found another state than the one before count,
 * the newest most. A check here is every change between online and offline, and every heartbeat
 * interval in which there was none: so a device that comes and goes within minutes is caught as well
 * as one that does so all day, and a device that keeps still leaves after a few hours.
 */
const checksMax = 20;
const weightOldest = 80;
const weightStep = 2;

export function flappingPercent(changes: readonly boolean[]): number {
  const first = checksMax - changes.length;
  const sum = changes.reduce(
    (total, changed, at) => total + (changed ? weightOldest + weightStep * (first + at) : 0),
    0,
  );
  return sum / checksMax;
}

function push(changes: boolean[], changed: boolean): void {
  changes.push(changed);
  if (changes.length > checksMax) changes.shift();
}

function intervalMs(run: Run, cell: DeviceCell): number {
  return classOf(run, cell).heartbeatEverySec * 1000;
}

/** Adds the checks that have found nothing up to and including `untilMs`. */
function addQuiet(run: Run, cell: DeviceCell, flap: FlapCell, untilMs: number): void {
  const everyMs = intervalMs(run, cell);
  const quiet = Math.max(0, Math.floor((untilMs - flap.checkedMs) / everyMs));
  flap.checkedMs += quiet * everyMs;
  for (let i = 0; i < Math.min(quiet, checksMax); i++) push(flap.changes, false);
}

/** When a flapping device that keeps still from now on has left. */
function leavesAtMs(run: Run, cell: DeviceCell, flap: FlapCell): number {
  const changes = [...flap.changes];
  let atMs = flap.checkedMs;
  while (flappingPercent(changes) > run.state.ecosystem.thresholds.flappingLeavePercent) {
    push(changes, false);
    atMs += intervalMs(run, cell);
  }
  return atMs;
}

function judge(run: Run, cell: DeviceCell, flap: FlapCell): void {
  const { flappingEnterPercent, flappingLeavePercent } = run.state.ecosystem.thresholds;
  const percent = flappingPercent(flap.changes);
  if (!flap.flapping && percent > flappingEnterPercent) {
    flap.flapping = true;
    const changes = flap.changes.filter((changed) => changed).length;
    report(run, cell, { kind: "device-flapping", evidence: { changes, percent: Math.round(percent) } });
  } else if (flap.flapping && percent <= flappingLeavePercent) {
    flap.flapping = false;
    withdraw(run, cell, "device-flapping");
    tellAgain(run, cell, "device-offline");
  }
  if (!flap.flapping) return;
  const longMs = offlineTooLongAtMs(run, cell);
  const nextMs = longMs > run.nowMs ? Math.min(longMs, leavesAtMs(run, cell, flap)) : leavesAtMs(run, cell, flap);
  wake(run.state.timers, `flap:${cell.deviceId}`, nextMs);
}

/**
 * The device's status has changed. A device nobody could have heard is neither online nor offline,
 * and what an incident on its way does to it is not the device's flapping.
 */
export function noteStatusChange(run: Run, cell: DeviceCell, status: DeviceStatus): void {
  if (status === "unknown") return;
  const { flap } = cell;
  if (!flap) {
    cell.flap = { status, checkedMs: run.nowMs, changes: [], flapping: false };
    return;
  }
  if (flap.status === status) return;
  flap.status = status;
  addQuiet(run, cell, flap, run.nowMs - 1);
  if (incidentOnPath(run, cell) === null) {
    push(flap.changes, true);
    flap.checkedMs = run.nowMs;
  }
  judge(run, cell, flap);
}

/** Wakes of a flapping device: to leave, or to say that it has been offline for too long. */
export function onFlapTimer(run: Run, cell: DeviceCell): void {
  const { flap } = cell;
  if (!flap?.flapping) return;
  addQuiet(run, cell, flap, run.nowMs);
  if (run.nowMs >= offlineTooLongAtMs(run, cell)) tellAgain(run, cell, "device-offline");
  judge(run, cell, flap);
}
