import type { SlaRecord, SlaReport } from "../../rules/sla/records.js";

export interface SlaKeeperPorts {
  report(): SlaReport;
  /** Answers what was stored. */
  store(report: SlaReport): Promise<SlaRecord[]>;
  /** Told of what was stored, so that the series say the same. */
  stored(records: SlaRecord[]): void;
  log: { warn(details: object, text: string): void };
}

/** As close as the points of the series lie. */
const everyMs = 300_000;

/** Keeps the contract windows in the database, where they outlive the engine's memory. Answers how to stop it. */
export function startSlaKeeper({ report, store, stored, log }: SlaKeeperPorts): () => Promise<void> {
  let running: Promise<void> | null = null;
  const keep = (): void => {
    running ??= store(report())
      .then(stored)
      .catch((error: unknown) => log.warn({ err: error }, "the contract accounts could not be stored; tried again"))
      .finally(() => {
        running = null;
      });
  };
  keep();
  const timer = setInterval(keep, everyMs);
  return async () => {
    clearInterval(timer);
    await running;
  };
}
