import type { Span } from "../span.js";
import type { SequenceCell } from "./cells.js";
import { countUpTo } from "./zone.js";

/**
 * Would we have heard of a dispense? Everything here reads sets of device times, so that what
 * arrives late or twice or in another order gives the same answer.
 */

/** Adds to ascending numbers, once. */
export function insertSorted(values: number[], value: number): void {
  const at = countUpTo(values, value);
  if (at > 0 && values[at - 1] === value) return;
  if (at === values.length) values.push(value);
  else values.splice(at, 0, value);
}

/** Whether one of the ascending `values` lies in [fromMs, toMs]. */
export function anyWithin(values: readonly number[], fromMs: number, toMs: number): boolean {
  const at = countUpTo(values, toMs);
  return at > 0 && (values[at - 1] as number) >= fromMs;
}

/** Overlap of a break with the closed window; a break of no length counts where it lies in it. */
export function overlaps(span: Span, fromMs: number, toMs: number): boolean {
  if (span.fromMs === span.toMs) return fromMs <= span.fromMs && span.fromMs <= toMs;
  return span.fromMs < toMs && span.toMs > fromMs;
}

export function anyOverlap(spans: readonly Span[], fromMs: number, toMs: number): boolean {
  return spans.some((span) => overlaps(span, fromMs, toMs));
}

/** Silence: two neighbouring device times further apart than `limitMs`, overlapping the window. */
export function hasSilence(contacts: readonly number[], limitMs: number, fromMs: number, toMs: number): boolean {
  for (let i = Math.max(1, countUpTo(contacts, fromMs)); i < contacts.length; i++) {
    const before = contacts[i - 1] as number;
    if (before >= toMs) return false;
    const after = contacts[i] as number;
    if (after - before > limitMs && after > fromMs) return true;
  }
  return false;
}

/**
 * Spans in which the broker had told us that the device was gone and nothing had answered.
 * One that is answered within the grace was a reconnection and no break.
 */
export function unansweredOfflines(
  offlines: readonly number[],
  onlines: readonly number[],
  contacts: readonly number[],
  graceMs: number,
): Span[] {
  const spans: Span[] = [];
  for (const fromMs of offlines) {
    const toMs = Math.min(firstFrom(onlines, fromMs), firstFrom(contacts, fromMs));
    if (toMs - fromMs > graceMs) spans.push({ fromMs, toMs });
  }
  return spans;
}

/** First of the ascending values that is ≥ x, or Infinity. */
export function firstFrom(values: readonly number[], x: number): number {
  let at = countUpTo(values, x);
  while (at > 0 && values[at - 1] === x) at--;
  return values[at] ?? Number.POSITIVE_INFINITY;
}

/** Adds a number once; answers whether it was already known for another time, which spoils what it proved. */
export function insertSequence(cell: SequenceCell, n: number, t: number): boolean {
  const { points } = cell;
  let at = points.length;
  while (at > 0) {
    const before = points[at - 1] as { n: number; t: number };
    if (before.n < n || (before.n === n && before.t < t)) break;
    if (before.n === n && before.t === t) return false;
    at--;
  }
  points.splice(at, 0, { n, t });
  return points[at - 1]?.n === n || points[at + 1]?.n === n;
}

/** The time up to which the number `n` can prove nothing new: that of the highest before it; one that may fill a hole may prove anything. */
export function provenUpToMs({ points }: SequenceCell, n: number): number {
  const last = points.at(-1);
  return last && n > last.n ? last.t : Number.NEGATIVE_INFINITY;
}

/** A stretch without holes or repeated numbers from one with t ≤ fromMs to a higher one with t ≥ toMs. */
export function isGapless(cell: SequenceCell, fromMs: number, toMs: number): boolean {
  let reachesBack = false;
  for (let i = 0; i < cell.points.length; i++) {
    const point = cell.points[i] as { n: number; t: number };
    const repeated = cell.points[i - 1]?.n === point.n || cell.points[i + 1]?.n === point.n;
    const follows = cell.points[i - 1]?.n === point.n - 1;
    if (!follows || repeated) reachesBack = false;
    if (repeated) continue;
    if (reachesBack && point.t >= toMs) return true;
    reachesBack ||= point.t <= fromMs;
  }
  return false;
}

/**
 * From when on later evidence may decide: `settleMs` after the first moment at or after
 * `reachedAtMs` without a break; a break that begins meanwhile starts it anew. Infinity while one lasts.
 */
export function settlesAt(breaks: readonly Span[], reachedAtMs: number, settleMs: number): number {
  const ordered = [...breaks].sort((a, b) => a.fromMs - b.fromMs);
  let calmMs = reachedAtMs;
  for (const span of ordered) {
    if (span.toMs <= calmMs) continue;
    if (span.fromMs >= calmMs + settleMs) break;
    calmMs = span.toMs;
  }
  return calmMs + settleMs;
}
