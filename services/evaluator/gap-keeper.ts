import type { Logger } from "../../ingest/batch.js";
import type { LogEvent } from "../../rules/model/event.js";

export interface GapKeeperPorts {
  /** Settles when a marker of our own has come back through the broker, behind everything it held back. */
  marker: () => Promise<void>;
  submitOwn: (event: LogEvent) => Promise<unknown>;
  log: Logger;
  retryAfterMs: number;
}

/** Ends gaps: each is open until a marker sent after its opening has come back. */
export interface GapKeeper {
  /** A `gap-opened` was committed. */
  opened(): void;
  close(): void;
}

export function createGapKeeper({ marker, submitOwn, log, retryAfterMs }: GapKeeperPorts): GapKeeper {
  let openings = 0;
  let handled = 0;
  let closed = false;
  let running = false;
  let timer: NodeJS.Timeout | undefined;

  async function keep(): Promise<void> {
    while (handled !== openings && !closed) {
      const seen = openings;
      await marker();
      // A gap that opened while the marker was under way needs one of its own.
      if (seen !== openings || closed) continue;
      await submitOwn({ kind: "gap-closed" });
      handled = seen;
    }
  }

  async function run(): Promise<void> {
    if (running || closed) return;
    running = true;
    try {
      await keep();
    } catch (error) {
      if (closed) return;
      log.warn({ err: error }, "the monitoring gap stays open: no marker has come back through the broker");
      timer = setTimeout(run, retryAfterMs);
    } finally {
      running = false;
    }
  }

  return {
    opened() {
      openings++;
      void run();
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}
