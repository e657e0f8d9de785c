import type pg from "pg";
import type { LogStore } from "../../ingest/store/log-store.js";
import type { Offer } from "./point.js";
import type { RetentionReport } from "./retention.js";

/** A snapshot of the engine: whole lines of text, oldest first, as `dumpState` gives them. */
export interface SnapshotMeta {
  seq: number;
  engineTimeMs: number;
  format: number;
  rulesVersion: string;
  ecosystemHash: string;
}

export interface SnapshotStore {
  /** Writes in chunks, one short transaction each; visible only when the last chunk is in. Keeps the newest two. */
  write(meta: SnapshotMeta, lines: Iterable<string>): Promise<void>;
  /** The newest complete one, or null. */
  latest(): Promise<{ meta: SnapshotMeta; lines: AsyncIterable<string> } | null>;
}

/** An open database: the one place where the rest of Velvakt gets at PostgreSQL. */
export interface Database {
  pool: pg.Pool;
  log: LogStore;
  snapshots: SnapshotStore;
  /** Points of series that no batch tells of, for the next commit; false when too many wait. */
  offer(offer: Offer): boolean;
  /** For BullMQ's PostgreSQL backend and child processes. */
  connectionString: string;
  /**
   * Housekeeping, for once an hour: makes the log's next days, drops those older than `days` (what
   * lasts is kept elsewhere), deletes old deduplication keys and quarantined messages.
   */
  retain(days: number, nowMs: number): Promise<RetentionReport>;
  /** Embedded: stops the server and gives the folder back. */
  close(): Promise<void>;
}
