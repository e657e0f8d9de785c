import type { PeriodFacts } from "./facts.js";
import type { Kpi } from "./kpi.js";

/** One figure of one place and period, with what it rests on. */
export interface Figure {
  kpi: Kpi;
  /** Null where nothing is known, or where it would be of nothing. */
  value: number | null;
  count: number;
  /** Null of a plain count. */
  sample: number | null;
  /**
   * Share of what it should rest on that is known, in hours counted and in what was to be known in them. Null before
   * the period has begun.
   */
  coveragePercent: number | null;
}

export function coverageOf(kpi: Kpi, facts: PeriodFacts): number | null {
  const { begun, counted } = facts.hours;
  if (begun === 0) return null;
  const { known, of } = kpi.known(facts);
  return (100 * counted * (of > 0 ? known / of : 1)) / begun;
}

/** Hours that nobody has counted are unknown: of them there is no figure, not the figure nought. */
export function figureOf(kpi: Kpi, facts: PeriodFacts): Figure {
  const isKnown = facts.hours.counted > 0 && (!kpi.daily || facts.days > 0);
  return {
    kpi,
    value: isKnown ? kpi.value(facts) : null,
    count: kpi.count(facts),
    sample: kpi.sample(facts),
    coveragePercent: coverageOf(kpi, facts),
  };
}
