import type { Logger } from "../../ingest/batch.js";

/** What goes wrong on connections, counted by reason: ten thousand devices must not fill the log. */
export interface Digest {
  note(reason: string, example?: object): void;
  close(): void;
}

/** More reasons than this in one report are counted as `other`. */
const reasonsMax = 50;

export function createDigest(log: Logger, everyMs: number): Digest {
  const counts = new Map<string, { count: number; example: object }>();
  let timer: NodeJS.Timeout | undefined;

  function report(): void {
    timer = undefined;
    for (const [reason, { count, example }] of counts) log.warn({ reason, count, ...example }, "MQTT connections");
    counts.clear();
  }

  return {
    note(reason, example = {}) {
      const name = counts.has(reason) || counts.size < reasonsMax ? reason : "other";
      const seen = counts.get(name);
      if (seen) seen.count++;
      else counts.set(name, { count: 1, example });
      timer ??= setTimeout(report, everyMs).unref();
    },
    close() {
      clearTimeout(timer);
      report();
    },
  };
}
