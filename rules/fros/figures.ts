import type { EngineState, Run } from "../state.js";

const dayMs = 86_400_000;

/** Days for which counts are kept: frequencies are per year at most. */
export const countedDaysMax = 366;
/** Durations kept per name: enough for a 90th percentile of a busy week. */
const samplesMax = 500;

/** Notes that something happened now. */
export function count(run: Run, name: string, n = 1): void {
  let cell = run.state.counts.get(name);
  if (!cell) {
    cell = { days: [] };
    run.state.counts.set(name, cell);
  }
  const day = Math.floor(run.nowMs / dayMs);
  const last = cell.days.at(-1);
  if (last?.day === day) last.n += n;
  else cell.days.push({ day, n });
  while ((cell.days[0] as { day: number }).day <= day - countedDaysMax) cell.days.shift();
}

/** How often it happened in the last `days` days, today included. */
export function countedIn(state: EngineState, name: string, days = countedDaysMax): number {
  const fromDay = Math.floor(state.nowMs / dayMs) - days;
  const cell = state.counts.get(name);
  return cell ? cell.days.reduce((sum, one) => (one.day > fromDay ? sum + one.n : sum), 0) : 0;
}

/** Notes how long something took; `atMs` is when it was over. */
export function sample(run: Run, name: string, min: number, atMs = run.nowMs): void {
  let cell = run.state.samples.get(name);
  if (!cell) {
    cell = { samples: [] };
    run.state.samples.set(name, cell);
  }
  cell.samples.push({ atMs, min });
  if (cell.samples.length > samplesMax) cell.samples.shift();
}

export function samplesOf(state: EngineState, name: string): readonly { atMs: number; min: number }[] {
  return state.samples.get(name)?.samples ?? [];
}

/** The smallest value that at least `percent` of the values do not exceed; null of none. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

/** Days that the engine has run, at most those that are counted. */
export function observedDays(state: EngineState): number {
  if (state.beganMs === null) return 0;
  return Math.min(countedDaysMax, (state.nowMs - state.beganMs) / dayMs);
}
