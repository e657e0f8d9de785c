import type { Dispense, DoseCell, MissReport, SequenceCell, Told } from "../doses/cells.js";
import type { DateOrInstant, EventData, FaultCode } from "../model/event.js";
import type { DeviceStatus, Severity } from "../model/record.js";

/** What one device has said, as sets of device times, and what we make of it. */
export interface DeviceCell {
  deviceId: string;
  deviceClass: string;
  /** Where it published from, ascending by device time. */
  districts: DistrictRun[];
  /** Device times of contact, ascending: not plans, assignments, tests, retained or replayed copies. */
  contacts: number[];
  /** Those of them that arrived long after their time: something on the way held them. */
  heldContacts: number[];
  /** Latest device time of any event but plans, assignments and tests. */
  reachedMs: number;
  /** Latest device time at which it said that its buffer is empty. */
  bufferEmptyMs: number;
  sequences: SequenceCell[];
  /** Receptions of the connection states, ascending. */
  offlines: number[];
  onlines: number[];
  dispenses: Dispense[];
  /** Device time of the latest dispense that is forgotten: it still ends what was empty or stuck before it. */
  lastForgottenMs: number;
  missReports: MissReport[];
  predispensed: Told<{ from: DateOrInstant; to: DateOrInstant }>[];
  followups: Told<{ scheduledAtMs: number; outcome: string }>[];
  stock: Told<"empty" | "loaded">[];
  faults: Told<{ code: FaultCode; raised: boolean }>[];
  /** Device times of quarantined `dose.*` messages. */
  quarantined: number[];
  /** Plans with a dose or a version on this device. */
  planIds: string[];
  /** Ascending by S, then planId. */
  doses: DoseCell[];
  /** Of its doses as last judged: the first deadline it was not heard beyond, and the last of one missed or unconfirmed. */
  unreachedMs: number;
  undispensedMs: number;
  residentRef: string | null;
  residentSinceMs: number;
  status: DeviceStatus;
  statusSinceMs: number | null;
  lastHeardAtMs: number | null;
  batteryPercent: number | null;
  mains: boolean | null;
  firmware: string | null;
  power: PowerCell | null;
  stockLevel: StockCell | null;
  roll: RollCell | null;
  /** The latest opening of its door. */
  opened: { t: number; authorised: boolean } | null;
  /** By how much its clock is off, as it last measured itself. */
  clockOffsetMs: number | null;
  /** Alarms that have been answered, latest last. */
  answeredAlarms: string[];
  flap: FlapCell | null;
  inventory: InventoryCell | null;
  /** When its service ended or will end by what is known; Infinity without an end. */
  serviceEndMs: number;
  /** When it was last taken into use again. */
  serviceFromMs: number;
  binding: DistrictBinding | null;
  /** What has been found and holds, by kind or `{kind}/{detail}`, and how serious it was said to be. */
  said: Record<string, Severity>;
}

/** A stretch of device times in which all topics named one district. */
export interface DistrictRun {
  fromMs: number;
  toMs: number;
  district: string;
}

/** The district that speaks of the device by plans and assignments, and the one it speaks from if that is another. */
export interface DistrictBinding {
  t: number;
  district: string;
  astray: string | null;
}

/** What a device has said of its power, each by its own clock: an old word never undoes a newer one. */
export interface PowerCell {
  /** Latest word that it has mains, and that it has none; at one instant the loss counts. */
  onMs: number;
  offMs: number;
  /** Since when it has no mains, at the earliest; Infinity while it has. */
  lostMs: number;
  /** What it said how long it would last, and at which charge. */
  told: { t: number; runtimeMin: number; percent: number | null } | null;
  /** The latest charge. */
  reading: { t: number; percent: number } | null;
  /** At this charge or below it was low, and it has not recovered since; null otherwise. */
  lowPercent: number | null;
  /** When it said that the battery is empty, and has not recovered since; null otherwise. */
  emptied: { t: number; percent: number } | null;
  /** The dose that it was last said to be too weak for. */
  endangeredDoseId: string | null;
}

/** The latest figure of how many doses are in the device, and what has come out since. */
export interface StockCell {
  t: number;
  left: number;
  used: number;
  /** The device itself called it low. */
  saidLow: boolean;
}

/** The latest checks of whether it keeps going and coming. */
export interface FlapCell {
  status: "online" | "offline";
  /** The latest check. */
  checkedMs: number;
  /** Whether each check found a change, oldest first. */
  changes: boolean[];
  flapping: boolean;
}

/** The roll that was loaded last, by the device's clock. */
export type RollCell = EventData["roll.loaded"] & { t: number; id: string };

/** Whom the device was given to, or that it was given back: the latest word. */
export interface InventoryCell {
  t: number;
  id: string;
  /** Null: returned. */
  residentRef: string | null;
}
