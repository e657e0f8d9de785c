import type pg from "pg";
import type { HourCell } from "../../rules/kpi/cells.js";
import type { Part } from "../../rules/kpi/facts.js";
import type { CellChange } from "../../rules/kpi/revision.js";
import { guarded } from "./errors.js";
import { type CellKey, type RawFacts, readRawFacts } from "./kpi-reads.js";
import { cityPlace, readDays } from "./read/kpis.js";
import { readRows, readSnapshot } from "./read/query.js";
import { inTransaction } from "./transaction.js";

export interface KpiProgress {
  /** Engine time of the last commit: what has been worked out up to then can be counted. */
  asOfMs: number;
  format: number;
  /** Since when Velvakt has been there. */
  beganMs: number;
  /** Time up to here has been asked for, hour by hour. */
  seededToMs: number;
}

/** Marks of one hour; `hourMs` is an hour of UTC. */
export interface DirtyHour {
  district: string;
  hourMs: number;
  marks: string[];
}

export interface StoredCell {
  cell: HourCell;
  residentsHash: string;
  revision: number;
  computedAtMs: number;
}

/** A cell as it is to be from now on; a `change` makes it a revision. */
export interface WrittenCell {
  district: string;
  hourMs: number;
  cell: HourCell;
  residentsHash: string;
  revision: number;
  revised: { change: CellChange; why: Record<string, number> } | null;
}

export interface StoredDay extends Part {
  district: string;
  toMs: number;
}

/** What one round came to: the cells, what is to be looked at again, and when. */
export interface Round {
  asOfMs: number;
  cells: WrittenCell[];
  again: { district: string; hourMs: number; dueAtMs: number }[];
}

export interface KpiStore {
  /** Null until the engine has committed anything. */
  progress(format: number): Promise<KpiProgress | null>;
  /** Asks for the cells of these hours everywhere, and notes up to when it has. */
  seed(places: string[], hoursMs: number[], seededToMs: number): Promise<void>;
  /** Has everything counted anew that has been. */
  recount(format: number): Promise<void>;
  /** The latest mark there is; `0` where there is none. */
  lastMark(): Promise<string>;
  /** Marked hours whose time has come, of marks up to `upToMark`. */
  dirty(asOfMs: number, upToMark: string, limit: number): Promise<DirtyHour[]>;
  read(keys: CellKey[]): Promise<{ facts: RawFacts; stored: (StoredCell | null)[] }>;
  write(round: Round): Promise<void>;
  /** These have been counted, and summed up: whoever dies before this does the round again. */
  unmark(marks: string[]): Promise<void>;
  /** All hours that have been counted of these places in [fromMs, toMs). */
  hours(
    places: string[],
    fromMs: number,
    toMs: number,
  ): Promise<{ district: string; hourMs: number; cell: HourCell }[]>;
  days(fromMs: number): Promise<StoredDay[]>;
  /** The city's days in [fromMs, toMs). */
  cityDays(fromMs: number, toMs: number): Promise<Part[]>;
  writeDays(days: StoredDay[], asOfMs: number): Promise<void>;
  done(asOfMs: number): Promise<void>;
  /**
   * Days that do not stand in the series as they are now, the latest first; of those that run only when asked for.
   */
  untold(endedByMs: number, limit: number): Promise<(StoredDay & { computedAtMs: number })[]>;
  /** Removes what is older. */
  forget(beforeMs: number, notesBeforeMs: number): Promise<void>;
}

async function progress(pool: pg.Pool, format: number): Promise<KpiProgress | null> {
  const read = () =>
    readRows<KpiProgress & pg.QueryResultRow>(
      pool,
      `SELECT engine_time_ms::float8 AS "asOfMs", format, began_ms::float8 AS "beganMs", seeded_to_ms::float8 AS "seededToMs"
       FROM kpi_progress, engine_position`,
      [],
    );
  const [known] = await read();
  if (known) return known;
  await guarded(() => pool.query(begin, [format]));
  return (await read())[0] ?? null;
}

/** There is something to count from the first event on that the log still has. */
const begin = `INSERT INTO kpi_progress (format, began_ms, seeded_to_ms, computed_at_ms)
  SELECT $1, began, began, 0 FROM (
    SELECT floor(extract(epoch FROM least((SELECT min(received_at) FROM event_log),
                                          (SELECT min(received_at) FROM event_lasting))) * 1000)::bigint AS began) log
  WHERE began IS NOT NULL ON CONFLICT DO NOTHING`;

