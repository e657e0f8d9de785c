import type { Span } from "../span.js";
import type { ProbeCell, ProbeSpans } from "./cells.js";

export interface ProbeRules {
  /** So many failures in a row are an outage. */
  failuresMax: number;
  /** A result speaks for so many intervals. */
  intervals: number;
  /** Where others publish nobody has said how often: what is observed counts, within these bounds. */
  everyMinMs: number;
  everyMaxMs: number;
}

/** Intervals remembered: some may be lost, or repeated at once, and the usual one is still the middle of them. */
const intervalsKept = 5;

function noSpans(): ProbeSpans {
  return {
    down: [],
    vouched: [],
    failures: 0,
    firstFailureMs: 0,
    lastMs: Number.POSITIVE_INFINITY,
    intervalsMs: [],
  };
}

function copyOf({ down, vouched, intervalsMs, ...streak }: ProbeSpans): ProbeSpans {
  const copies = (spans: readonly Span[]) => spans.map((span) => ({ ...span }));
  return { down: copies(down), vouched: copies(vouched), intervalsMs: [...intervalsMs], ...streak };
}

/** For how long the result at `t` speaks: so many of the intervals that are usual up to it. */
function speaksForMs(spans: ProbeSpans, t: number, { intervals, everyMinMs, everyMaxMs }: ProbeRules): number {
  if (t > spans.lastMs) spans.intervalsMs = [...spans.intervalsMs, t - spans.lastMs].slice(-intervalsKept);
  spans.lastMs = t;
  const ordered = [...spans.intervalsMs].sort((a, b) => a - b);
  const usualMs = ordered[(ordered.length - 1) >> 1] ?? everyMinMs;
  return intervals * Math.min(Math.max(usualMs, everyMinMs), everyMaxMs);
}

/** Until when somebody vouches for the component, as far as is known; −Infinity if nobody ever has. */
export function vouchedUntilMs(probes: readonly ProbeCell[]): number {
  return Math.max(...probes.map((probe) => probe.now.vouched.at(-1)?.toMs ?? Number.NEGATIVE_INFINITY));
}

/** Takes one more result; answers whether an outage begins or ends with it. */
function follow(spans: ProbeSpans, { t, ok }: { t: number; ok: boolean }, rules: ProbeRules) {
  const staleAtMs = t + speaksForMs(spans, t, rules);
  const vouched = spans.vouched.at(-1);
  if (vouched && t <= vouched.toMs) vouched.toMs = Math.max(vouched.toMs, staleAtMs);
  else spans.vouched.push({ fromMs: t, toMs: staleAtMs });
  if (ok) {
    const ends = spans.failures >= rules.failuresMax;
    if (ends) (spans.down.at(-1) as Span).toMs = t;
    spans.failures = 0;
    return ends;
  }
  if (spans.failures === 0) spans.firstFailureMs = t;
  spans.failures++;
  const begins = spans.failures === rules.failuresMax;
  if (begins) spans.down.push({ fromMs: spans.firstFailureMs, toMs: Number.POSITIVE_INFINITY });
  return begins;
}

function probeOf(probes: ProbeCell[], target: string): ProbeCell {
  const known = probes.find((one) => one.target === target);
  if (known) return known;
  const probe = { target, points: [], past: noSpans(), now: noSpans() };
  probes.push(probe);
  probes.sort((a, b) => (a.target < b.target ? -1 : 1));
  return probe;
}

/** Adds a probe result; the same one again changes nothing. Answers whether outages may have changed. */
export function addProbe(probes: ProbeCell[], target: string, t: number, ok: boolean, rules: ProbeRules): boolean {
  const probe = probeOf(probes, target);
  const { points } = probe;
  let at = points.length;
  for (; at > 0; at--) {
    const before = points[at - 1] as { t: number; ok: boolean };
    if (before.t < t || (before.t === t && (!before.ok || ok))) break;
  }
  const before = points[at - 1];
  if (before?.t === t && before.ok === ok) return false;
  const point = { t, ok };
  points.splice(at, 0, point);
  if (at === points.length - 1) return follow(probe.now, point, rules);
  probe.now = copyOf(probe.past);
  for (const one of points) follow(probe.now, one, rules);
  return true;
}

/**
 * Forgets results before `beforeMs`, which nothing can come between any more: a result a minute for
 * months would otherwise be kept for ever. Spans are kept that end after `downFromMs` and `vouchedFromMs`.
 */
export function compressProbe(
  probe: ProbeCell,
  beforeMs: number,
  rules: ProbeRules,
  downFromMs = Number.NEGATIVE_INFINITY,
  vouchedFromMs = Number.NEGATIVE_INFINITY,
): void {
  const count = probe.points.findIndex((point) => point.t >= beforeMs);
  const old = probe.points.splice(0, count === -1 ? probe.points.length : count);
  for (const point of old) follow(probe.past, point, rules);
  for (const spans of [probe.past, probe.now]) {
    spans.down = spans.down.filter((span) => span.toMs > downFromMs);
    spans.vouched = spans.vouched.filter((span) => span.toMs > vouchedFromMs);
  }
}
