import type { Output } from "../../rules/model/engine.js";
import type { LogEvent, RejectReason } from "../../rules/model/event.js";

/** One event with its place in the log. */
export interface LoggedEvent {
  seq: number;
  /** Microseconds since 1970, strictly increasing with `seq` (fits a double until 2255). */
  receivedAtUs: number;
  event: LogEvent;
}

/** Identity of an event for deduplication. Heartbeats and probes have none: they are idempotent. */
export interface EventKey {
  /** `source` and `id` of the CloudEvent, joined unambiguously. */
  key: string;
  /** Hash of what the event says (type, time, data), so that a conflicting repeat is seen. */
  contentHash: string;
}

export interface QuarantinedMessage {
  seq: number;
  receivedAtUs: number;
  reason: RejectReason;
  /** What is wrong, in words, without values of the payload. */
  detail: string;
  topic: string;
  /** The payload with identity numbers masked, cut to `quarantinePayloadMax` bytes. */
  payload: string;
}

/** All that one batch changes: written in one transaction or not at all. */
export interface CommitBatch {
  events: LoggedEvent[];
  keys: (EventKey & { receivedAtUs: number })[];
  quarantined: QuarantinedMessage[];
  outputs: Output[];
  /** The engine has taken every event up to `seq` and its time stands at `engineTimeMs`. */
  position: EnginePosition;
}

export interface EnginePosition {
  seq: number;
  engineTimeMs: number;
}

/**
 * The store is well and refuses what is in the batch, whoever asks and however often; nothing of it has been written.
 */
export class StoreRefusal extends Error {
  override readonly name = "StoreRefusal";
}

/**
 * The log as ingest needs it; `services/database` implements it on PostgreSQL.
 * Every method rejects when the store cannot be reached; nothing has been written then, or
 * (connection lost during COMMIT) everything: repeating `commit` with the same batch is safe. It
 * rejects with StoreRefusal when repeating is of no use.
 */
export interface LogStore {
  /** Content hashes of those of `keys` that are known. */
  findKeys(keys: string[]): Promise<Map<string, string>>;
  commit(batch: CommitBatch): Promise<void>;
  position(): Promise<EnginePosition | null>;
  /** Events with `seq` > `afterSeq` in order, at most `limit`. */
  readLog(afterSeq: number, limit: number): Promise<LoggedEvent[]>;
  /** From when on the log is whole; null if it has been from the beginning. Before, only what lasts is kept. */
  wholeFromMs(): Promise<number | null>;
}
