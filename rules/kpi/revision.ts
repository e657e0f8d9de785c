import { emptyCell, type HourCell } from "./cells.js";

const hourMs = 3_600_000;

/**
 * How long after its hour a cell is still being filled by what is on its way: the longest usual time from a dose to
 * its last decision. A change after that is a correction of a figure that people may have used. Source: judgement.
 */
export const settledAfterMs = 6 * hourMs;

/** Whether a cell that was whole when it was worked out at `computedAtMs` has settled by `nowMs`. */
export function hasSettled(hourFromMs: number, computedAtMs: number, nowMs: number): boolean {
  const hourToMs = hourFromMs + hourMs;
  return computedAtMs >= hourToMs && nowMs >= hourToMs + settledAfterMs;
}

type Counts = { [name: string]: number | Counts };

function difference(before: Counts, after: Counts): Counts {
  const changed: Counts = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const was = before[name] ?? (typeof after[name] === "object" ? {} : 0);
    const is = after[name] ?? (typeof was === "object" ? {} : 0);
    if (typeof was === "number" && typeof is === "number") {
      if (is !== was) changed[name] = is - was;
    } else {
      const inner = difference(was as Counts, is as Counts);
      if (Object.keys(inner).length > 0) changed[name] = inner;
    }
  }
  return changed;
}

/** What was added to a cell, by its places; nothing of what stayed. */
export type CellChange = { [K in keyof HourCell]?: unknown };

/** What `after` has more or less than `before`; null where they are the same. */
export function changeOf(before: HourCell, after: HourCell): CellChange | null {
  const change = difference(before as unknown as Counts, after as unknown as Counts);
  return Object.keys(change).length === 0 ? null : change;
}

/** The change the other way round: added to a cell it gives what that was before. */
export function reversed(change: CellChange): HourCell {
  const turned = difference(change as Counts, emptyCell() as unknown as Counts);
  return turned as unknown as HourCell;
}
