import type { FollowupOutcome } from "../rules/model/event.js";
import { isoOf, isoOrNull } from "./city/instant.js";

/** Why a dose did not come out, or was not expected to. */
export type DoseWhy =
  /** Its time is not over. */
  | "pending"
  | "forgot"
  | "left-on-purpose"
  | "empty"
  | "jam"
  | "no-power"
  | "hospital"
  | "travel"
  | "not-at-home"
  | "service-ended";

/** What really became of one planned dose, whatever anybody was told. */
export interface DoseTruth {
  doseId: string;
  residentRef: string;
  deviceId: string;
  district: string;
  scheduledAtMs: number;
  /** When it counts as missed by its plan, if it has not come out. */
  limitAtMs: number;
  critical: boolean;
  /** Null where it came out: nothing was in the way. */
  why: DoseWhy | null;
  /** Nobody expects it: in hospital with the plan paused, or handed out before a journey. */
  excused: boolean;
  dispensedAtMs: number | null;
  /** Who got it, where a mix-up of dispensers gave it to somebody else. */
  givenTo: string | null;
  /** When the word of it reached the listener; null while it has not. */
  heardAtMs: number | null;
  followup: FollowupOutcome | null;
  /** When the follow-up was noted in the record; null without one. */
  followupAtMs: number | null;
}

/** A component that did not do its work. */
export interface OutageTruth {
  fault: string;
  /** `vendor-cloud`, or `mobile-network@grorud` for a component that exists per district. */
  componentId: string;
  /** `down` answers nobody; the others answer probes and do part of their work. */
  how: "down" | "holds-doses" | "slow" | "rejects";
  fromMs: number;
  toMs: number;
}

/** An alert of the supplier's own system, on its way through the people who should take it. */
export interface SupplierAlertTruth {
  alertRef: string;
  deviceId: string;
  district: string;
  kind: string;
  doseId: string | null;
  raisedAtMs: number;
  deliveredAtMs: number | null;
  acknowledgedAtMs: number | null;
  closedAtMs: number | null;
}

/** Everything else that happened and that somebody may be measured by: `what` says which, the rest depends on it. */
export interface HappeningTruth {
  what:
    | "power-lost"
    | "battery-gone"
    /** Its battery is empty, or somebody has switched it off: from here on it is silent. */
    | "went-dark"
    | "jam"
    | "flapping"
    | "clock-wrong"
    | "leak"
    | "swap"
    | "service-ended"
    | "routing-changed"
    | "staff-silent"
    | "mangled-delivery"
    | "listener-deaf"
    | "moved-in"
    | "absence"
    | "firmware"
    | "login-refused"
    | "alarm";
  /** Null where no fault of the scenario caused it. */
  fault: string | null;
  atMs: number;
  /** Null where it has no span. */
  toMs: number | null;
  deviceId?: string;
  district?: string;
  [detail: string]: string | number | boolean | null | undefined;
}

export type TruthLine = { truth: "dose" | "outage" | "supplier-alert" | "happening"; [name: string]: unknown };

/** The city's own record, which no listener gets to see: what a verdict can be measured against. */
export interface Truth {
  /** Doses whose end is not settled yet; all of them where nobody takes the settled ones away. */
  doses: Map<string, DoseTruth>;
  outages: OutageTruth[];
  supplierAlerts: Map<string, SupplierAlertTruth>;
  happenings: HappeningTruth[];
  noteOutage(outage: OutageTruth): void;
  noteHappening(happening: HappeningTruth): void;
  /** Nothing will change about it any more. */
  settleDose(dose: DoseTruth): void;
  settleAlert(alert: SupplierAlertTruth): void;
}

/** With `take`, what is settled is handed over and forgotten, so that a year costs no more memory than a day. */
export function createTruth(take?: (line: TruthLine) => void): Truth {
  const truth: Truth = {
    doses: new Map(),
    outages: [],
    supplierAlerts: new Map(),
    happenings: [],
    noteOutage(outage) {
      if (take) take(outageLine(outage));
      else truth.outages.push(outage);
    },
    noteHappening(happening) {
      if (take) take(happeningLine(happening));
      else truth.happenings.push(happening);
    },
    settleDose(dose) {
      if (take && truth.doses.delete(dose.doseId)) take(doseLine(dose));
    },
    settleAlert(alert) {
      if (take && truth.supplierAlerts.delete(alert.alertRef)) take(alertLine(alert));
    },
  };
  return truth;
}

function doseLine(dose: DoseTruth): TruthLine {
  const { doseId, residentRef, deviceId, district, critical, why, excused, givenTo, followup } = dose;
  return {
    truth: "dose",
    doseId,
    residentRef,
    deviceId,
    district,
    critical,
    scheduledAt: isoOf(dose.scheduledAtMs),
    limitAt: isoOf(dose.limitAtMs),
    dispensedAt: isoOrNull(dose.dispensedAtMs),
    why,
    excused,
    givenTo,
    heardAt: isoOrNull(dose.heardAtMs),
    followup,
    followupAt: isoOrNull(dose.followupAtMs),
  };
}

function alertLine(alert: SupplierAlertTruth): TruthLine {
  const { alertRef, deviceId, district, kind, doseId } = alert;
  return {
    truth: "supplier-alert",
    alertRef,
    deviceId,
    district,
    kind,
    doseId,
    raisedAt: isoOf(alert.raisedAtMs),
    deliveredAt: isoOrNull(alert.deliveredAtMs),
    acknowledgedAt: isoOrNull(alert.acknowledgedAtMs),
    closedAt: isoOrNull(alert.closedAtMs),
  };
}

function outageLine({ fault, componentId, how, fromMs, toMs }: OutageTruth): TruthLine {
  return { truth: "outage", fault, componentId, how, from: isoOf(fromMs), to: isoOf(toMs) };
}

function happeningLine({ what, fault, atMs, toMs, ...details }: HappeningTruth): TruthLine {
  return { truth: "happening", what, fault, at: isoOf(atMs), to: isoOrNull(toMs), ...details };
}

/** One JSON object per record that is still here: outages, happenings, doses, alerts of the supplier. */
export function* truthLines(truth: Truth): Generator<TruthLine> {
  for (const outage of truth.outages) yield outageLine(outage);
  for (const happening of truth.happenings) yield happeningLine(happening);
  for (const dose of truth.doses.values()) yield doseLine(dose);
  for (const alert of truth.supplierAlerts.values()) yield alertLine(alert);
}
