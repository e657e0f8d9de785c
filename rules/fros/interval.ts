/** 95 % of chance, two-sided. */
const z = 1.96;

/** Wilson's interval of a share given as `value` of `whole` (100 for per cent) in a sample; null of none. */
export function shareRange(value: number, sample: number, whole: number): { low: number; high: number } | null {
  if (sample <= 0) return null;
  const p = value / whole;
  const middle = p + (z * z) / (2 * sample);
  const spread = z * Math.sqrt((p * (1 - p)) / sample + (z * z) / (4 * sample * sample));
  const scale = 1 + (z * z) / sample;
  return {
    low: Math.max(0, (whole * (middle - spread)) / scale),
    high: Math.min(whole, (whole * (middle + spread)) / scale),
  };
}

/** Byar's interval of a rate: `events` seen in `time`, per unit of that time; null of no time. */
export function rateRange(events: number, time: number): { low: number; high: number } | null {
  if (time <= 0) return null;
  const cubed = (n: number, sign: 1 | -1) => n * (1 - 1 / (9 * n) + (sign * z) / (3 * Math.sqrt(n))) ** 3;
  return { low: events > 0 ? Math.max(0, cubed(events, -1)) / time : 0, high: cubed(events + 1, 1) / time };
}
