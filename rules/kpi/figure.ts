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

/** A figure as it is shown: what is unknown or hidden is no number, and least of all nought. */
export interface ShownFigure {
  value: number | null;
  count: number | null;
  sample: number | null;
  coveragePercent: number | null;
  suppressed: boolean;
}

export function shownFigure({ value, count, sample, coveragePercent }: Figure, isHidden: boolean): ShownFigure {
  const isShown = coveragePercent !== null && coveragePercent > 0 && !isHidden;
  const [shown, counted, of] = isShown ? [value, count, sample] : [null, null, null];
  return { value: shown, count: counted, sample: of, coveragePercent, suppressed: isHidden };
}

function coverageOf(kpi: Kpi, facts: PeriodFacts): number | null {
  const { begun, counted } = facts.hours;
  if (begun === 0) return null;
  const { known, of } = kpi.known(facts);
  return of > 0 ? (100 * counted * known) / (begun * of) : (100 * counted) / begun;
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
