/**
 * Natural process limits of a series (XmR chart): what it does by itself, so that people act on signals and leave
 * noise alone. Mean ± 2.66 × mean moving range. Source: Wheeler, Understanding Variation.
 */
const rangesToLimit = 2.66;
/** Fewer values give limits that the next one moves. Source: judgement. */
export const limitValuesMin = 10;
/** So many in a row on one side of the mean are a shift. Source: Wheeler, Understanding Variation. */
const runLength = 8;

export interface Limits {
  mean: number;
  lower: number;
  upper: number;
  meanRange: number;
  values: number;
}

export interface Signal {
  /** Place in the series. */
  index: number;
  rule: "outside" | "run";
}

/** The limits of what was seen, within what values can be; null of too few. A gap in the series ends a range. */
export function limitsOf(series: readonly (number | null)[], least: number, most: number): Limits | null {
  const values = series.filter((value) => value !== null);
  if (values.length < limitValuesMin) return null;
  const ranges = series.flatMap((value, index) => {
    const before = series[index - 1];
    return value === null || before === undefined || before === null ? [] : [Math.abs(value - before)];
  });
  if (ranges.length === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanRange = ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
  const lower = Math.max(least, mean - rangesToLimit * meanRange);
  const upper = Math.min(most, mean + rangesToLimit * meanRange);
  return { mean, lower, upper, meanRange, values: values.length };
}

/** Values outside the limits, and each that makes or goes on with a run of eight on one side of the mean. */
export function signalsOf(series: readonly (number | null)[], { mean, lower, upper }: Limits): Signal[] {
  const signals: Signal[] = [];
  let side = 0;
  let run = 0;
  series.forEach((value, index) => {
    if (value === null) return;
    const here = Math.sign(value - mean);
    run = here !== 0 && here === side ? run + 1 : 1;
    side = here;
    if (value < lower || value > upper) signals.push({ index, rule: "outside" });
    else if (here !== 0 && run >= runLength) signals.push({ index, rule: "run" });
  });
  return signals;
}
