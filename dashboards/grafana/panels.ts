import type { Text } from "../../rules/model/record.js";
import { signalColours } from "../words.js";

/** What a board is made of, as data: `grafana.ts` makes Grafana's JSON of it. */
export interface Board {
  /** Part of every link to it: never changed. */
  uid: string;
  title: string;
  /** The one question that it answers. */
  question: string;
  /** What it shows unless somebody chooses another time. */
  from: string;
  refresh: string;
  panels: readonly Panel[];
}

export interface Panel {
  /** Never given to another panel of the board: links and alerts hang on it. */
  id: number;
  kind: "stat" | "bars" | "lines" | "columns" | "timeline" | "table";
  title: string;
  /** What it says, and what to do about it. */
  says: string;
  /** Column, row, width and height on a grid of 24 columns. */
  at: readonly [x: number, y: number, w: number, h: number];
  ask: readonly Ask[];
  unit?: Unit;
  /** How series or columns are called and coloured, by the name that the question gives them. */
  looks?: Record<string, Look>;
  /** What values are called and coloured. */
  values?: Record<string, Look>;
  limits?: readonly Limit[];
  /** Of columns: one on top of the other. */
  stacked?: boolean;
  /** The column that is shown as the one value of a stat; otherwise all. */
  shows?: string;
  decimals?: number;
  /** Of a table: columns that say nothing there, such as the time of a sum. */
  without?: readonly string[];
  /** Of a table: the column that it is sorted by, the largest first. */
  largestFirst?: string;
  /** What to say when there is nothing; never that all is well. */
  nothing?: string;
}

export interface Ask {
  query: string;
  /** A table has a column for each that was picked, a series a line for each group. */
  as: "series" | "table";
  /** How a series is called: `$tag_district`, `$col`. */
  called?: string;
}

export type Unit = "count" | "min" | "ms" | "percent" | "dBm" | "MB" | "age" | "perMin" | "time" | "text";

export interface Look {
  text?: string;
  colour?: string;
  unit?: Unit;
  /** Of a column whose numbers are words, beside others that are numbers. */
  values?: Record<string, Look>;
}

export interface Limit {
  from: number;
  colour: string;
}

export const noData = "Vet ikke: ingen data";
export const noneSeen = "Ingen registrert";
export const nothingCounted = "Vet ikke: ingenting å telle";

export const series = (query: string, called: string): Ask => ({ query, as: "series", called });
export const table = (query: string): Ask => ({ query, as: "table" });

/** Worth a look from the one value on, and something to act on from the other. */
export function limits(watch: number, act?: number): Limit[] {
  const steps = [{ from: watch, colour: signalColours.watch }];
  return act === undefined ? steps : [...steps, { from: act, colour: signalColours.act }];
}

/** Looks of a table of words, with the colours of another. */
export function looksOf<K extends string>(words: Record<K, Text>, colours?: Record<K, string>): Record<K, Look> {
  const looks = Object.entries<Text>(words).map(([key, { no }]) => {
    const colour = colours?.[key as K];
    return [key, colour === undefined ? { text: no } : { text: no, colour }];
  });
  return Object.fromEntries(looks) as Record<K, Look>;
}

/** At the top left of every board: how old what it shows is. */
export function freshness(query: string): Panel {
  return {
    id: 1,
    kind: "stat",
    title: "Sist hørt",
    says: "Når det siste kom inn. Er det eldre enn noen minutter, viser hele tavlen gamle tall: se «Velvakt selv», og bruk vakttelefonen og leverandørens egen varsling imens.",
    at: [0, 0, 4, 4],
    ask: [table(query)],
    shows: "Time",
    unit: "age",
  };
}
