import type { FollowupOutcome } from "../rules/model/event.js";

/** What really became of one planned dose, whatever anybody was told. */
export interface DoseTruth {
  doseId: string;
  residentRef: string;
  deviceId: string;
  district: string;
  scheduledAtMs: number;
  critical: boolean;
  dispensedAtMs: number | null;
  /** When the word of it reached the listener; null while it has not. */
  heardAtMs: number | null;
  followup: FollowupOutcome | null;
}

export interface OutageTruth {
  fault: string;
  componentId: string;
  fromMs: number;
  toMs: number;
}

/** The city's own record, which no listener gets to see: what a verdict can be measured against. */
export interface Truth {
  doses: Map<string, DoseTruth>;
  outages: OutageTruth[];
}

export function createTruth(): Truth {
  return { doses: new Map(), outages: [] };
}

function iso(atMs: number | null): string | null {
  return atMs === null ? null : new Date(atMs).toISOString();
}

/** One JSON object per dose and outage, in order of time. */
export function* truthLines(truth: Truth): Generator<object> {
  for (const { fault, componentId, fromMs, toMs } of truth.outages) {
    yield { truth: "outage", fault, componentId, from: iso(fromMs), to: iso(toMs) };
  }
  for (const dose of truth.doses.values()) {
    const { doseId, residentRef, deviceId, district, critical, followup } = dose;
    const times = {
      scheduledAt: iso(dose.scheduledAtMs),
      dispensedAt: iso(dose.dispensedAtMs),
      heardAt: iso(dose.heardAtMs),
    };
    yield { truth: "dose", doseId, residentRef, deviceId, district, critical, ...times, followup };
  }
}
