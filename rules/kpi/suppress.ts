import type { Kpi } from "./kpi.js";

/** Counts below this, nought apart, are not shown above those with duty for the residents. Source: measures leaders ask for. */
export const countShownMin = 5;

/** What is shown of a figure is decided by what it counts. */
export interface Counted {
  kpi: Pick<Kpi, "id" | "about" | "whole">;
  count: number;
  sample: number | null;
}

const isSmall = (count: number): boolean => count > 0 && count < countShownMin;

/**
 * Few of many, or all but a few: both name somebody to those who know the district. None at all, or all, does not.
 * A sample that is itself small hides whatever it says.
 */
function pointsAtSomebody({ kpi, count, sample }: Counted): boolean {
  if (kpi.about !== "residents") return false;
  if (sample === null) return isSmall(count);
  return isSmall(sample) || isSmall(count) || (kpi.whole !== null && isSmall(sample - count));
}

/**
 * The figures of one period and place that must not be shown above those with duty. Of the parts of one whole never
 * just one is hidden, as the others would tell it.
 */
export function suppressed(figures: readonly Counted[]): Set<string> {
  const hidden = new Set(figures.filter(pointsAtSomebody).map(({ kpi }) => kpi.id));
  const wholes = new Set(figures.flatMap(({ kpi }) => (kpi.about === "residents" && kpi.whole ? [kpi.whole] : [])));
  for (const whole of wholes) {
    const parts = figures.filter(({ kpi }) => kpi.whole === whole);
    if (parts.filter(({ kpi }) => hidden.has(kpi.id)).length !== 1) continue;
    const [smallest] = parts
      .filter(({ kpi, count }) => !hidden.has(kpi.id) && count > 0)
      .sort((a, b) => a.count - b.count);
    if (smallest) hidden.add(smallest.kpi.id);
  }
  return hidden;
}
