import type { AlertRecord, Verdict } from "../model/record.js";

/** An alert that is not closed, with what its notifying still needs. */
export interface AlertCell {
  record: AlertRecord;
  /** Not to be notified before; an unconfirmed dose gives the way back some time. */
  notifyAtMs: number;
  /** Teams that have been told. */
  toldTeams: string[];
  /** Told anew: because it came back, or still stands. */
  round: number;
  /** Doses it speaks for: whoever is told of it is told of their verdicts. */
  doseIds: string[];
  /** Since people were told: whether they take it in time. */
  watch: ResponseWatch | null;
}

/** What was told of an alert, while it is awaited that somebody takes it. */
export interface ResponseWatch {
  /** When the first team was told. */
  toldAtMs: number;
  /** The first alert of the message that told of many; null if it told of this one alone. */
  toldWith: string | null;
  /** It has been said that nobody took it in time. */
  overdue: boolean;
}

/** A verdict that somebody had been told and that is another one now. */
export interface Correction {
  doseId: string;
  deviceId: string;
  residentRef: string;
  district: string;
  scheduledAtMs: number;
  critical: boolean;
  from: Verdict;
  to: Verdict;
  /** Not to be told before. */
  dueAtMs: number;
  /** Teams that have yet to be told. */
  teamIds: string[];
}

/** What the supplier said it raised. */
export interface Raising {
  atMs: number;
  deviceId: string;
  kind: string;
  severity: number;
}

/** One alert of a supplier's system, as sets of statements would have it: the earliest time of each. */
export interface SupplierAlertCell {
  alertRef: string;
  /** Null until `alert.raised` has come. */
  raised: Raising | null;
  district: string | null;
  deliveredAtMs: number | null;
  takenAtMs: number | null;
  closedAtMs: number | null;
  /** Latencies are noted once. */
  deliveredNoted: boolean;
  takenNoted: boolean;
  untakenTold: boolean;
  forgetAtMs: number;
}

/** Alerts a device's supplier raised, by ref. */
export interface SupplierDeviceCell {
  alertRefs: string[];
}
