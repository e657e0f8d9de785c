import type pg from "pg";
import { addCondition, noConditions, type Page, type PageRequest, readPage } from "./page.js";

/** A message that could not be used, as it may be shown: identity numbers are masked before it is stored. */
export interface QuarantineEntry {
  seq: number;
  receivedAtMs: number;
  reason: string;
  detail: string;
  topic: string;
  payload: string;
}

/** Newest first. */
export function listQuarantine(
  pool: pg.Pool,
  filter: { reason?: string[] | undefined },
  page: PageRequest,
): Promise<Page<QuarantineEntry>> {
  const conditions = noConditions();
  addCondition(conditions, "reason = ANY(?::text[])", filter.reason);
  return readPage(
    pool,
    {
      table: "quarantine",
      key: [{ column: "seq", type: "bigint" }],
      direction: "DESC",
      record: `jsonb_build_object('seq', seq, 'receivedAtMs', floor(extract(epoch FROM received_at) * 1000)::bigint,
        'reason', reason, 'detail', detail, 'topic', topic, 'payload', payload)`,
    },
    conditions,
    page,
  );
}
