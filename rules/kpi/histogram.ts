import type { Histogram } from "./cells.js";

const minMs = 60_000;
/** What took longer than a day is a day: no figure tells such waits apart. */
const longestMin = 1440;

/** Adds one duration, rounded up to whole minutes: nobody looks quicker than they were. */
export function addDuration(into: Histogram, durationMs: number): void {
  const min = Math.min(longestMin, Math.max(0, Math.ceil(durationMs / minMs)));
  into[min] = (into[min] ?? 0) + 1;
}

export function sizeOf(histogram: Histogram): number {
  return Object.values(histogram).reduce((sum, n) => sum + n, 0);
}

/**
 * The smallest number of minutes that at least `percent` of all did not exceed, where `longer` more took longer than
 * any of those listed. Null of none, and where that many did not come to an end.
 */
export function percentileOf(histogram: Histogram, percent: number, longer = 0): number | null {
  const wanted = Math.max(1, Math.ceil((percent / 100) * (sizeOf(histogram) + longer)));
  let seen = 0;
  for (const min of Object.keys(histogram)
    .map(Number)
    .sort((a, b) => a - b)) {
    seen += histogram[min] as number;
    if (seen >= wanted) return min;
  }
  return null;
}
