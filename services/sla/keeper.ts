import type { SlaRecord, SlaReport } from "../../rules/sla/records.js";
import { every } from "../runtime/every.js";

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
  return every(async () => stored(await store(report())), {
    everyMs,
    firstAfterMs: 0,
    failed: (error) => log.warn({ err: error }, "the contract accounts could not be stored; tried again"),
  });
}
