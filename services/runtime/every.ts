export interface EveryOptions {
  everyMs: number;
  /** When the first run is; 0 is at once. Left out: after `everyMs`. */
  firstAfterMs?: number;
  /** Told of a run that failed; the next one comes nevertheless. */
  failed: (error: unknown) => void;
}

/**
 * Works every so often and never twice at once: a run that takes longer lets those that fall due meanwhile fall out.
 * Answers how to stop it, which settles when the run under way has ended.
 */
export function every(work: () => unknown, { everyMs, firstAfterMs, failed }: EveryOptions): () => Promise<void> {
  let underWay: Promise<void> | null = null;

  async function once(): Promise<void> {
    try {
      await work();
    } catch (error) {
      failed(error);
    }
  }

  function run(): void {
    underWay ??= once().finally(() => {
      underWay = null;
    });
  }

  const first = firstAfterMs ? setTimeout(run, firstAfterMs) : undefined;
  if (firstAfterMs === 0) run();
  const timer = setInterval(run, everyMs);
  return async () => {
    clearTimeout(first);
    clearInterval(timer);
    await underWay;
  };
}
