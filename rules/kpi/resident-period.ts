import { outcomeOf } from "../doses/outcome.js";
import { localMidnightWallMs, wallToInstantMs } from "../doses/zone.js";
import type { DoseRecord, Verdict } from "../model/record.js";
import type { Span } from "../span.js";
import { emptyCell, type HourCell } from "./cells.js";
import { type CountedDose, countDoses, dueVerdicts } from "./count-doses.js";
import { type Period, periodsIn } from "./periods.js";

const dayMs = 86_400_000;
/** As long as the alert about repeated misses looks back. */
const missesWithinMs = 7 * dayMs;
const weeksMax = 60;

export type PeriodDose = CountedDose & Pick<DoseRecord, "planId" | "scheduledAtMs" | "mode">;

export interface PeriodAlert {
  kind: string;
  openedAtMs: number;
}

/** What became of the doses planned in a time. */
export interface DoseFigures {
  planned: number;
  /** By the verdict as it is now; their sum is what was planned. */
  doses: Record<Verdict, number>;
  missedBy: HourCell["missedBy"];
  dispensed: number;
  /** Expected doses that are decided, unconfirmed ones among them. */
  decided: number;
  /** Dispensed of decided: at least so many, as an unconfirmed dose may have come out too. Null of none. */
  adherencePercent: number | null;
}

export interface PeriodWeek extends Period, DoseFigures {
  /** The whole week lies in the period. */
  complete: boolean;
  /** Alerts about the resident opened in it, by kind. */
  alerts: Record<string, number>;
}

/** Doses of one plan one after the other that nobody expected: a pause, or handed over before. */
export interface Pause extends Span {
  planId: string;
  doses: number;
}

export interface ResidentPeriod extends Span {
  total: DoseFigures;
  /** The first and the second half of the days, to be compared by whoever knows the resident. */
  halves: (Span & DoseFigures)[];
  /** Calendar weeks, the first and the last cut to the period. */
  weeks: PeriodWeek[];
  /** From the first to the last miss of stretches with that many misses within seven days. */
  repeatedMisses: { misses: number; spans: (Span & { missed: number })[] };
  /** Of the dispensed doses of which that was noted. */
  assisted: { assisted: number; known: number; percent: number | null };
  /** What people found out of doses that are missed or unconfirmed. */
  followups: HourCell["followups"];
  alerts: Record<string, number>;
  pauses: Pause[];
}

export interface PeriodFacts {
  zone: string;
  days: number;
  nowMs: number;
  missesInAWeek: number;
  /** Those planned in the period, ascending. */
  doses: readonly PeriodDose[];
  alerts: readonly PeriodAlert[];
}

/** When the local day began that lies so many days before the one of this instant. */
function midnightBefore(zone: string, atMs: number, days: number): number {
  return wallToInstantMs(zone, localMidnightWallMs(zone, atMs) - days * dayMs);
}

/** So many days of the installation's calendar, of which today is the last, up to now. */
export function residentPeriodSpan(zone: string, days: number, nowMs: number): Span {
  return { fromMs: midnightBefore(zone, nowMs, days - 1), toMs: nowMs };
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : (100 * part) / whole;
}

function figuresOf({ doses, missedBy }: HourCell): DoseFigures {
  const sum = (verdicts: readonly Verdict[]) => verdicts.reduce((total, verdict) => total + doses[verdict], 0);
  const dispensed = sum(dueVerdicts.filter((verdict) => outcomeOf[verdict] === "dispensed"));
  const decided = sum(dueVerdicts);
  const planned = sum(Object.keys(doses) as Verdict[]);
  return { planned, doses, missedBy, dispensed, decided, adherencePercent: share(dispensed, decided) };
}

function counted(doses: readonly PeriodDose[]): HourCell {
  const cell = emptyCell();
  countDoses(cell, doses);
  return cell;
}

const inSpan = ({ fromMs, toMs }: Span, atMs: number): boolean => atMs >= fromMs && atMs < toMs;