/** Newest hours first: today is looked at while the past is being made good. */
const dirty = `SELECT district, hour_ms::float8 AS "hourMs", array_agg(mark_no) AS marks
  FROM (SELECT * FROM kpi_dirty WHERE due_at_ms <= $1 AND hour_ms <= $1 AND mark_no <= $2
        ORDER BY hour_ms DESC, mark_no LIMIT 20000) marked
  GROUP BY district, hour_ms ORDER BY hour_ms DESC, district LIMIT $3`;

async function readStored(reader: Pick<pg.ClientBase, "query">, keys: CellKey[]): Promise<(StoredCell | null)[]> {
  const rows = await readRows<StoredCell & { place: string } & pg.QueryResultRow>(
    reader,
    `SELECT c.place, cell, residents_hash AS "residentsHash", revision, computed_at_ms::float8 AS "computedAtMs"
     FROM unnest($1::text[], $2::bigint[]) WITH ORDINALITY AS c(district, hour_ms, place) JOIN kpi_hour USING (district, hour_ms)`,
    [keys.map(({ district }) => district), keys.map(({ hourMs }) => hourMs)],
  );
  const byPlace = new Map(rows.map(({ place, ...row }) => [Number(place) - 1, row]));
  return keys.map((_key, place) => byPlace.get(place) ?? null);
}

async function write(client: pg.PoolClient, { asOfMs, cells, again }: Round): Promise<void> {
  const columns = [cells.map(({ district }) => district), cells.map(({ hourMs }) => hourMs)];
  await client.query(
    `INSERT INTO kpi_hour (district, hour_ms, cell, residents_hash, revision, computed_at_ms)
     SELECT district, hour_ms, cell::jsonb, hash, revision, $6
     FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::int[]) AS n(district, hour_ms, cell, hash, revision)
     ON CONFLICT (district, hour_ms) DO UPDATE SET cell = excluded.cell, residents_hash = excluded.residents_hash,
       revision = excluded.revision, computed_at_ms = excluded.computed_at_ms`,
    [
      ...columns,
      cells.map(({ cell }) => JSON.stringify(cell)),
      cells.map(({ residentsHash }) => residentsHash),
      cells.map(({ revision }) => revision),
      asOfMs,
    ],
  );
  const revised = cells.filter((one) => one.revised !== null);
  await client.query(
    `INSERT INTO kpi_revision (district, hour_ms, revision, at_ms, change, why)
     SELECT district, hour_ms, revision, $6, change::jsonb, why::jsonb
     FROM unnest($1::text[], $2::bigint[], $3::int[], $4::text[], $5::text[]) AS n(district, hour_ms, revision, change, why)
     ON CONFLICT DO NOTHING`,
    [
      revised.map(({ district }) => district),
      revised.map(({ hourMs }) => hourMs),
      revised.map(({ revision }) => revision),
      revised.map((one) => JSON.stringify(one.revised?.change)),
      revised.map((one) => JSON.stringify(one.revised?.why)),
      asOfMs,
    ],
  );
  await client.query(
    "INSERT INTO kpi_dirty (district, hour_ms, due_at_ms) SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[])",
    [again.map(({ district }) => district), again.map(({ hourMs }) => hourMs), again.map(({ dueAtMs }) => dueAtMs)],
  );
}

/** Only what is another sum than before is written: the series are told of nothing else. */
const writeDays = `INSERT INTO kpi_day AS known (district, from_ms, to_ms, cell, hours, phone_peak, computed_at_ms)
  SELECT district, from_ms, to_ms, cell::jsonb, hours, peak, $7
  FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::int[], $6::float8[])
    AS n(district, from_ms, to_ms, cell, hours, peak)
  ON CONFLICT (district, from_ms) DO UPDATE SET to_ms = excluded.to_ms, cell = excluded.cell, hours = excluded.hours,
    phone_peak = excluded.phone_peak, computed_at_ms = excluded.computed_at_ms, is_point = false
  WHERE (known.cell, known.hours, known.phone_peak) IS DISTINCT FROM (excluded.cell, excluded.hours, excluded.phone_peak)`;

/** The points of a day are written in one commit: where one of them is, all are. */
const told = `UPDATE kpi_day d SET is_point = true FROM point p
  WHERE NOT d.is_point AND p.about_ns = d.from_ms * 1000000
    AND p.measurement = CASE d.district WHEN '*' THEN 'kpi_city' ELSE 'kpi_district' END
    AND p.tags = CASE d.district WHEN '*' THEN '{"kpi": "on-time", "period": "day"}'::jsonb
                 ELSE jsonb_build_object('kpi', 'on-time', 'district', d.district) END
    AND (p.fields ->> 'computedAtMs')::bigint = d.computed_at_ms`;

