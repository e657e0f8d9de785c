import type { Span } from "../span.js";

const minMs = 60_000;

/** The union of `spans`, ascending and apart. */
export function united(spans: readonly Span[]): Span[] {
  const result: Span[] = [];
  for (const { fromMs, toMs } of [...spans].sort((a, b) => a.fromMs - b.fromMs)) {
    const last = result.at(-1);
    if (last && fromMs <= last.toMs) last.toMs = Math.max(last.toMs, toMs);
    else if (toMs > fromMs) result.push({ fromMs, toMs });
  }
  return result;
}

/** What is left of `spans` outside `holes`. */
export function without(spans: readonly Span[], holes: readonly Span[]): Span[] {
  const apart = united(holes);
  return united(spans).flatMap((span) => {
    const left: Span[] = [];
    let fromMs = span.fromMs;
    for (const hole of apart) {
      if (hole.toMs <= fromMs) continue;
      if (hole.fromMs >= span.toMs) break;
      if (hole.fromMs > fromMs) left.push({ fromMs, toMs: hole.fromMs });
      fromMs = hole.toMs;
    }
    if (fromMs < span.toMs) left.push({ fromMs, toMs: span.toMs });
    return left;
  });
}

/** The part of `spans` that lies in [fromMs, toMs). */
export function clipped(spans: readonly Span[], fromMs: number, toMs: number): Span[] {
  return united(spans).flatMap((span) => {
    const clip = { fromMs: Math.max(span.fromMs, fromMs), toMs: Math.min(span.toMs, toMs) };
    return clip.toMs > clip.fromMs ? [clip] : [];
  });
}

/** Length of the union of `spans` inside [fromMs, toMs). */
export function coveredMs(spans: readonly Span[], fromMs: number, toMs: number): number {
  return clipped(spans, fromMs, toMs).reduce((sumMs, span) => sumMs + span.toMs - span.fromMs, 0);
}

/** The same in minutes. */
export function coveredMin(spans: readonly Span[], fromMs: number, toMs: number): number {
  return coveredMs(spans, fromMs, toMs) / minMs;
}
