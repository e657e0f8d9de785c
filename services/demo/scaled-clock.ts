import type { ClockSources } from "../runtime/clock.js";

/** A clock that stands where it is put until it runs, and then `speed` times as fast as the machine's. */
export interface ScaledClock {
  /** For the sequencer, which takes both for the time of day. */
  sources: ClockSources;
  nowMs(): number;
  /** Only while it stands, and only forwards. */
  set(atMs: number): void;
  run(): void;
}

export function createScaledClock(
  startMs: number,
  speed: number,
  elapsedMs: () => number = () => performance.now(),
): ScaledClock {
  let baseMs = startMs;
  let ranFromMs: number | null = null;
  const nowMs = () => (ranFromMs === null ? baseMs : baseMs + (elapsedMs() - ranFromMs) * speed);
  return {
    sources: {
      wallMs: () => Math.floor(nowMs()),
      monotonicNs: () => BigInt(Math.floor((nowMs() - startMs) * 1_000)) * 1_000n,
    },
    nowMs: () => Math.floor(nowMs()),
    set(atMs) {
      if (ranFromMs === null) baseMs = Math.max(baseMs, atMs);
    },
    run() {
      ranFromMs ??= elapsedMs();
    },
  };
}