function figuresIn(doses: readonly PeriodDose[], span: Span): DoseFigures {
  return figuresOf(counted(doses.filter(({ scheduledAtMs }) => inSpan(span, scheduledAtMs))));
}

function alertsIn(alerts: readonly PeriodAlert[], span: Span): Record<string, number> {
  const byKind: Record<string, number> = {};
  for (const { kind, openedAtMs } of alerts) if (inSpan(span, openedAtMs)) byKind[kind] = (byKind[kind] ?? 0) + 1;
  return byKind;
}

/** Stretches in which every miss has so many of its kind within seven days; those that share a miss are one. */
export function repeatedMisses(missedAtMs: readonly number[], misses: number): (Span & { missed: number })[] {
  const spans: (Span & { missed: number })[] = [];
  let from = 0;
  let reached = -1;
  for (const [last, atMs] of missedAtMs.entries()) {
    const first = last - misses + 1;
    if (first < 0 || atMs - (missedAtMs[first] as number) >= missesWithinMs) continue;
    const goesOn = first <= reached;
    if (!goesOn) from = first;
    reached = last;
    const span = { fromMs: missedAtMs[from] as number, toMs: atMs, missed: last - from + 1 };
    if (goesOn) spans[spans.length - 1] = span;
    else spans.push(span);
  }
  return spans;
}

function pausesOf(doses: readonly PeriodDose[]): Pause[] {
  const running = new Map<string, Pause>();
  const pauses: Pause[] = [];
  for (const { planId, scheduledAtMs, verdict } of doses) {
    const pause = running.get(planId);
    if (verdict !== "excused") running.delete(planId);
    else if (pause) Object.assign(pause, { toMs: scheduledAtMs, doses: pause.doses + 1 });
    else {
      const begun = { planId, fromMs: scheduledAtMs, toMs: scheduledAtMs, doses: 1 };
      running.set(planId, begun);
      pauses.push(begun);
    }
  }
  return pauses;
}

function assistedOf(doses: readonly PeriodDose[]): ResidentPeriod["assisted"] {
  const modes = doses.flatMap(({ mode }) => mode ?? []);
  const assisted = modes.filter((mode) => mode === "assisted").length;
  return { assisted, known: modes.length, percent: share(assisted, modes.length) };
}

/** What somebody who follows one resident asks of the last weeks. It counts; what it means is for people to say. */
export function residentPeriod(facts: PeriodFacts): ResidentPeriod {
  const { zone, days, nowMs, doses, alerts, missesInAWeek } = facts;
  const span = residentPeriodSpan(zone, days, nowMs);
  const middleMs = midnightBefore(zone, nowMs, days - 1 - Math.floor(days / 2));
  const halves = [
    { fromMs: span.fromMs, toMs: middleMs },
    { fromMs: middleMs, toMs: span.toMs },
  ];
  const weeks = periodsIn(zone, "week", span, weeksMax).map((week) => {
    const part = { fromMs: Math.max(week.fromMs, span.fromMs), toMs: Math.min(week.toMs, span.toMs) };
    const complete = part.fromMs === week.fromMs && part.toMs === week.toMs;
    return { label: week.label, ...part, complete, ...figuresIn(doses, part), alerts: alertsIn(alerts, part) };
  });
  const whole = counted(doses);
  const missed = doses.filter(({ verdict }) => verdict === "missed").map(({ scheduledAtMs }) => scheduledAtMs);
  return {
    ...span,
    total: figuresOf(whole),
    halves: halves.map((half) => ({ ...half, ...figuresIn(doses, half) })),
    weeks,
    repeatedMisses: { misses: missesInAWeek, spans: repeatedMisses(missed, missesInAWeek) },
    assisted: assistedOf(doses),
    followups: whole.followups,
    alerts: alertsIn(alerts, span),
    pauses: pausesOf(doses),
  };
}
