import type { AlertRecord, DoseRecord } from "../../rules/model/record.js";
import type { ReplayLedger, Settled } from "./ledger.js";
import { iso, type ReplayRecord } from "./records.js";

const minMs = 60_000;

export type AlertChange = "gained" | "lost" | "earlier" | "later" | "severity";

/** How often, and by how many minutes together where it is about time. */
export interface ChangeCount {
  count: number;
  minutes: number;
}

/** What the other ecosystem would have changed, in figures. Bounded by kinds, districts and verdicts. */
export interface ComparisonTotals {
  /** `{kind}\n{district}` → change → how often. */
  alerts: Map<string, Partial<Record<AlertChange, ChangeCount>>>;
  /** `{verdict} → {other verdict}\n{district}` → how many doses. */
  doses: Map<string, number>;
  rejected: number;
  otherRejected: number;
}

/** One side of a comparison: what has just become final, and what is still open. */
export interface Side {
  settled: Settled;
  open: Pick<ReplayLedger, "alerts">;
}

export interface Comparison {
  totals: ComparisonTotals;
  countRejected(ours: number, theirs: number): void;
  /** Differences that are certain now, doses first, in the order of their times. */
  compare(ours: Side, theirs: Side, isShown: (dose: DoseRecord) => boolean): ReplayRecord[];
  held(): number;
}

interface Open {
  alert: AlertRecord;
  isFinal: boolean;
}

/** The end of the id of an alert that is the subject of another one. */
const openedAtEnd = /\/\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** Kind and subject; when an alert that is the subject was opened may be what the other ecosystem changes. */
function keyOf(alert: AlertRecord): string {
  return `${alert.kind}\n${alert.subject.replace(openedAtEnd, "")}`;
}

function endOf(alert: AlertRecord): number {
  return alert.clearedAtMs ?? alert.closedAtMs ?? Number.POSITIVE_INFINITY;
}

/** Two alerts of one kind and subject are the same matter if it is one dose, or if they stood at the same time. */
function isSameMatter(a: AlertRecord, b: AlertRecord): boolean {
  return a.doseId !== null || (a.openedAtMs <= endOf(b) && b.openedAtMs <= endOf(a));
}

/** Pairs alerts of one kind and subject, in the order of their opening; those without a counterpart stay alone. */
function pair(ours: readonly Open[], theirs: readonly Open[]): [Open | null, Open | null][] {
  const pairs: [Open | null, Open | null][] = [];
  let i = 0;
  let j = 0;
  while (i < ours.length || j < theirs.length) {
    const a = ours[i] ?? null;
    const b = theirs[j] ?? null;
    if (a && b && isSameMatter(a.alert, b.alert)) {
      pairs.push([a, b]);
      i++;
      j++;
    } else if (a && (!b || a.alert.openedAtMs <= b.alert.openedAtMs)) {
      pairs.push([a, null]);
      i++;
    } else {
      pairs.push([null, b]);
      j++;
    }
  }
  return pairs;
}

function changesOf(a: AlertRecord | null, b: AlertRecord | null): { change: AlertChange; minutes: number }[] {
  if (!a) return [{ change: "gained", minutes: 0 }];
  if (!b) return [{ change: "lost", minutes: 0 }];
  const minutes = Math.round((1000 * Math.abs(a.openedAtMs - b.openedAtMs)) / minMs) / 1000;
  const moved = b.openedAtMs < a.openedAtMs ? "earlier" : "later";
  return [
    ...(a.openedAtMs === b.openedAtMs ? [] : [{ change: moved, minutes } as const]),
    ...(a.severity === b.severity ? [] : [{ change: "severity", minutes: 0 } as const]),
  ];
}

function alertDifference(a: AlertRecord | null, b: AlertRecord | null, change: AlertChange, minutes: number) {
  const { kind, district, subject } = (a ?? b) as AlertRecord;
  return {
    record: "difference",
    about: "alert",
    change,
    minutes: change === "earlier" || change === "later" ? minutes : null,
    kind,
    district,
    subject,
    alertId: a?.alertId ?? null,
    otherAlertId: b?.alertId ?? null,
    severity: a?.severity ?? null,
    otherSeverity: b?.severity ?? null,
  };
}

function doseDifference(doseId: string, a: DoseRecord | undefined, b: DoseRecord | undefined): ReplayRecord {
  const { district, scheduledAtMs } = (a ?? b) as DoseRecord;
  return {
    record: "difference",
    about: "dose",
    change: "verdict",
    doseId,
    district,
    scheduledAt: iso(scheduledAtMs),
    verdict: a?.verdict ?? null,
    otherVerdict: b?.verdict ?? null,
    cause: a?.cause ?? null,
    otherCause: b?.cause ?? null,
  };
}

