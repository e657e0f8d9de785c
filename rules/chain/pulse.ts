import type { Run } from "../state.js";

export function notePulse(run: Run, district: string): void {
  const { pulses } = run.state;
  const known = pulses.get(district);
  if (known) {
    known.heard++;
    known.lastHeardMs = run.nowMs;
  } else pulses.set(district, { heard: 1, expectedPerMin: Number.POSITIVE_INFINITY, lastHeardMs: run.nowMs });
}

/** What was heard since the last look: anything at all, and too little of a district for all to be well. Begins the next count. */
export function takePulse(run: Run): { isHeard: boolean; isLow: boolean } {
  // As much as may still come through when a component is said to be down.
  const share = run.state.ecosystem.thresholds.inferSharePercent / 100;
  let isLow = false;
  let isHeard = false;
  for (const pulse of run.state.pulses.values()) {
    isLow ||= pulse.heard < share * pulse.expectedPerMin;
    isHeard ||= pulse.heard > 0;
    pulse.heard = 0;
  }
  return { isHeard, isLow };
}

/** Sets what each district should say from now on. */
export function expectPulse(run: Run, perMin: ReadonlyMap<string, number>): void {
  for (const [district, pulse] of run.state.pulses) pulse.expectedPerMin = perMin.get(district) ?? 0;
}

export function lastHeardMs(run: Run): number {
  let latestMs = Number.NEGATIVE_INFINITY;
  for (const pulse of run.state.pulses.values()) latestMs = Math.max(latestMs, pulse.lastHeardMs);
  return latestMs;
}
