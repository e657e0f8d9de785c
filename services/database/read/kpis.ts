import type pg from "pg";
import type { HourCell } from "../../../rules/kpi/cells.js";
import type { Part } from "../../../rules/kpi/facts.js";
import type { CellChange } from "../../../rules/kpi/revision.js";
import type { Span } from "../../../rules/span.js";
import { type Reader, readRows } from "./query.js";

/** The name of the city among the districts of sums over days. */
export const cityPlace = "*";

export interface PlacedPart extends Part {
  district: string;
}

export interface StoredRevision {
  district: string;
  hourMs: number;
  atMs: number;
  change: CellChange;
  why: Record<string, number>;
}

export interface KpiState {
  /** Engine time up to which figures have been counted; null while none have. */
  asOfMs: number | null;
  /** Hours in question that have news which is not counted yet. */
  hoursToCount: number;
}

/** How far the counting has come, for a place (null: everywhere) and a stretch of time. */
export async function readKpiState(reader: Reader, district: string | null, { fromMs, toMs }: Span): Promise<KpiState> {
  const [row] = await readRows<{ asOfMs: number | null; hoursToCount: number }>(
    reader,
    `SELECT (SELECT nullif(computed_at_ms, 0)::float8 FROM kpi_progress) AS "asOfMs",
            (SELECT count(DISTINCT (district, hour_ms))::int FROM kpi_dirty
             WHERE hour_ms >= $2 AND hour_ms < $3 AND ($1::text IS NULL OR district = $1)
               AND greatest(hour_ms, due_at_ms) <= (SELECT engine_time_ms FROM engine_position)) AS "hoursToCount"`,
    [district, fromMs, toMs],
  );
  return row ?? { asOfMs: null, hoursToCount: 0 };
}

/** Cells of hours; of a district null those of all places. */
export function readHours(
  reader: Reader,
  district: string | null,
  { fromMs, toMs }: Span,
): Promise<{ district: string; hourMs: number; cell: HourCell }[]> {
  return readRows(
    reader,
    `SELECT district, hour_ms::float8 AS "hourMs", cell FROM kpi_hour
     WHERE hour_ms >= $2 AND hour_ms < $3 AND ($1::text IS NULL OR district = $1) ORDER BY hour_ms, district`,
    [district, fromMs, toMs],
  );
}

/** Sums over local days. */
export function readDays(reader: Reader, place: string, { fromMs, toMs }: Span): Promise<PlacedPart[]> {
  return readRows<PlacedPart & pg.QueryResultRow>(
    reader,
    `SELECT district, from_ms::float8 AS "fromMs", cell, hours, phone_peak AS "phonePeak" FROM kpi_day
     WHERE district = $1 AND from_ms >= $2 AND from_ms < $3 ORDER BY from_ms`,
    [place, fromMs, toMs],
  );
}

/** What settled cells of a place (null: of all) were before, the latest first. */
export function readRevisions(
  reader: Reader,
  district: string | null,
  { fromMs, toMs }: Span,
  limit: number,
): Promise<StoredRevision[]> {
  return readRows<StoredRevision & pg.QueryResultRow>(
    reader,
    `SELECT district, hour_ms::float8 AS "hourMs", at_ms::float8 AS "atMs", change, why FROM kpi_revision
     WHERE hour_ms >= $2 AND hour_ms < $3 AND ($1::text IS NULL OR district = $1)
     ORDER BY at_ms DESC, hour_ms DESC, district LIMIT $4`,
    [district, fromMs, toMs, limit],
  );
}

/** In how many rounds of counting something of each hour was revised. */
export async function countRevisions(
  reader: Reader,
  district: string | null,
  { fromMs, toMs }: Span,
): Promise<{ hourMs: number; atMs: number }[]> {
  return readRows<{ hourMs: number; atMs: number }>(
    reader,
    `SELECT DISTINCT hour_ms::float8 AS "hourMs", at_ms::float8 AS "atMs" FROM kpi_revision
     WHERE hour_ms >= $2 AND hour_ms < $3 AND ($1::text IS NULL OR district = $1)`,
    [district, fromMs, toMs],
  );
}
