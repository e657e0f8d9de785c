import type { Logger, PipelineOptions } from "./batch.js";
import { IngestError } from "./errors.js";

/** Repeats what needs the store until it succeeds, and knows since when it has not. */
export interface Retry {
  /** Rejects only when abandoned, or with an error that `isFinal`. */
  untilDone<T>(what: string, work: () => Promise<T>, isFinal?: (error: unknown) => boolean): Promise<T>;
  /** Wall clock; also since a store that says nothing at all was asked, once that is long ago. */
  failingSinceMs(): number | null;
  /** Ends waiting for ever: what is under way rejects with INGEST_ABANDONED. */
  abandon(): void;
}

/**
 * An engine that has taken a batch cannot give it back, so its commit is repeated until it succeeds;
 * meanwhile nothing is acknowledged and no time passes. Reported when it starts, every
 * `reportEveryMs`, and when it is over: a store that is away for a night must not fill the disk. `lost` is called when it
 * failed, or kept us waiting for most of what counts as a gap.
 */
export function createRetry(options: PipelineOptions, log: Logger, lost: () => void): Retry {
  let failingSinceMs: number | null = null;
  let asked: { wallMs: number; ms: number } | null = null;
  let abandoned: IngestError | null = null;
  const waiting = new Set<(error: Error) => void>();

  // Not Promise.race with one long-lived promise: that keeps a reaction for every batch there ever was.
  function unlessAbandoned<T>(work: Promise<T>): Promise<T> {
    if (abandoned) return Promise.reject(abandoned);
    return new Promise((resolve, reject) => {
      waiting.add(reject);
      work.then(resolve, reject).finally(() => waiting.delete(reject));
    });
  }

  async function untilDone<T>(
    what: string,
    work: () => Promise<T>,
    isFinal: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    const startedMs = performance.now();
    let reportedMs = Number.NEGATIVE_INFINITY;
    for (let attempt = 0; ; attempt++) {
      asked = { wallMs: Date.now(), ms: performance.now() };
      const tried = await unlessAbandoned(attemptOnce(work)).finally(() => {
        asked = null;
      });
      if (tried.ok) {
        if (attempt > 0) log.info({ what, attempts: attempt + 1, lostMs: sinceMs(startedMs) }, "the store is back");
        if (attempt > 0 || sinceMs(startedMs) > options.gapAfterMs / 2) lost();
        failingSinceMs = null;
        return tried.value;
      }
      if (isFinal(tried.error)) {
        failingSinceMs = null;
        throw tried.error;
      }
      failingSinceMs ??= Date.now();
      if (sinceMs(reportedMs) >= options.reportEveryMs) {
        reportedMs = performance.now();
        log.error({ what, attempts: attempt + 1, err: tried.error }, "the store does not answer; ingest waits for it");
      }
      const delayMs = Math.min(options.retryMaxMs, options.retryFirstMs * 2 ** Math.min(attempt, 20));
      await unlessAbandoned(sleep(delayMs));
    }
  }

  return {
    untilDone,
    failingSinceMs() {
      if (failingSinceMs !== null || asked === null) return failingSinceMs;
      return sinceMs(asked.ms) > options.gapAfterMs ? asked.wallMs : null;
    },
    abandon() {
      abandoned = new IngestError("INGEST_ABANDONED", "closed while the store did not answer");
      for (const reject of waiting) reject(abandoned);
    },
  };
}

type Attempt<T> = { ok: true; value: T } | { ok: false; error: unknown };

async function attemptOnce<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, error };
  }
}

const sinceMs = (startedMs: number): number => performance.now() - startedMs;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
