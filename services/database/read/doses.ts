import type pg from "pg";
import type { DoseRecord, Verdict } from "../../../rules/model/record.js";
import { addCondition, noConditions, type Page, type PageRequest, readPage, readRecord } from "./page.js";

export interface DoseFilter {
  /** Planned at or after. */
  fromMs?: number | undefined;
  /** Planned before. */
  untilMs?: number | undefined;
  district?: string | undefined;
  verdict?: Verdict[] | undefined;
  deviceId?: string | undefined;
  residentRef?: string | undefined;
}

/** Latest planned first. */
export function listDoses(pool: pg.Pool, filter: DoseFilter, page: PageRequest): Promise<Page<DoseRecord>> {
  const conditions = noConditions();
  addCondition(conditions, "scheduled_at_ms >= ?", filter.fromMs);
  addCondition(conditions, "scheduled_at_ms < ?", filter.untilMs);
  addCondition(conditions, "district = ?", filter.district);
  addCondition(conditions, "verdict = ANY(?::text[])", filter.verdict);
  addCondition(conditions, "device_id = ?", filter.deviceId);
  addCondition(conditions, "resident_ref = ?", filter.residentRef);
  return readPage(
    pool,
    {
      table: "dose",
      key: [
        { column: "scheduled_at_ms", type: "bigint" },
        { column: "dose_id", type: "text" },
      ],
      direction: "DESC",
    },
    conditions,
    page,
  );
}

export function findDose(pool: pg.Pool, doseId: string): Promise<DoseRecord | null> {
  return readRecord(pool, "dose", "dose_id", doseId);
}
