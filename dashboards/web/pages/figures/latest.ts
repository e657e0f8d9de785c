import type { KpiSeries } from "../../api/types.js";
import type { Point } from "../../charts/scale.js";

export type Figure = KpiSeries["figures"][number];

/** The latest whole period; what is still running says little. Without one, the running. */
export function latestOf({ figures }: Pick<KpiSeries, "figures">): Figure | undefined {
  return figures.findLast(({ complete }) => complete) ?? figures.at(-1);
}

/** Of the height, left free above and below. */
const marginShare = 0.1;

/** What the chart shows from and to: the limits and every value, not zero, beside which no change could be seen. */
export function extentAround(points: readonly Point[], limits: KpiSeries["limits"]): [number, number] {
  const values = [...points.map(({ value }) => value), ...(limits === null ? [] : [limits.lower, limits.upper])];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = high === low ? 1 : (high - low) * marginShare;
  return [low - margin, high + margin];
}
