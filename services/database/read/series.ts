import type pg from "pg";
import { type EventStore, type SeriesQuery, sortRows } from "../../runtime/event-store.js";
import { readRows, readSnapshot } from "./query.js";

/** Where a measurement's points are, and what its names are called there. */
interface Source {
  from: string;
  /** SQL of the instant, ns since 1970. */
  atNs: string;
  /** SQL of the condition that a row lies in [$1, $2), both ns. */
  within: string;
  condition: string;
  tag(name: string): string;
  field(name: string): string;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

const pointSource = (measurement: string): Source => ({
  from: "point",
  // What is about a period stands at the beginning of that.
  atNs: "coalesce(about_ns, at_ns)",
  within: `(about_ns IS NULL AND at_ns >= $1::bigint AND at_ns < $2::bigint
    OR about_ns >= $1::bigint AND about_ns < $2::bigint)`,
  condition: `measurement = ${quoted(measurement)}`,
  tag: (name) => `tags ->> ${quoted(name)}`,
  field: (name) => `fields -> ${quoted(name)}`,
});

const receivedNs = "(extract(epoch FROM received_at) * 1000000)::bigint * 1000";
const fromNs = (parameter: string) => `timestamptz 'epoch' + (${parameter}::bigint / 1000) * interval '1 microsecond'`;
const isHeard = "kind IN ('telemetry', 'unknown-type')";
const isSaid = "kind <> 'rejected'";

/** Names that the log has as columns, or that are made from them as the projection makes them. */
const eventTags: Record<string, string> = {
  kind: "kind",
  type: "CASE kind WHEN 'telemetry' THEN type WHEN 'unknown-type' THEN 'other' END",
  district: `CASE WHEN ${isSaid} THEN district END`,
  deviceClass: `CASE WHEN ${isSaid} THEN device_class END`,
  component: `CASE WHEN ${isHeard} AND device_class = 'component' THEN device_id END`,
  reason: "CASE kind WHEN 'rejected' THEN event ->> 'reason' END",
};
const eventFields: Record<string, string> = {
  seq: "to_json(seq)",
  deviceId: `CASE WHEN ${isSaid} THEN to_json(device_id) END`,
  deviceTimeMs: `CASE WHEN ${isHeard} THEN event #> '{event,timeMs}' END`,
  delayMs: `CASE WHEN ${isHeard} THEN
    to_json(${receivedNs}::float8 / 1000000 - (event #>> '{event,timeMs}')::float8) END`,
  replayed: `CASE WHEN ${isHeard} THEN coalesce(event #> '{event,replayed}', 'false') END`,
  test: `CASE WHEN ${isHeard} THEN coalesce(event #> '{event,test}', 'false') END`,
};

const eventSource: Source = {
  from: "event_log",
  atNs: receivedNs,
  within: `received_at >= ${fromNs("$1")} AND received_at < ${fromNs("$2")}`,
  condition: "true",
  tag: (name) => eventTags[name] ?? "NULL",
  field: (name) =>
    eventFields[name] ?? `CASE WHEN kind = 'telemetry' THEN event #> ARRAY['event', 'data', ${quoted(name)}] END`,
};

/** Only numbers can be added up; anything can be counted. */
const aggregated: Record<SeriesQuery["aggregate"], (json: string) => string> = {
  count: (json) => `count(${json})`,
  sum: (json) => `sum((${json} #>> '{}')::float8)`,
  mean: (json) => `avg((${json} #>> '{}')::float8)`,
  min: (json) => `min((${json} #>> '{}')::float8)`,
  max: (json) => `max((${json} #>> '{}')::float8)`,
};

const rowsMax = 100_000;

/** Series as the log and its points have them, for installations without a database for series. */
export function createPostgresEventStore(pool: pg.Pool): EventStore {
  return {
    async series(query) {
      const { measurement, field, aggregate, by, where, fromMs, toMs, everySec } = query;
      const source = measurement === "event" ? eventSource : pointSource(measurement);
      const values: (string | number)[] = [`${fromMs}000000`, `${toMs}000000`, `${everySec}000000000`];
      const conditions = Object.entries(where).map(([tag, value]) => `${source.tag(tag)} = $${values.push(value)}`);
      const tags = by.map((tag, index) => `coalesce(${source.tag(tag)}, '') AS t${index}`);
      const groups = ["span", ...by.map((_tag, index) => `t${index}`)].join(", ");
      const text = `
        SELECT ${groups}, ${aggregated[aggregate]("value")}::float8 AS value FROM (
          SELECT ${[`${source.atNs} / $3::bigint AS span`, ...tags, `${source.field(field)} AS value`].join(", ")}
          FROM ${source.from} WHERE ${[source.within, source.condition, ...conditions].join(" AND ")}
        ) AS found WHERE value IS NOT NULL GROUP BY ${groups} LIMIT ${rowsMax}`;
      const rows = await readSnapshot(pool, (reader) =>
        readRows<{ span: string; value: number } & Record<`t${number}`, string>>(reader, text, values),
      );
      return sortRows(
        rows.map((row) => ({
          atMs: Number(row.span) * everySec * 1000,
          tags: Object.fromEntries(by.map((tag, index) => [tag, row[`t${index}`] ?? ""])),
          value: row.value,
        })),
        by,
      );
    },
  };
}
