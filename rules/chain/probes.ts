import type { Span } from "../doses/plan.js";

/** One probe of a component: its recent results, and what the older ones came to. */
export interface ProbeCell {
  target: string;
  /** Ascending by time; at one instant failures come first. */
  points: { t: number; ok: boolean }[];
  /** Spans that older results made, when only the spans matter any more. */
  pastDown: Span[];
  pastVouched: Span[];
  /** Failures in a row at the end of what is past, and when they began. */
  pastFailures: number;
  pastFirstFailureMs: number;
}

function newProbe(target: string): ProbeCell {
  return { target, points: [], pastDown: [], pastVouched: [], pastFailures: 0, pastFirstFailureMs: 0 };
}

/** Adds a probe result; the same one again changes nothing. Answers whether the spans may change. */
export function addProbe(probes: ProbeCell[], target: string, t: number, ok: boolean): boolean {
  let probe = probes.find((one) => one.target === target);
  if (!probe) {
    probe = newProbe(target);
    probes.push(probe);
    probes.sort((a, b) => (a.target < b.target ? -1 : 1));
  }
  const { points } = probe;
  let at = points.length;
  for (; at > 0; at--) {
    const before = points[at - 1] as { t: number; ok: boolean };
    if (before.t < t || (before.t === t && (!before.ok || ok))) break;
  }
  const before = points[at - 1];
  if (before?.t === t && before.ok === ok) return false;
  points.splice(at, 0, { t, ok });
  // By far the commonest is one more success after a success, and it changes nothing.
  const afterFailure = before ? !before.ok : probe.pastFailures > 0;
  return !ok || afterFailure || at < points.length - 1;
}

interface Streak {
  failures: number;
  firstFailureMs: number;
}

/** Takes one result into the streak; answers the span that it ends, if it ends one. */
function follow(streak: Streak, point: { t: number; ok: boolean }, failuresMax: number): Span | null {
  if (!point.ok) {
    if (streak.failures++ === 0) streak.firstFailureMs = point.t;
    return null;
  }
  const ended = streak.failures >= failuresMax ? { fromMs: streak.firstFailureMs, toMs: point.t } : null;
  streak.failures = 0;
  return ended;
}

function streakOf(probe: ProbeCell): Streak {
  return { failures: probe.pastFailures, firstFailureMs: probe.pastFirstFailureMs };
}

/** From the first of `failuresMax` failures in a row to the next success. */
export function probedDown(probe: ProbeCell, failuresMax: number): Span[] {
  const streak = streakOf(probe);
  const spans = [...probe.pastDown];
  for (const point of probe.points) {
    const ended = follow(streak, point, failuresMax);
    if (ended) spans.push(ended);
  }
  if (streak.failures >= failuresMax) {
    spans.push({ fromMs: streak.firstFailureMs, toMs: Number.POSITIVE_INFINITY });
  }
  return spans;
}

function vouch(spans: Span[], t: number, staleMs: number): void {
  const last = spans.at(-1);
  if (last && t >= last.fromMs && t <= last.toMs) last.toMs = Math.max(last.toMs, t + staleMs);
  else spans.push({ fromMs: t, toMs: t + staleMs });
}

/** Spans in which somebody vouched for the component: each result speaks until it is stale. */
export function vouchedSpans(probe: ProbeCell, staleMs: number): Span[] {
  const spans = probe.pastVouched.map((span) => ({ ...span }));
  for (const { t } of probe.points) vouch(spans, t, staleMs);
  return spans;
}

/**
 * Turns results before `beforeMs`, which nothing can come between any more, into the spans they
 * make: a result a minute for months would otherwise be kept for ever.
 */
export function compressProbe(probe: ProbeCell, beforeMs: number, failuresMax: number, staleMs: number): void {
  const count = probe.points.findIndex((point) => point.t >= beforeMs);
  const old = probe.points.splice(0, count === -1 ? probe.points.length : count);
  const streak = streakOf(probe);
  for (const point of old) {
    const ended = follow(streak, point, failuresMax);
    if (ended) probe.pastDown.push(ended);
    vouch(probe.pastVouched, point.t, staleMs);
  }
  probe.pastFailures = streak.failures;
  probe.pastFirstFailureMs = streak.firstFailureMs;
}
