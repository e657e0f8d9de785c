import type pg from "pg";
import type { IncidentRecord } from "../../../rules/model/record.js";
import { noConditions, type Page, type PageRequest, readPage, readRecord } from "./page.js";
import { type Reader, readRows } from "./query.js";

/** An incident without its lists, which can hold tens of thousands of ids. */
export type IncidentSummary = Omit<IncidentRecord, "residents" | "alerts" | "doseIds"> & {
  residentCount: number;
  alertCount: number;
  doseCount: number;
};

const summary = `record - 'residents' - 'alerts' - 'doseIds' || jsonb_build_object(
  'residentCount', jsonb_array_length(record -> 'residents'),
  'alertCount', jsonb_array_length(record -> 'alerts'),
  'doseCount', jsonb_array_length(record -> 'doseIds'))`;

/** Newest first. */
export function listIncidents(
  pool: pg.Pool,
  filter: { open?: boolean | undefined },
  page: PageRequest,
): Promise<Page<IncidentSummary>> {
  const conditions = noConditions();
  if (filter.open !== undefined) conditions.where.push(`closed_at_ms IS ${filter.open ? "NULL" : "NOT NULL"}`);
  return readPage(
    pool,
    {
      table: "incident",
      key: [
        { column: "opened_at_ms", type: "bigint" },
        { column: "incident_id", type: "text" },
      ],
      direction: "DESC",
      record: summary,
    },
    conditions,
    page,
  );
}

/** Those not over, oldest first, at most `limit`. */
export async function openIncidents(reader: Reader, limit: number): Promise<IncidentSummary[]> {
  const rows = await readRows<{ record: IncidentSummary }>(
    reader,
    `SELECT ${summary} AS record FROM incident WHERE closed_at_ms IS NULL
     ORDER BY opened_at_ms, incident_id LIMIT $1`,
    [limit],
  );
  return rows.map((row) => row.record);
}

export function findIncident(pool: pg.Pool, incidentId: string): Promise<IncidentRecord | null> {
  return readRecord(pool, "incident", "incident_id", incidentId);
}
