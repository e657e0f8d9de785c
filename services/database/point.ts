import type { CommitBatch } from "../../ingest/store/log-store.js";

/** One point of a series: see the table of measurements for the names. Null stands for absent. */
export interface Point {
  measurement: string;
  tags: Record<string, string | null>;
  fields: Record<string, string | number | boolean | null>;
  /** Of a point about a period: its beginning. A later point about it, with the same tags, takes its place. */
  aboutMs?: number;
}

/** `atNs`: since 1970, unique among all points. */
export interface StoredPoint extends Point {
  atNs: bigint;
}

/** What a batch may have changed. Said again with the same key it is no news. */
export interface Change {
  key: string;
  atMs: number;
  points: Point[];
}

/** The changes that a batch tells of; those of before it are recognised by their instant. */
export type ChangesOf = (batch: CommitBatch) => Change[];

/** Points that no batch tells of; `outboxIds` are the deliveries among them. */
export interface Offer {
  points: Point[];
  outboxIds: string[];
}
