import type pg from "pg";
import type { DoseRecord } from "../../../rules/model/record.js";
import { readRows } from "./query.js";

/** The doses an incident concerns, time-critical first, then those whose deadline comes first. */
export async function listIncidentDoses(pool: pg.Pool, incidentId: string, limit: number): Promise<DoseRecord[]> {
  const rows = await readRows<{ record: DoseRecord }>(
    pool,
    `SELECT d.record
     FROM incident i
     CROSS JOIN LATERAL jsonb_array_elements_text(i.record -> 'doseIds') AS concerned (dose_id)
     JOIN dose d ON d.dose_id = concerned.dose_id
     WHERE i.incident_id = $1
     ORDER BY (d.record ->> 'critical')::boolean DESC, (d.record ->> 'deadlineAtMs')::bigint, d.dose_id
     LIMIT $2`,
    [incidentId, limit],
  );
  return rows.map((row) => row.record);
}
