import {
  type EventStore,
  EventStoreError,
  type SeriesQuery,
  type SeriesRow,
  sortRows,
} from "../../runtime/event-store.js";
import type { Influx } from "./dialect.js";
import { literal, name, readResult } from "./influxql.js";

export function seriesStatement(query: SeriesQuery): string {
  const { measurement, field, aggregate, by, where, fromMs, toMs, everySec } = query;
  const conditions = [
    `time >= ${fromMs}ms`,
    `time < ${toMs}ms`,
    ...Object.entries(where).map(([tag, value]) => `${name(tag)} = ${literal(value)}`),
  ];
  const groups = [`time(${everySec}s)`, ...by.map(name)].join(", ");
  const from = `SELECT ${aggregate}(${name(field)}) AS value FROM ${name(measurement)}`;
  return `${from} WHERE ${conditions.join(" AND ")} GROUP BY ${groups} fill(none)`;
}

/** Series as InfluxDB keeps them. */
export function createInfluxEventStore(influx: Pick<Influx, "query">): EventStore {
  return {
    async series(query) {
      const rows: SeriesRow[] = [];
      try {
        for (const { tags = {}, columns, values } of readResult(await influx.query(seriesStatement(query)))) {
          const [time, value] = [columns.indexOf("time"), columns.indexOf("value")];
          for (const row of values) {
            if (row[value] == null) continue;
            rows.push({ atMs: Number(BigInt(row[time] as string) / 1_000_000n), tags, value: Number(row[value]) });
          }
        }
      } catch (error) {
        throw new EventStoreError(`InfluxDB did not answer: ${error instanceof Error ? error.message : error}`, {
          cause: error,
        });
      }
      return sortRows(rows, query.by);
    },
  };
}
