import type { AlertKindId } from "../alerts/catalogue.js";
import type { DateOrInstant, DoseMode, EventData, MissReason } from "../model/event.js";
import type { DoseRecord } from "../model/record.js";

/** A statement at a device time; `id` breaks ties. */
export interface Told<T> {
  t: number;
  id: string;
  value: T;
}

/** One publication of a plan, as received; `t` is its envelope's time by the rule of `eventTime`. */
export interface Published {
  t: number;
  id: string;
  deviceId: string;
  data: EventData["plan.published"];
}

/** Every statement about a plan. What follows from them never depends on the order they came in. */
export interface PlanCell {
  planId: string;
  published: Published[];
  paused: { t: number; id: string; data: EventData["plan.paused"] }[];
  resumed: { t: number; id: string; at: DateOrInstant }[];
  ended: { t: number; at: DateOrInstant }[];
  /** What people found out about single doses, also before the plan is known. */
  followups: Told<{ scheduledAtMs: number; outcome: string }>[];
  /** Doses are known up to this instant; a timer moves it on day by day. */
  knownUntilMs: number;
}

/** A dose that a plan expects, with every limit worked out. */
export interface ExpectedDose {
  doseId: string;
  planId: string;
  deviceId: string;
  residentRef: string;
  zone: string;
  /** The planned instant S. */
  scheduledAtMs: number;
  /** S − earlyMin: an unnamed dispense from here on may be this dose. */
  opensAtMs: number;
  onTimeUntilMs: number;
  /** D = S + alertAfterMin. */
  deadlineAtMs: number;
  closesAtMs: number;
  critical: boolean;
}

/** A dose in the ledger's reach: what was expected, and what became of it so far. */
export interface DoseCell {
  expected: ExpectedDose;
  record: DoseRecord;
  /** First reception of an event of the device with t ≥ D. */
  reachedAtMs: number | null;
  /** When Velvakt learned that this dose exists. */
  knownAtMs: number;
  /** Somebody was notified of a verdict of this dose. */
  told: boolean;
  /** Kinds raised for this dose that only a person closes: never opened twice. */
  raisedOnce: AlertKindId[];
}

/** A dispense as the device told it; `t` is when. */
export interface Dispense {
  t: number;
  id: string;
  scheduledAtMs: number | null;
  planId: string | null;
  mode: DoseMode;
}

/** The device's own word that a dose was not dispensed. */
export interface MissReport {
  t: number;
  id: string;
  scheduledAtMs: number;
  reason: MissReason;
}

/** Numbers one source has counted its events by, with their device times. */
export interface SequenceCell {
  source: string;
  /** Ascending by number, then time; a number seen at two times speaks for a counter that began anew. */
  points: { n: number; t: number }[];
}
