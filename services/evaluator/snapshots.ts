import type { Logger } from "../../ingest/batch.js";
import type { SnapshotMeta } from "../database/store.js";

export interface SnapshotterOptions {
  /** Events after which a new snapshot pays: it bounds how long a start replays. */
  everyEvents: number;
  /** Also after this time, if anything has happened. */
  everyMs: number;
  /** After a failure; the log holds everything meanwhile. */
  retryAfterMs: number;
}

export const defaultSnapshotterOptions: SnapshotterOptions = {
  everyEvents: 50_000,
  everyMs: 60 * 60 * 1000,
  retryAfterMs: 5 * 60 * 1000,
};

export interface Snapshotter {
  /** To be told of every commit: how many events it had. */
  committed(events: number): void;
  /** Waits for nothing: a snapshot under way is given up. */
  close(): Promise<void>;
}

/**
 * Decides when a snapshot is due. Never two at once, and a failure is harmless: the next start only
 * replays longer. `write` does it in another process, so that the engine here is never held up.
 */
export function createSnapshotter(
  write: (signal: AbortSignal) => Promise<SnapshotMeta | null>,
  log: Logger,
  replayed: number,
  options: Partial<SnapshotterOptions> = {},
): Snapshotter {
  const { everyEvents, everyMs, retryAfterMs } = { ...defaultSnapshotterOptions, ...options };
  const abort = new AbortController();
  let events = replayed;
  let dueAtMs = performance.now() + everyMs;
  let notBeforeMs = 0;
  let underWay: Promise<void> | null = null;

  async function run(): Promise<void> {
    const startedMs = performance.now();
    const counted = events;
    try {
      const meta = await write(abort.signal);
      events -= counted;
      log.info({ ...meta, tookMs: Math.round(performance.now() - startedMs) }, "a snapshot was written");
    } catch (error) {
      notBeforeMs = performance.now() + retryAfterMs;
      if (!abort.signal.aborted)
        log.warn({ err: error }, "no snapshot could be written; the next start replays longer");
    } finally {
      dueAtMs = performance.now() + everyMs;
      underWay = null;
    }
  }

  return {
    committed(count) {
      events += count;
      const nowMs = performance.now();
      const due = events >= everyEvents || (events > 0 && nowMs >= dueAtMs);
      if (due && underWay === null && nowMs >= notBeforeMs && !abort.signal.aborted) underWay = run();
    },
    async close() {
      abort.abort();
      await underWay;
    },
  };
}
