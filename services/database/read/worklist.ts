import type pg from "pg";
import type { AlertRecord, DoseRecord } from "../../../rules/model/record.js";
import { needing } from "./needing.js";
import { addCondition, noConditions } from "./page.js";
import { readRows, readSnapshot } from "./query.js";

export interface TaskRow {
  alert: AlertRecord;
  /** Those people can say something about. */
  doses: DoseRecord[];
  residentRef: string | null;
  timeCritical: boolean;
}

export interface WorklistFilter {
  district?: string | undefined;
  residentRef?: string | undefined;
  timeCritical?: boolean | undefined;
  withoutOwner?: boolean | undefined;
}

export interface Worklist {
  residents: number;
  total: number;
  items: TaskRow[];
}

/**
 * The dose of an alert that has one. The misses of a plan that became known late have one alert together, which names
 * the plan: its doses are the missed ones that have no alert of their own.
 */
const dosesOf = `
  CASE WHEN dose IS NOT NULL THEN jsonb_build_array(dose)
       WHEN kind = 'dose-missed' THEN coalesce(
         (SELECT jsonb_agg(d.record ORDER BY d.scheduled_at_ms, d.dose_id) FROM dose d
          WHERE d.device_id = needing.record ->> 'deviceId'
            AND d.verdict = 'missed'
            AND d.record -> 'followup' = 'null'::jsonb
            AND needing.record ->> 'subject' = concat(d.device_id, '/', d.record ->> 'planId')
            AND NOT EXISTS (SELECT FROM alert own WHERE own.record ->> 'doseId' = d.dose_id)),
         '[]'::jsonb)
       ELSE '[]'::jsonb END`;

/** What needs a human now, the most severe first and the oldest first among equals. */
export function readWorklist(pool: pg.Pool, filter: WorklistFilter, limit: number): Promise<Worklist> {
  const conditions = noConditions();
  addCondition(conditions, "district = ?", filter.district);
  addCondition(conditions, "resident_ref = ?", filter.residentRef);
  addCondition(conditions, "time_critical = ?", filter.timeCritical);
  addCondition(conditions, "(handling = 'new') = ?", filter.withoutOwner);
  const where = conditions.where.length > 0 ? `WHERE ${conditions.where.join(" AND ")}` : "";
  return readSnapshot(pool, async (reader) => {
    const counts = await readRows<{ total: number; residents: number }>(
      reader,
      `SELECT count(*)::int AS total, count(DISTINCT resident_ref)::int AS residents FROM (${needing}) needing ${where}`,
      conditions.values,
    );
    const items = await readRows<TaskRow>(
      reader,
      `SELECT record AS alert, ${dosesOf} AS doses, resident_ref AS "residentRef", time_critical AS "timeCritical"
       FROM (${needing}) needing ${where}
       ORDER BY time_critical DESC,
                array_position(ARRAY['critical', 'serious', 'moderate'], severity), opened_at_ms, alert_id
       LIMIT $${conditions.values.length + 1}`,
      [...conditions.values, limit],
    );
    return { total: counts[0]?.total ?? 0, residents: counts[0]?.residents ?? 0, items };
  });
}
