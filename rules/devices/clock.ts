import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { report, withdraw } from "./finding.js";

/**
 * `clock-skewed`: a message of the device could not be believed, or the device measured itself that
 * its clock is off. Over with the next message of its own that is believed, unless its last measurement stands.
 * `writtenMs` is what the message says, `t` what it counts by.
 */
export function refreshClock(run: Run, cell: DeviceCell, writtenMs: number, t: number, own: boolean): void {
  const offMaxMs = run.state.ecosystem.thresholds.clockAheadMaxMin * 60_000;
  const measuredMs = cell.clockOffsetMs ?? 0;
  const believed = t === writtenMs;
  if (believed && Math.abs(measuredMs) <= offMaxMs) {
    if (own) withdraw(run, cell, "clock-skewed");
    return;
  }
  const offsetMs = believed ? measuredMs : writtenMs - run.nowMs;
  report(run, cell, { kind: "clock-skewed", evidence: { offsetSec: Math.round(offsetMs / 1000) } });
}
