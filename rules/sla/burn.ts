import type { ComponentCell } from "../chain/cells.js";
import { componentSpans } from "../chain/component.js";
import { coveredMin } from "../chain/spans.js";
import type { Run } from "../state.js";
import { contractOf } from "./account.js";

const minMs = 60_000;

/**
 * How fast the agreed downtime is used up: 1 uses exactly the budget of a window in a window. Two
 * lookbacks must agree: the long one says that it matters, the short one that it still goes on.
 * Source: published, multi-window multi-burn-rate alerts of site reliability engineering.
 */
export const burnRows = [
  { factor: 14.4, longMin: 60, shortMin: 5 },
  { factor: 6, longMin: 360, shortMin: 30 },
  { factor: 3, longMin: 1440, shortMin: 120 },
  { factor: 1, longMin: 4320, shortMin: 360 },
] as const;

export type BurnRow = (typeof burnRows)[number];

/** The rate over the last `lookbackMin`, at least: what is unknown counts as up. */
export type BurnRate = (lookbackMin: number) => number;

export function burnRateOf(run: Run, cell: ComponentCell): BurnRate {
  const allowedPercent = 100 - contractOf(run, cell.componentId).availabilityPercent;
  const longestMin = Math.max(...burnRows.map((row) => row.longMin));
  const share = downShares(run, cell, longestMin);
  return (lookbackMin) => {
    const downShare = share(lookbackMin);
    // Where nothing may ever be down, anything down burns without limit.
    return downShare === 0 ? 0 : (100 * downShare) / allowedPercent;
  };
}

function downShares(run: Run, cell: ComponentCell, longestMin: number): (lookbackMin: number) => number {
  const { nowMs } = run;
  const spans = componentSpans(run, cell, nowMs - longestMin * minMs, nowMs);
  return (lookbackMin) => {
    const fromMs = nowMs - lookbackMin * minMs;
    const downMin = coveredMin(spans.down, fromMs, nowMs);
    const servedMin = lookbackMin - coveredMin(spans.maintenance, fromMs, nowMs);
    return downMin === 0 ? 0 : downMin / servedMin;
  };
}

/** Down, of the latest minutes outside maintenance: 0 to 1. What is unknown counts as up. */
export function downShareOf(run: Run, cell: ComponentCell, lookbackMin: number): number {
  return downShares(run, cell, lookbackMin)(lookbackMin);
}

/** The fastest row that both lookbacks exceed. */
export function burningNow(rate: BurnRate): BurnRow | null {
  return burnRows.find(({ factor, longMin, shortMin }) => rate(shortMin) > factor && rate(longMin) > factor) ?? null;
}
