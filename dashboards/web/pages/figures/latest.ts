import type { KpiSeries } from "../../api/types.js";

export type Figure = KpiSeries["figures"][number];

/** The latest whole period; what is still running says little. Without one, the running. */
export function latestOf({ figures }: Pick<KpiSeries, "figures">): Figure | undefined {
  return figures.findLast(({ complete }) => complete) ?? figures.at(-1);
}