const forgotten: [table: string, column: string, which: "figures" | "notes"][] = [
  ["kpi_hour", "hour_ms", "figures"],
  ["kpi_day", "from_ms", "figures"],
  ["kpi_revision", "hour_ms", "figures"],
  ["device_span", "to_ms", "figures"],
  ["listening_gap", "to_ms", "figures"],
  ["alert_call", "told_at_ms", "figures"],
  ["supplier_alert", "seen_at_ms", "figures"],
  ["journal_note", "seen_at_ms", "notes"],
];

/** Cells, days and what they are counted from. One keeper writes here. */
export function createKpiStore(pool: pg.Pool): KpiStore {
  const run = (text: string, values: unknown[]) => guarded(() => pool.query(text, values));
  return {
    progress: (format) => progress(pool, format),
    seed: (places, hoursMs, seededToMs) =>
      inTransaction(pool, async (client) => {
        await client.query(
          "INSERT INTO kpi_dirty (district, hour_ms) SELECT p, h FROM unnest($1::text[]) p, unnest($2::bigint[]) h",
          [places, hoursMs],
        );
        await client.query("UPDATE kpi_progress SET seeded_to_ms = $1", [seededToMs]);
      }),
    recount: (format) =>
      inTransaction(pool, async (client) => {
        await client.query("INSERT INTO kpi_dirty (district, hour_ms) SELECT district, hour_ms FROM kpi_hour");
        await client.query("UPDATE kpi_progress SET format = $1", [format]);
      }),
    async lastMark() {
      const [last] = await readRows<{ mark: string }>(
        pool,
        "SELECT coalesce(max(mark_no), 0) AS mark FROM kpi_dirty",
        [],
      );
      return last?.mark ?? "0";
    },
    dirty: (asOfMs, upToMark, limit) => readRows<DirtyHour & pg.QueryResultRow>(pool, dirty, [asOfMs, upToMark, limit]),
    read: (keys) =>
      readSnapshot(pool, async (reader) => ({
        facts: await readRawFacts(reader, keys),
        stored: await readStored(reader, keys),
      })),
    write: (round) => inTransaction(pool, (client) => write(client, round)),
    async unmark(marks) {
      await run("DELETE FROM kpi_dirty WHERE mark_no = ANY ($1::bigint[])", [marks]);
    },
    hours: (places, fromMs, toMs) =>
      readRows(
        pool,
        `SELECT district, hour_ms::float8 AS "hourMs", cell FROM kpi_hour
         WHERE district = ANY ($1::text[]) AND hour_ms >= $2 AND hour_ms < $3`,
        [places, fromMs, toMs],
      ),
    days: (fromMs) =>
      readRows(
        pool,
        `SELECT district, from_ms::float8 AS "fromMs", to_ms::float8 AS "toMs", cell, hours, phone_peak AS "phonePeak"
         FROM kpi_day WHERE from_ms = $1 AND district <> '${cityPlace}'`,
        [fromMs],
      ),
    cityDays: (fromMs, toMs) => readDays(pool, cityPlace, { fromMs, toMs }),
    async writeDays(days, asOfMs) {
      await run(writeDays, [
        days.map(({ district }) => district),
        days.map(({ fromMs }) => fromMs),
        days.map(({ toMs }) => toMs),
        days.map(({ cell }) => JSON.stringify(cell)),
        days.map(({ hours }) => hours),
        days.map(({ phonePeak }) => phonePeak),
        asOfMs,
      ]);
    },
    async done(asOfMs) {
      await run("UPDATE kpi_progress SET computed_at_ms = $1", [asOfMs]);
    },
    async untold(endedByMs, limit) {
      await run(told, []);
      return readRows(
        pool,
        `SELECT district, from_ms::float8 AS "fromMs", to_ms::float8 AS "toMs", cell, hours, phone_peak AS "phonePeak",
                computed_at_ms::float8 AS "computedAtMs"
         FROM kpi_day WHERE NOT is_point AND to_ms <= $1 ORDER BY from_ms DESC, district LIMIT $2`,
        [endedByMs, limit],
      );
    },
    async forget(beforeMs, notesBeforeMs) {
      await run("DELETE FROM point WHERE about_ns < $1::bigint * 1000000", [beforeMs]);
      for (const [table, column, which] of forgotten) {
        await run(`DELETE FROM ${table} WHERE ${column} < $1`, [which === "notes" ? notesBeforeMs : beforeMs]);
      }
    },
  };
}
