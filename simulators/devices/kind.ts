import type { Quantiles } from "../city/random.js";

/** What tells one class of device from another. */
export interface DeviceKind {
  /** The class in the ecosystem file. */
  deviceClass: string;
  firmware: string;
  heartbeatEveryMs: number;
  /** It is plugged in, and its battery bridges a power cut; else it lives on the battery alone. */
  mains: boolean;
  /** From full to empty. */
  runtimeMin: number;
  /** It compares its clock with the cloud's and says how far it is off. */
  measuresClock: boolean;
}

export interface DispenserKind extends DeviceKind {
  /** It notices by itself that a dose was left, and says so. */
  reportsMissed: boolean;
  /** It knows the plan that a dose belongs to, beside its time. */
  namesPlan: boolean;
  /** How many days' doses it holds, for somebody with so many a day. */
  holdsDays(dosesPerDay: number): number;
  /** It reads off the roll what it has been loaded with, and says so. */
  saysLoaded: boolean;
  /** What was left lies in a drawer that somebody has to empty. */
  rejectDrawerDoses: number | null;
  /** What jams or gets knocked over of itself, and how long until somebody has seen to it. */
  mishap: { code: "jam" | "tilt"; percentPerDay: number; lastsMin: Quantiles; stops: boolean };
}

export interface SafetyKind extends DeviceKind {
  /** The beginning of its ids. */
  prefix: string;
  /** Share of residents with a dispenser who have one as well. Source: judgement. */
  sharePercent: number;
  /** What it calls its alarm, and VKP's code for it. */
  alarm: { kind: string; vkpCode: string; severity: number; perDay: number } | null;
  /** It is charged every evening; so often that is forgotten. */
  charging?: { forgottenPercent: number };
}
