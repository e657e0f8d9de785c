import { setTimeout as sleep } from "node:timers/promises";

const lookEveryMs = 20;

/**
 * Waits until every part is ready, at most `maxMs` and not after `stop`. Returns what is not ready then, as `part:
 * reason`; nothing means that all are.
 */
export async function whenReady(
  readiness: () => Record<string, string | null>,
  { maxMs, stop }: { maxMs: number; stop: AbortSignal },
): Promise<string[]> {
  const giveUpAtMs = performance.now() + maxMs;
  for (;;) {
    const missing = Object.entries(readiness()).flatMap(([part, reason]) =>
      reason === null ? [] : [`${part}: ${reason}`],
    );
    if (missing.length === 0 || stop.aborted || performance.now() >= giveUpAtMs) return missing;
    await sleep(lookEveryMs);
  }
}
