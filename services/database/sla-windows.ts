import type pg from "pg";
import type { SlaRecord, SlaReport } from "../../rules/sla/records.js";
import { guarded } from "./errors.js";
import { type Reader, readRows } from "./read/query.js";

/** A contract window as it was stored last. */
export interface StoredSlaWindow {
  record: SlaRecord;
  /** Since when the engine that counted it had been counting. */
  beganMs: number;
}

/**
 * Keeps what the engine counts now, and answers what of it was kept: a window that is over is replaced only by one that
 * was counted for as long.
 */
export async function storeSlaWindows(pool: pg.Pool, { atMs, beganMs, records }: SlaReport): Promise<SlaRecord[]> {
  if (atMs === null || beganMs === null || records.length === 0) return [];
  const { rows } = await guarded(() =>
    pool.query<{ component_id: string; label: string }>(
      `INSERT INTO sla_window (component_id, label, from_ms, to_ms, began_ms, computed_at_ms, record)
       SELECT record ->> 'componentId', record ->> 'window', (record ->> 'fromMs')::bigint, (record ->> 'toMs')::bigint,
              $2::bigint, $3::bigint, record
       FROM unnest($1::jsonb[]) AS r(record)
       ON CONFLICT (component_id, label) DO UPDATE
       SET from_ms = excluded.from_ms, to_ms = excluded.to_ms, began_ms = excluded.began_ms,
           computed_at_ms = excluded.computed_at_ms, record = excluded.record
       WHERE excluded.to_ms > $3::bigint
          OR greatest(excluded.began_ms, excluded.from_ms) <= greatest(sla_window.began_ms, sla_window.from_ms)
       RETURNING component_id, label`,
      [records.map((record) => JSON.stringify(record)), beganMs, Math.trunc(atMs)],
    ),
  );
  const kept = new Set(rows.map(({ component_id, label }) => `${component_id}/${label}`));
  return records.filter(({ componentId, window }) => kept.has(`${componentId}/${window}`));
}

/** Windows that are over at `nowMs`, or all of one component. */
export async function listSlaWindows(
  reader: Reader,
  filter: { componentId?: string | undefined; label?: string[] | undefined },
): Promise<StoredSlaWindow[]> {
  const rows = await readRows<{ record: SlaRecord; began_ms: string }>(
    reader,
    `SELECT record, began_ms FROM sla_window
     WHERE ($1::text IS NULL OR component_id = $1) AND ($2::text[] IS NULL OR label = ANY ($2))
     ORDER BY component_id, from_ms`,
    [filter.componentId ?? null, filter.label ?? null],
  );
  return rows.map(({ record, began_ms }) => ({ record, beganMs: Number(began_ms) }));
}

/** The labels of all windows there are, the latest first. */
export async function listSlaLabels(reader: Reader): Promise<{ label: string; toMs: number }[]> {
  const rows = await readRows<{ label: string; to_ms: string }>(
    reader,
    "SELECT label, max(to_ms) AS to_ms FROM sla_window GROUP BY label",
    [],
  );
  return rows.map(({ label, to_ms }) => ({ label, toMs: Number(to_ms) }));
}
