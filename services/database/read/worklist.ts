import type pg from "pg";
import type { AlertRecord, DoseRecord } from "../../../rules/model/record.js";
import { needing } from "./needing.js";
import { addCondition, noConditions } from "./page.js";
import { readRows, readSnapshot } from "./query.js";

export interface TaskRow {
  alert: AlertRecord;
  dose: DoseRecord | null;
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
      `SELECT record AS alert, dose, resident_ref AS "residentRef", time_critical AS "timeCritical"
       FROM (${needing}) needing ${where}
       ORDER BY time_critical DESC,
                array_position(ARRAY['critical', 'serious', 'moderate'], severity), opened_at_ms, alert_id
       LIMIT $${conditions.values.length + 1}`,
      [...conditions.values, limit],
    );
    return { total: counts[0]?.total ?? 0, residents: counts[0]?.residents ?? 0, items };
  });
}
