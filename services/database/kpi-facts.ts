import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { DeviceStatus } from "../../rules/model/record.js";

/** A device's status from here on; null once it is nobody's. */
export interface DeviceChange {
  deviceId: string;
  district: string;
  deviceClass: string;
  status: DeviceStatus | null;
  atMs: number;
}

/** What a batch says of one alert of a supplier's system, the earliest instant of each. */
export interface SupplierAlertFact {
  alertRef: string;
  deviceId: string | null;
  /** Of the topic, where it names one. */
  district: string | null;
  raisedAtMs: number | null;
  deliveredAtMs: number | null;
  takenAtMs: number | null;
  seenAtMs: number;
}

/** What a batch says of one note of the journal flow. */
export interface JournalNoteFact {
  messageId: string;
  sentAtMs: number | null;
  arrivedAtMs: number | null;
  rejectedAtMs: number | null;
  seenAtMs: number;
}

/** Velvakt stopped listening, or listens again. */
export interface ListeningChange {
  kind: "opened" | "closed";
  atMs: number;
}

/** What key figures are counted from beside doses and alerts, as a batch tells it. */
export interface CommitFacts {
  /** In order; never two of one device at one instant. */
  devices: DeviceChange[];
  supplierAlerts: SupplierAlertFact[];
  journalNotes: JournalNoteFact[];
  listening: ListeningChange[];
}

export type FactsOf = (batch: CommitBatch) => CommitFacts;

export const noFacts: FactsOf = () => ({ devices: [], supplierAlerts: [], journalNotes: [], listening: [] });
