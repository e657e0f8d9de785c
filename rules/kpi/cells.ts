import type { FollowupOutcome } from "../model/event.js";
import type { Severity, Verdict } from "../model/record.js";

/**
 * What is counted of one district in one hour. Everything in it can be added up, over hours and over districts, so
 * that a day, a month and the city are sums of the same cells and every figure can be counted by hand.
 *
 * Doses belong to the hour of their planned instant, alerts to that in which people were told, minutes to their own.
 */
export interface HourCell {
  /** By the verdict as it is now; their sum is what was planned. */
  doses: Record<Verdict, number>;
  /** The same doses by the verdict when their deadline passed, which is never changed; `pending` before that. */
  atDeadline: Record<Verdict, number>;
  missedBy: { user: number; empty: number; fault: number };
  /** Of time-critical doses whose outcome is decided. */
  critical: { due: number; missed: number; unconfirmed: number; missedAtDeadline: number };
  /** Missed through a fault of the device, or behind a component or flow that was broken. */
  technicalMissed: number;
  /** Doses whose verdict is another one than at their deadline. */
  revised: number;
  /** What people found out of doses that are missed or unconfirmed. */
  followups: Record<FollowupOutcome | "none", number>;
  /** Residents whose first expected dose of the local day lies in this hour: a day's sum is its residents. */
  residents: number;
  calls: Calls;
  supplier: SupplierChain;
  /** Time of assigned devices, added up; whole milliseconds, so that sums are exact. */
  devices: { onlineMs: number; offlineMs: number; unknownMs: number };
  /** Notes on their way to the record; of the city only. */
  journal: { sent: number; arrived: number; rejected: number };
  /** Time in which Velvakt itself listened, and did not: the same for every district. */
  listening: { heardMs: number; gapMs: number };
}

/** Alerts of Velvakt that people were told of in this hour. */
export interface Calls {
  bySeverity: Record<Severity, number>;
  /** Somebody took it while it was still so. */
  answered: number;
  answeredWithinLimit: number;
  /** Nobody took it within the district's limit, and nobody has since. */
  unanswered: number;
  /** It was over before the limit, and nobody had taken it. */
  over: number;
  /** It may still be taken in time. */
  waiting: number;
  /** Of those answered, from told to taken. */
  responseMin: Histogram;
}

/** Alerts that the supplier's own system raised in this hour. */
export interface SupplierChain {
  raised: number;
  delivered: number;
  deliveredMin: Histogram;
  taken: number;
  takenMin: Histogram;
}

/** Of what a cell counts and how: with another one everything is counted anew. */
export const cellFormat = 1;

/** How often each number of whole minutes occurred; bounded, as the longest ones share an entry. */
export type Histogram = Record<string, number>;

/** A dose, alert or message belongs to the city cell where no district is known for it. */
export const cityDistrict = "_";

const verdicts = (): Record<Verdict, number> => ({
  pending: 0,
  early: 0,
  "on-time": 0,
  late: 0,
  missed: 0,
  unconfirmed: 0,
  excused: 0,
});

export function emptyCell(): HourCell {
  return {
    doses: verdicts(),
    atDeadline: verdicts(),
    missedBy: { user: 0, empty: 0, fault: 0 },
    critical: { due: 0, missed: 0, unconfirmed: 0, missedAtDeadline: 0 },
    technicalMissed: 0,
    revised: 0,
    followups: {
      "confirmed-by-phone": 0,
      "given-by-staff": 0,
      refused: 0,
      "not-reached": 0,
      "not-at-home": 0,
      none: 0,
    },
    residents: 0,
    calls: {
      bySeverity: { normal: 0, moderate: 0, serious: 0, critical: 0 },
      answered: 0,
      answeredWithinLimit: 0,
      unanswered: 0,
      over: 0,
      waiting: 0,
      responseMin: {},
    },
    supplier: { raised: 0, delivered: 0, deliveredMin: {}, taken: 0, takenMin: {} },
    devices: { onlineMs: 0, offlineMs: 0, unknownMs: 0 },
    journal: { sent: 0, arrived: 0, rejected: 0 },
    listening: { heardMs: 0, gapMs: 0 },
  };
}

type Counts = { [name: string]: number | Counts };

function addCounts(into: Counts, more: Counts): void {
  for (const [name, value] of Object.entries(more)) {
    if (typeof value === "number") into[name] = ((into[name] as number | undefined) ?? 0) + value;
    else {
      const inner = into[name] ?? {};
      into[name] = inner;
      addCounts(inner as Counts, value);
    }
  }
}

/** Adds `more` to `into`, which changes. A count that an older version did not keep counts as none. */
export function addCell(into: HourCell, more: HourCell): void {
  addCounts(into as unknown as Counts, more as unknown as Counts);
}

export function sumCells(cells: readonly HourCell[]): HourCell {
  const sum = emptyCell();
  for (const cell of cells) addCell(sum, cell);
  return sum;
}