function byTimeThenText(a: { atMs: number; id: string }, b: { atMs: number; id: string }): number {
  return a.atMs - b.atMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function orderOf(a: AlertRecord | null, b: AlertRecord | null): { atMs: number; id: string } {
  const first = (a ?? b) as AlertRecord;
  return { atMs: Math.min(a?.openedAtMs ?? Infinity, b?.openedAtMs ?? Infinity), id: first.alertId };
}

/** Final alerts that wait for their counterpart to become final too, with the open ones of the same key beside them. */
function byKey(waiting: readonly AlertRecord[], open: Iterable<AlertRecord>, keys: ReadonlySet<string>) {
  const found = new Map<string, Open[]>();
  const add = (alert: AlertRecord, isFinal: boolean) => {
    const key = keyOf(alert);
    if (!keys.has(key)) return;
    const some = found.get(key);
    if (some) some.push({ alert, isFinal });
    else found.set(key, [{ alert, isFinal }]);
  };
  for (const alert of waiting) add(alert, true);
  for (const alert of open) add(alert, false);
  for (const some of found.values()) some.sort((a, b) => a.alert.openedAtMs - b.alert.openedAtMs);
  return found;
}

export function createComparison(): Comparison {
  const totals: ComparisonTotals = { alerts: new Map(), doses: new Map(), rejected: 0, otherRejected: 0 };
  let waiting: AlertRecord[] = [];
  let otherWaiting: AlertRecord[] = [];

  function countAlert(record: AlertRecord, change: AlertChange, minutes: number): void {
    const key = `${record.kind}\n${record.district ?? ""}`;
    const row = totals.alerts.get(key) ?? {};
    totals.alerts.set(key, row);
    const total = row[change] ?? { count: 0, minutes: 0 };
    row[change] = { count: total.count + 1, minutes: total.minutes + minutes };
  }

  function compareDoses(ours: Settled, theirs: Settled, isShown: (dose: DoseRecord) => boolean): ReplayRecord[] {
    const a = new Map(ours.doses.map((dose) => [dose.doseId, dose]));
    const b = new Map(theirs.doses.map((dose) => [dose.doseId, dose]));
    const all = new Map([...b, ...a]);
    return [...all.values()]
      .sort((x, y) => byTimeThenText({ atMs: x.scheduledAtMs, id: x.doseId }, { atMs: y.scheduledAtMs, id: y.doseId }))
      .flatMap(({ doseId, district }) => {
        const [one, other] = [a.get(doseId), b.get(doseId)];
        if (one?.verdict === other?.verdict && one?.cause === other?.cause) return [];
        if (!(one && isShown(one)) && !(other && isShown(other))) return [];
        const key = `${one?.verdict ?? "not expected"} → ${other?.verdict ?? "not expected"}\n${district}`;
        totals.doses.set(key, (totals.doses.get(key) ?? 0) + 1);
        return [doseDifference(doseId, one, other)];
      });
  }

  function compareAlerts(ours: Side, theirs: Side): ReplayRecord[] {
    waiting.push(...ours.settled.alerts);
    otherWaiting.push(...theirs.settled.alerts);
    const keys = new Set([...waiting, ...otherWaiting].map(keyOf));
    const a = byKey(waiting, ours.open.alerts(), keys);
    const b = byKey(otherWaiting, theirs.open.alerts(), keys);
    waiting = [];
    otherWaiting = [];
    const certain: [AlertRecord | null, AlertRecord | null][] = [];
    for (const key of keys) {
      for (const [one, other] of pair(a.get(key) ?? [], b.get(key) ?? [])) {
        // Each is the same in every later comparison, or still waits for the other one to end.
        if ((one?.isFinal ?? true) && (other?.isFinal ?? true))
          certain.push([one?.alert ?? null, other?.alert ?? null]);
        else if (one?.isFinal) waiting.push(one.alert);
        else if (other?.isFinal) otherWaiting.push(other.alert);
      }
    }
    return certain
      .sort((x, y) => byTimeThenText(orderOf(...x), orderOf(...y)))
      .flatMap(([one, other]) =>
        changesOf(one, other).map(({ change, minutes }) => {
          countAlert((one ?? other) as AlertRecord, change, minutes);
          return alertDifference(one, other, change, minutes);
        }),
      );
  }

  return {
    totals,
    countRejected(ours, theirs) {
      totals.rejected += ours;
      totals.otherRejected += theirs;
    },
    compare(ours, theirs, isShown) {
      return [...compareDoses(ours.settled, theirs.settled, isShown), ...compareAlerts(ours, theirs)];
    },
    held: () => waiting.length + otherWaiting.length,
  };
}
