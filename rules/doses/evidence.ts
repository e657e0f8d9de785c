import { componentOf } from "../chain/component.js";
import { flowBreaksOf } from "../chain/flow.js";
import type { DeviceCell } from "../devices/cells.js";
import { classOf, latestTold, pathOf } from "../devices/device.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import type { DoseCell, MissReport } from "./cells.js";
import { isGapless, settlesAt } from "./hearing.js";
import type { Evidence, PathBreak } from "./judge.js";
import type { Matching } from "./match.js";

const minMs = 60_000;

/** Facts of a device that all its doses share. */
export interface SharedFacts {
  offlineSpans: Span[];
  reports: MissReport[];
  matching: Matching;
  excused: Set<string>;
  pathBreaks: Map<string, PathBreak[]>;
}

/** Breaks on the way from a device in `district`: components of its path and flows that carry its doses. */
function pathBreaksOf(run: Run, cell: DeviceCell, district: string): PathBreak[] {
  const path = pathOf(run, cell, district);
  const breaks = path.flatMap((id) =>
    componentOf(run, id).downSpans.map((span): PathBreak => ({ ...span, cause: `component:${id}` })),
  );
  return [...breaks, ...flowBreaksOf(run, path)];
}

function dispensedBetween(cell: DeviceCell, fromMs: number, toMs: number): boolean {
  if (cell.lastForgottenMs >= fromMs) return true;
  return cell.dispenses.some((dispense) => dispense.t >= fromMs && dispense.t <= toMs);
}

/** Out of medicine at D, by device time: the last word on stock is *empty* and nothing came out since. */
function wasEmpty(cell: DeviceCell, atMs: number): boolean {
  const stock = latestTold(cell.stock, atMs);
  if (stock?.value !== "empty") return false;
  return !dispensedBetween(cell, stock.t, atMs);
}

const stoppingFaults = ["technical", "pouch", "roll", "jam"];

function hadFault(cell: DeviceCell, atMs: number): boolean {
  return stoppingFaults.some((code) => {
    const fault = latestTold(
      cell.faults.filter((told) => told.value.code === code),
      atMs,
    );
    if (!fault?.value.raised) return false;
    return !dispensedBetween(cell, fault.t, atMs);
  });
}

/** When later evidence that the dose was not dispensed may decide; Infinity without evidence. */
export function evidenceDecidesAtMs(run: Run, cell: DeviceCell, dose: DoseCell, breaks: readonly Span[]): number {
  const { opensAtMs, deadlineAtMs } = dose.expected;
  if (dose.reachedAtMs === null) return Number.POSITIVE_INFINITY;
  const proven =
    cell.bufferEmptyMs >= deadlineAtMs ||
    cell.sequences.some((sequence) => isGapless(sequence, opensAtMs, deadlineAtMs));
  if (!proven) return Number.POSITIVE_INFINITY;
  return settlesAt(breaks, dose.reachedAtMs, run.state.ecosystem.thresholds.settleMin * minMs);
}

export function pathBreaksIn(run: Run, cell: DeviceCell, district: string, shared: SharedFacts): PathBreak[] {
  let breaks = shared.pathBreaks.get(district);
  if (!breaks) {
    breaks = pathBreaksOf(run, cell, district);
    shared.pathBreaks.set(district, breaks);
  }
  return breaks;
}

export function evidenceOf(
  run: Run,
  cell: DeviceCell,
  dose: DoseCell,
  shared: SharedFacts,
  settledEvidence: boolean,
): Evidence {
  const { deadlineAtMs } = dose.expected;
  const deviceClass = classOf(run, cell);
  return {
    contacts: cell.contacts,
    contactWindowMs: run.state.ecosystem.thresholds.contactHeartbeats * deviceClass.heartbeatEverySec * 1000,
    silenceMaxMs: deviceClass.offlineAfterMin * minMs,
    offlineSpans: shared.offlineSpans,
    pathBreaks: pathBreaksIn(run, cell, dose.record.district, shared),
    gaps: run.state.gaps,
    quarantined: cell.quarantined,
    settledEvidence,
    empty: wasEmpty(cell, deadlineAtMs),
    fault: hadFault(cell, deadlineAtMs),
  };
}
