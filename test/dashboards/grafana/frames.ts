import type { ResultSeries } from "../../../services/projection/influx/influxql.js";

/** An answer of InfluxDB as Grafana's data source hands it to a panel. */

export interface Target {
  refId: string;
  query: string;
  resultFormat: "time_series" | "table";
  alias?: string;
}

type Value = string | number | boolean | null;

export interface SeriesFrame {
  name: string;
  points: { atMs: number; value: Value }[];
}

export interface TableFrame {
  columns: string[];
  rows: Value[][];
}

/** Instants come in ns, as text because of their length. */
const msOf = (ns: Value | undefined) => Number(BigInt(ns as string) / 1_000_000n);

/** `$tag_x` and `$col` of the alias. */
function named(alias: string, tags: Record<string, string>, column: string): string {
  return alias.replaceAll(/\$(tag_)?(\w+)/g, (whole, isTag: string | undefined, word: string) => {
    if (isTag !== undefined) return tags[word] ?? whole;
    return word === "col" ? column : whole;
  });
}

export function seriesFrames(found: readonly ResultSeries[], { alias = "" }: Target): SeriesFrame[] {
  return found.flatMap(({ columns, values, tags = {} }) =>
    columns.slice(1).map((column, index) => ({
      name: named(alias, tags, column),
      points: values.map((row) => ({ atMs: msOf(row[0]), value: row[index + 1] ?? null })),
    })),
  );
}

export function tableFrame(found: readonly ResultSeries[]): TableFrame {
  const [first] = found;
  if (first === undefined) return { columns: [], rows: [] };
  const tags = Object.keys(first.tags ?? {});
  return {
    columns: ["Time", ...tags, ...first.columns.slice(1)],
    rows: found.flatMap(({ values, tags: of = {} }) =>
      values.map((row) => [msOf(row[0]), ...tags.map((tag) => of[tag] ?? ""), ...row.slice(1)]),
    ),
  };
}
