import type { MeasurementName, measurements } from "../../services/projection/measurements.js";

/**
 * InfluxQL as Grafana sends it, made from the table of measurements: a name that the table does not have is refused by
 * the compiler. `$timeFilter`, `$__interval` and the variables of a board are filled in by Grafana.
 */

type Table = typeof measurements;
type Tag<M extends MeasurementName> = keyof Table[M]["tags"] & string;
type Field<M extends MeasurementName> = keyof Table[M]["fields"] & string;

type Calculation = "count" | "sum" | "mean" | "min" | "max" | "last" | "distinct" | "spread";
/**
 * How a column is made of a field; a number is that percentile. Never less than 50: of so few values that none is so
 * small InfluxDB 1 answers nothing, and nothing of what comes after either.
 */
export type Pick<M extends MeasurementName> = readonly [Calculation | number, Field<M>] | readonly [Field<M> | Tag<M>];

/** One of these words, or what a variable of the board says. */
type Condition = string | readonly string[] | boolean | { variable: string };

export interface Question<M extends MeasurementName> {
  /** Columns by name. */
  pick: Record<string, Pick<M>>;
  where?: Partial<Record<Tag<M> | Field<M>, Condition>>;
  /** Tags to tell apart. */
  by?: readonly Tag<M>[];
  /** One value for each of these spans, such as `$__interval` or `1h`; left out: one for all the time shown. */
  every?: string;
  fill?: "none" | "null" | "0" | "previous";
  /** The latest first, so many. */
  latest?: number;
}

const name = (text: string) => `"${text}"`;
/** All words are our own: ids with letters, digits and `-_@:.`. */
const inPattern = (text: string) => text.replaceAll(/[.]/g, "\\.");

function conditionText(column: string, condition: Condition): string {
  if (typeof condition === "boolean") return `${name(column)} = ${condition}`;
  if (typeof condition === "string") return `${name(column)} = '${condition}'`;
  if ("variable" in condition) return `${name(column)} =~ /^\${${condition.variable}:regex}$/`;
  return `${name(column)} =~ /^(${condition.map(inPattern).join("|")})$/`;
}

function columnText(alias: string, pick: readonly (string | number)[]): string {
  const [first, field] = pick;
  if (field === undefined) return `${name(String(first))} AS ${name(alias)}`;
  const call =
    typeof first === "number" ? `percentile(${name(String(field))}, ${first})` : `${first}(${name(String(field))})`;
  return `${call} AS ${name(alias)}`;
}

function groupText(every: string | undefined, by: readonly string[], fill: string): string {
  const groups = [...(every === undefined ? [] : [`time(${every})`]), ...by.map(name)];
  if (groups.length === 0) return "";
  return ` GROUP BY ${groups.join(", ")}${every === undefined ? "" : ` fill(${fill})`}`;
}

export function select<M extends MeasurementName>(from: M, question: Question<M>): string {
  const { pick, where = {}, by = [], every, fill = "none", latest } = question;
  const columns = Object.entries(pick).map(([alias, one]) => columnText(alias, one as readonly (string | number)[]));
  const conditions = Object.entries(where).map(([column, one]) => conditionText(column, one as Condition));
  return `SELECT ${columns.join(", ")} FROM ${name(from)} WHERE ${["$timeFilter", ...conditions].join(" AND ")}${groupText(
    every,
    by,
    fill,
  )}${latest === undefined ? "" : ` ORDER BY time DESC LIMIT ${latest}`}`;
}

/** Adds (or takes the largest of) what each group of an inner question says: of what every district reports, the city. */
export function over(
  inner: string,
  { how = "sum", columns, every }: { how?: "sum" | "max"; columns: readonly string[]; every?: string },
): string {
  const calls = columns.map((column) => `${how}(${name(column)}) AS ${name(column)}`);
  return `SELECT ${calls.join(", ")} FROM (${inner}) WHERE $timeFilter${groupText(every, [], "none")}`;
}

/** The choice at the top of a board; whoever chooses nothing sees all. */
export const ofDistrict = { district: { variable: "district" } } as const;
export const ofClass = { deviceClass: { variable: "class" } } as const;
/** As long as a bar of the chart is wide. */
export const interval = "$__interval";
