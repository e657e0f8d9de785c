/** From values to places, and the round numbers beside them. */

export interface Point {
  atMs: number;
  value: number;
}

export interface Line {
  name: string;
  colour: string;
  points: readonly Point[];
}

/** Somebody has to look from this value on. */
export interface Mark {
  from: number;
  colour: string;
}

export interface Frame {
  width: number;
  height: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export const frameOf = (width: number, height: number): Frame => ({
  width,
  height,
  left: 74,
  right: width - 8,
  top: 8,
  bottom: height - 22,
});

export type Scale = (value: number) => number;

export function scaleOf([from, to]: readonly [number, number], [begin, end]: readonly [number, number]): Scale {
  const span = to - from;
  return (value) => (span === 0 ? begin : begin + ((value - from) / span) * (end - begin));
}

/** About so many round values between the two. */
export function roundValues([from, to]: readonly [number, number], about: number): number[] {
  const rough = (to - from) / about;
  if (!(rough > 0)) return [from];
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const values: number[] = [];
  for (let value = Math.ceil(from / step) * step; value <= to + step / 1e6; value += step)
    values.push(value === 0 ? 0 : value);
  return values;
}

const hourMs = 3_600_000;

/** Whole hours or days, about so many. */
export function timeTicks(fromMs: number, toMs: number, about: number): number[] {
  const wantedHours = (toMs - fromMs) / hourMs / about;
  const stepMs = ([1, 2, 3, 6, 12, 24, 48, 168].find((hours) => hours >= wantedHours) ?? 168) * hourMs;
  const ticks: number[] = [];
  for (let atMs = Math.ceil(fromMs / stepMs) * stepMs; atMs <= toMs; atMs += stepMs) ticks.push(atMs);
  return ticks;
}

/** Zero is always among them, so that a small change does not look like a large one. */
export function extentOf(values: readonly number[]): [number, number] {
  const lowest = values.reduce((least, value) => Math.min(least, value), 0);
  const highest = values.reduce((most, value) => Math.max(most, value), 0);
  return highest === lowest ? [lowest, lowest + 1] : [lowest, highest];
}
