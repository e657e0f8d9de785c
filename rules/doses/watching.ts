import { clear, raise } from "../alerts/open.js";
import { localClock } from "../alerts/words.js";
import type { DeviceCell } from "../devices/cells.js";
import type { Run } from "../state.js";
import type { DoseCell } from "./cells.js";
import { excusedDoses } from "./excused.js";

const minMs = 60_000;

/** From when on a time-critical dose has to be watched: there must be time left to go there. */
export function watchFromMs(run: Run, dose: DoseCell): number {
  return dose.expected.scheduledAtMs - run.state.ecosystem.thresholds.unwatchedBeforeCriticalMin * minMs;
}

/**
 * A time-critical dose is coming and its device is not in contact: whoever waits for the deadline
 * comes too late. Over when the device is heard, the dose is not expected any
 * more, or it is decided and has an alert of its own.
 */
export function watchCriticalDoses(run: Run, cell: DeviceCell): void {
  const watched = cell.doses.filter((dose) => dose.record.critical && run.nowMs >= watchFromMs(run, dose));
  if (watched.length === 0) return;
  const excused = excusedDoses(run, cell);
  for (const { record } of watched) {
    const subject = `${record.deviceId}/${record.doseId}`;
    const awaited = record.verdict === "pending" && record.followup === null && !excused.has(record.doseId);
    const unwatched = awaited && cell.status !== "online";
    if (!unwatched) clear(run, "critical-dose-unwatched", subject);
    else if (run.nowMs < record.scheduledAtMs) {
      raise(run, {
        kind: "critical-dose-unwatched",
        subject,
        district: record.district,
        deviceId: record.deviceId,
        residentRef: record.residentRef,
        doseId: record.doseId,
        evidence: {
          dueLocal: localClock(run.state.ecosystem.timezone, record.scheduledAtMs),
          lastHeardAt: cell.lastHeardAtMs === null ? null : new Date(cell.lastHeardAtMs).toISOString(),
        },
      });
    }
  }
}
