import type { FollowupOutcome } from "../model/event.js";
import type { Text, Verdict } from "../model/record.js";
import { dueVerdicts } from "./count-doses.js";
import type { PeriodFacts } from "./facts.js";
import { percentileOf } from "./histogram.js";

/** How much of what a figure should rest on is known. */
export interface Known {
  known: number;
  of: number;
}

/** One figure, defined once: what is counted, among how many, and how much of that is known. */
export interface Kpi {
  id: string;
  name: Text;
  numerator: Text;
  /** Null of a plain count. */
  denominator: Text | null;
  unit: KpiUnit;
  /** Whom a small count would point at: residents are protected above those with duty for them. */
  about: "residents" | "systems";
  /** Which way is good; null: neither. */
  better: "higher" | "lower" | null;
  /** Parts of one whole have the same name here: one that is hidden could be told from the others. */
  whole: string | null;
  /** Means nothing of less than a day. */
  daily: boolean;
  count(facts: PeriodFacts): number;
  /** How many it was made of; null of a plain count. */
  sample(facts: PeriodFacts): number | null;
  /** Null where there is nothing to say it of. */
  value(facts: PeriodFacts): number | null;
  known(facts: PeriodFacts): Known;
}

export type KpiUnit = "percent" | "per-1000-doses" | "per-100-resident-days" | "count" | "minutes" | "per-phone-hour";

const times: Partial<Record<KpiUnit, number>> = { percent: 100, "per-1000-doses": 1000, "per-100-resident-days": 100 };

type Amount = (facts: PeriodFacts) => number;
type Words = readonly [no: string, en: string];

const text = ([no, en]: Words): Text => ({ no, en });
const nothingUnknown = (): Known => ({ known: 0, of: 0 });

export const sum = (counts: Record<string, number>, names: readonly string[]): number =>
  names.reduce((total, name) => total + (counts[name] ?? 0), 0);

export const due: Amount = ({ cell }) => sum(cell.doses, dueVerdicts);
export const dueAtDeadline: Amount = ({ cell }) => sum(cell.atDeadline, dueVerdicts);
export const verdict =
  (name: Verdict): Amount =>
  ({ cell }) =>
    cell.doses[name];
export const verdictAtDeadline =
  (name: Verdict): Amount =>
  ({ cell }) =>
    cell.atDeadline[name];
/** Doses that ask for a person: what came of them is not known, or known to be bad. */
export const open: Amount = ({ cell }) => cell.doses.missed + cell.doses.unconfirmed;
export const followup =
  (name: FollowupOutcome | "none"): Amount =>
  ({ cell }) =>
    cell.followups[name];

export const outcomesKnown = (facts: PeriodFacts): Known => ({
  known: due(facts) - facts.cell.doses.unconfirmed,
  of: due(facts),
});
export const outcomesKnownAtDeadline = (facts: PeriodFacts): Known => ({
  known: dueAtDeadline(facts) - facts.cell.atDeadline.unconfirmed,
  of: dueAtDeadline(facts),
});
/** Everything that people do and systems say is known while Velvakt listens. */
export const listened = ({ cell: { listening } }: PeriodFacts): Known => ({
  known: listening.heardMs,
  of: listening.heardMs + listening.gapMs,
});

export const residentDayWords = ["Innbyggere per dag, lagt sammen", "Residents per day, added up"] as const;
export const perResidentDay = {
  denominator: residentDayWords,
  unit: "per-100-resident-days",
  bottom: ({ cell }: PeriodFacts) => cell.residents,
} as const;

interface Row {
  name: Words;
  numerator: Words;
  about?: Kpi["about"];
  better?: Kpi["better"];
  whole?: string;
  known?: (facts: PeriodFacts) => Known;
}

function described(id: string, unit: KpiUnit, row: Row) {
  const { about = "residents", better = null, whole = null, known = nothingUnknown } = row;
  const words = { name: text(row.name), numerator: text(row.numerator) };
  return { id, unit, about, better, whole, known, ...words, daily: unit === "per-100-resident-days" };
}

export interface RatioRow extends Row {
  denominator: Words;
  unit: KpiUnit;
  top: Amount;
  bottom: Amount;
}

/** So many of so many. */
export function ratio(id: string, row: RatioRow): Kpi {
  const { unit, top, bottom } = row;
  return {
    ...described(id, unit, row),
    denominator: text(row.denominator),
    count: top,
    sample: bottom,
    value: (facts) => (bottom(facts) > 0 ? ((times[unit] ?? 1) * top(facts)) / bottom(facts) : null),
  };
}

/** So many. */
export function plain(id: string, row: Row & { top: Amount }): Kpi {
  return { ...described(id, "count", row), denominator: null, count: row.top, sample: () => null, value: row.top };
}

export interface DurationRow extends Row {
  denominator: Words;
  of: (facts: PeriodFacts) => { minutes: Record<string, number>; longer: number };
}

/** The time within which so many per cent were done; who never was counts as the longest. */
function percentile(id: string, percent: number, row: DurationRow): Kpi {
  const sample = (facts: PeriodFacts): number => {
    const { minutes, longer } = row.of(facts);
    return sum(minutes, Object.keys(minutes)) + longer;
  };
  return {
    ...described(id, "minutes", row),
    denominator: text(row.denominator),
    count: sample,
    sample,
    value: (facts) => percentileOf(row.of(facts).minutes, percent, row.of(facts).longer),
  };
}

/** The median as `ID-p50` and the longest of nine in ten as `ID-p90`. */
export function percentiles(id: string, row: DurationRow): Kpi[] {
  const [no, en] = row.name;
  const named = (word: string): DurationRow => ({ ...row, name: [`${no}, ${word}`, `${en}, ${word}`] });
  return [percentile(`${id}-p50`, 50, named("median")), percentile(`${id}-p90`, 90, named("90 %"))];
}
