import type { AlertRecord } from "../model/record.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { classOf } from "./device.js";

/** When a device has been offline for so long that it is no longer just flapping; Infinity if it is not offline. */
export function offlineTooLongAtMs(run: Run, cell: DeviceCell): number {
  if (cell.status !== "offline" || cell.statusSinceMs === null) return Number.POSITIVE_INFINITY;
  const longMin = classOf(run, cell).offlineAfterMin * run.state.ecosystem.thresholds.flappingOfflineTimes;
  return cell.statusSinceMs + longMin * 60_000;
}

/** Findings that another finding about the same device speaks for, while it holds. */
const covers: Record<string, (run: Run, cell: DeviceCell) => boolean> = {
  // That it flaps is said once instead of every loss of contact; a loss that lasts is said all the same.
  "device-offline": (run, cell) => cell.flap?.flapping === true && run.nowMs < offlineTooLongAtMs(run, cell),
  "power-lost": (_run, cell) => cell.said["power-gone-before-dose"] !== undefined,
};

/** Whether another alert says the same and more, so that this one is listed and not notified. */
export function isCovered(run: Run, record: AlertRecord): boolean {
  const isSpokenFor = covers[record.kind];
  if (!isSpokenFor || record.deviceId === null) return false;
  const cell = run.state.devices.get(record.deviceId);
  return cell !== undefined && isSpokenFor(run, cell);
}
