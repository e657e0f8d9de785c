import type { DeviceCell } from "../devices/cells.js";
import { pathOf } from "../devices/device.js";
import type { DoseCell } from "../doses/cells.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { PathCell, WordTally } from "./cells.js";
import { pathKey } from "./flow.js";

/** What became of planned doses by their deadline, counted for the way that their reports take. */

/** More devices than decide. */
const recentMax = 200;
const remindedMax = 2000;

export function pathCellOf(run: Run, path: readonly string[]): PathCell {
  const key = pathKey(path);
  const known = run.state.paths.get(key);
  if (known) return known;
  const cell: PathCell = {
    key,
    path: [...path],
    recent: [],
    usual: { due: 0, silent: 0 },
    soon: { recent: [], usual: { due: 0, silent: 0 } },
    lastReportMs: null,
    passedMs: [],
    reminded: [],
    breaks: [],
  };
  run.state.paths.set(key, cell);
  return cell;
}

/** The device has reminded of this dose: its events come through, whatever the resident does. */
export function noteReminded(cell: PathCell, deviceId: string, scheduledAtMs: number): void {
  const id = `${deviceId}@${scheduledAtMs}`;
  if (cell.reminded.includes(id)) return;
  cell.reminded.push(id);
  if (cell.reminded.length > remindedMax) cell.reminded.shift();
}

/** Takes a reminder out of those kept; answers whether there was one. */
function takeReminder(cell: PathCell, deviceId: string, scheduledAtMs: number): boolean {
  const at = cell.reminded.indexOf(`${deviceId}@${scheduledAtMs}`);
  if (at !== -1) cell.reminded.splice(at, 1);
  return at !== -1;
}

/** Sorts between the keys by which doses are judged and alerts are told. */
const missingKey = "missing:";

/** One resident who takes nothing for a week is one, not twenty: only the latest dose of each device counts. */
export function noteOutcome({ recent }: WordTally, outcome: WordTally["recent"][number]): void {
  const before = recent.findIndex((one) => one.deviceId === outcome.deviceId);
  if (before !== -1) recent.splice(before, 1);
  recent.push(outcome);
  if (recent.length > recentMax) recent.shift();
}

/** Notes whether anything has been said of a dose soon after its time; `dispensed` is a word as a reminder is. */
export function noteSoon(run: Run, device: DeviceCell, dose: DoseCell, dispensed: boolean, heard: () => boolean): void {
  const { scheduledAtMs, district } = dose.record;
  const { deviceId } = device;
  const cell = pathCellOf(run, pathOf(run, device, district));
  const said =
    dispensed ||
    cell.reminded.includes(`${deviceId}@${scheduledAtMs}`) ||
    device.missReports.some((report) => report.scheduledAtMs === scheduledAtMs);
  if (!said && !heard()) return;
  noteOutcome(cell.soon, { deviceId, atMs: run.nowMs, opensAtMs: dose.expected.opensAtMs, silent: !said });
  wake(run.state.timers, missingKey, run.nowMs);
}

/**
 * Notes a dose whose deadline has just passed. Only doses count of which a report could be expected:
 * the device was heard and its way was whole. The looking is left to a timer of this very instant.
 */
export function noteAtDeadline(run: Run, device: DeviceCell, dose: DoseCell): void {
  const { verdict, cause, scheduledAtMs, district } = dose.record;
  const cell = pathCellOf(run, pathOf(run, device, district));
  const reminded = takeReminder(cell, device.deviceId, scheduledAtMs);
  const isReported = device.missReports.some((report) => report.scheduledAtMs === scheduledAtMs);
  const silent = verdict === "missed" && !isReported && !reminded;
  const heard = verdict === "early" || verdict === "on-time" || verdict === "late" || isReported || reminded;
  // Out of medicine or jammed: the device has said why there is nothing to report.
  if ((!silent && !heard) || (silent && cause !== "user")) return;
  noteOutcome(cell, { deviceId: device.deviceId, atMs: run.nowMs, opensAtMs: dose.expected.opensAtMs, silent });
  // Woken when all doses of this instant have been judged, and before anybody is told of them.
  wake(run.state.timers, missingKey, run.nowMs);
}
