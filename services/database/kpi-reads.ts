import type pg from "pg";
import type { Call, SupplierAlert } from "../../rules/kpi/count-alerts.js";
import type { CountedDose } from "../../rules/kpi/count-doses.js";
import type { JournalNote, StatusSpan } from "../../rules/kpi/count-minutes.js";
import type { Span } from "../../rules/span.js";
import { type Reader, readRows } from "./read/query.js";

/** A cell to be counted: its place, and when its hour and the local day of that begin. */
export interface CellKey {
  district: string;
  hourMs: number;
  dayFromMs: number;
}

/** All that the cells in question are counted from, each list by the cell's place in the question. */
export interface RawFacts {
  doses: CountedDose[][];
  residentsBefore: string[][];
  calls: Call[][];
  supplierAlerts: SupplierAlert[][];
  journalNotes: JournalNote[][];
  spans: StatusSpan[][];
  gaps: Span[];
}

const hourMs = 3_600_000;

/** The cells in question, numbered. */
const asked = `unnest($1::text[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS c(district, hour_ms, day_ms, place)`;
const inHour = (column: string): string => `${column} >= c.hour_ms AND ${column} < c.hour_ms + ${hourMs}`;

const statements = {
  doses: `SELECT c.place, array_agg(resident_ref) AS "residentRefs", (record ->> 'critical')::boolean AS critical, verdict,
      record ->> 'cause' AS cause, record ->> 'verdictAtDeadline' AS "verdictAtDeadline",
      record ->> 'followup' AS followup, record -> 'revisions' AS revisions
    FROM ${asked} JOIN dose ON dose.district = c.district AND ${inHour("dose.scheduled_at_ms")}
    GROUP BY 1, 3, 4, 5, 6, 7, 8`,
  residentsBefore: `SELECT c.place, array_agg(DISTINCT resident_ref) AS "residentRefs"
    FROM ${asked} JOIN dose ON dose.district = c.district
      AND dose.scheduled_at_ms >= c.day_ms AND dose.scheduled_at_ms < c.hour_ms AND verdict <> 'excused'
    GROUP BY 1`,
  calls: `SELECT c.place, severity, told_at_ms::float8 AS "toldAtMs", answered_at_ms::float8 AS "answeredAtMs",
      over_at_ms::float8 AS "overAtMs"
    FROM ${asked} JOIN alert_call ON ${inHour("told_at_ms")} AND alert_call.district = c.district`,
  supplierAlerts: `SELECT c.place, raised_at_ms::float8 AS "raisedAtMs", delivered_at_ms::float8 AS "deliveredAtMs",
      taken_at_ms::float8 AS "takenAtMs"
    FROM ${asked} JOIN supplier_alert ON ${inHour("raised_at_ms")} AND coalesce(supplier_alert.district, '_') = c.district`,
  journalNotes: `SELECT c.place, arrived_at_ms::float8 AS "arrivedAtMs", rejected_at_ms::float8 AS "rejectedAtMs"
    FROM ${asked} JOIN journal_note ON c.district = '_' AND ${inHour("sent_at_ms")}`,
  spans: `SELECT c.place, status, greatest(from_ms, c.hour_ms)::float8 AS "fromMs",
      least(to_ms, c.hour_ms + ${hourMs})::float8 AS "toMs", count(*)::int AS devices
    FROM ${asked} JOIN device_span ON device_span.district = c.district
      AND to_ms > c.hour_ms AND from_ms < c.hour_ms + ${hourMs}
    GROUP BY 1, 2, 3, 4`,
} as const;

interface AlikeDoses extends Omit<CountedDose, "residentRef"> {
  /** One for each dose. */
  residentRefs: string[];
}

const dosesOf = ({ residentRefs, ...alike }: AlikeDoses): CountedDose[] =>
  residentRefs.map((residentRef) => ({ ...alike, residentRef }));

/**
 * One snapshot's facts of all the cells asked for. The running hour is asked for again and again, so what is alike in a
 * city comes as one row.
 */
export async function readRawFacts(reader: Reader, keys: readonly CellKey[]): Promise<RawFacts> {
  const values = [
    keys.map(({ district }) => district),
    keys.map(({ hourMs: atMs }) => atMs),
    keys.map(({ dayFromMs }) => dayFromMs),
  ];
  const read = async <T extends object>(name: keyof typeof statements): Promise<T[][]> => {
    const lists: T[][] = keys.map(() => []);
    const rows = await readRows<T & { place: string } & pg.QueryResultRow>(reader, statements[name], values);
    for (const { place, ...row } of rows) lists[Number(place) - 1]?.push(row as unknown as T);
    return lists;
  };
  const [fromMs, toMs] = [Math.min(...(values[1] as number[])), Math.max(...(values[1] as number[])) + hourMs];
  return {
    doses: (await read<AlikeDoses>("doses")).map((rows) => rows.flatMap(dosesOf)),
    residentsBefore: (await read<{ residentRefs: string[] }>("residentsBefore")).map((rows) =>
      rows.flatMap(({ residentRefs }) => residentRefs),
    ),
    calls: await read<Call>("calls"),
    supplierAlerts: await read<SupplierAlert>("supplierAlerts"),
    journalNotes: await read<JournalNote>("journalNotes"),
    spans: await read<StatusSpan>("spans"),
    gaps: await readRows<Span & pg.QueryResultRow>(
      reader,
      `SELECT from_ms::float8 AS "fromMs", to_ms::float8 AS "toMs" FROM listening_gap WHERE to_ms > $1 AND from_ms < $2`,
      [fromMs, toMs],
    ),
  };
}
