import type pg from "pg";
import type { AlertRecord, Severity } from "../../../rules/model/record.js";
import { addCondition, noConditions, type Page, type PageRequest, readPage, readRecord } from "./page.js";

export interface AlertFilter {
  /** True: not closed; false: closed. */
  open?: boolean | undefined;
  handling?: AlertRecord["handling"][] | undefined;
  kind?: string[] | undefined;
  severity?: Severity[] | undefined;
  district?: string | undefined;
  deviceId?: string | undefined;
  /** Opened at or after. */
  sinceMs?: number | undefined;
  /** Opened before. */
  untilMs?: number | undefined;
}

/** Newest first. */
export function listAlerts(pool: pg.Pool, filter: AlertFilter, page: PageRequest): Promise<Page<AlertRecord>> {
  const conditions = noConditions();
  // Written out, not bound, so that the partial index of open alerts can be used.
  if (filter.open !== undefined) conditions.where.push(filter.open ? "handling <> 'closed'" : "handling = 'closed'");
  addCondition(conditions, "handling = ANY(?::text[])", filter.handling);
  addCondition(conditions, "kind = ANY(?::text[])", filter.kind);
  addCondition(conditions, "severity = ANY(?::text[])", filter.severity);
  addCondition(conditions, "district = ?", filter.district);
  addCondition(conditions, "device_id = ?", filter.deviceId);
  addCondition(conditions, "opened_at_ms >= ?", filter.sinceMs);
  addCondition(conditions, "opened_at_ms < ?", filter.untilMs);
  return readPage(
    pool,
    {
      table: "alert",
      key: [
        { column: "opened_at_ms", type: "bigint" },
        { column: "alert_id", type: "text" },
      ],
      direction: "DESC",
    },
    conditions,
    page,
  );
}

export function findAlert(pool: pg.Pool, alertId: string): Promise<AlertRecord | null> {
  return readRecord(pool, "alert", "alert_id", alertId);
}
