import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../log.js";
import type { RunningServer } from "./server.js";

/** Waits between attempts to start a server again that has ended under us; the last one repeats. */
const restartDelaysMs = [0, 500, 2_000, 5_000];

/**
 * Starts the server again whenever it ends without having been asked to (killed, out of memory):
 * Velvakt without its log can do nothing but wait for it.
 */
export function keepRunning(
  first: RunningServer,
  restart: () => Promise<RunningServer>,
  log: Log,
): { pid(): number; stop(): Promise<void> } {
  let current = first;
  const stopping = new AbortController();
  const watch = async (): Promise<void> => {
    for (;;) {
      await current.ended;
      if (stopping.signal.aborted) return;
      log.error({ pid: current.pid }, "the database server ended unexpectedly; starting it again");
      const next = await startAgain();
      if (!next) return;
      current = next;
      log.info({ pid: current.pid }, "the database server runs again");
    }
  };
  const startAgain = async (): Promise<RunningServer | null> => {
    for (let attempt = 0; ; attempt += 1) {
      const delayMs = restartDelaysMs[Math.min(attempt, restartDelaysMs.length - 1)] ?? 0;
      await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
      if (stopping.signal.aborted) return null;
      try {
        return await restart();
      } catch (error) {
        // Told a few times and not for as long as it lasts: a full disk must not be filled with it.
        if (attempt < restartDelaysMs.length)
          log.error({ err: error }, "the database server cannot be started; trying again");
      }
    }
  };
  const watching = watch();
  return {
    pid: () => current.pid,
    stop: async () => {
      stopping.abort();
      await current.stop();
      await watching;
      // A restart that was under way when we were asked to stop.
      await current.stop();
    },
  };
}
