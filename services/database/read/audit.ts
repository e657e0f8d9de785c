import type pg from "pg";
import { addCondition, noConditions, type Page, type PageRequest, readPage } from "./page.js";

/** What somebody did, kept beyond the log's retention. */
export interface AuditEntry {
  seq: number;
  atMs: number;
  actor: string;
  action: string;
  subject: string;
  detail: Record<string, unknown>;
}

export interface AuditFilter {
  actor?: string | undefined;
  action?: string[] | undefined;
  subject?: string | undefined;
  /** At or after. */
  sinceMs?: number | undefined;
  /** Before. */
  untilMs?: number | undefined;
}

/** Newest first. */
export function listAudit(pool: pg.Pool, filter: AuditFilter, page: PageRequest): Promise<Page<AuditEntry>> {
  const conditions = noConditions();
  addCondition(conditions, "actor = ?", filter.actor);
  addCondition(conditions, "action = ANY(?::text[])", filter.action);
  addCondition(conditions, "subject = ?", filter.subject);
  addCondition(conditions, "at >= to_timestamp(?::float8 / 1000)", filter.sinceMs);
  addCondition(conditions, "at < to_timestamp(?::float8 / 1000)", filter.untilMs);
  return readPage(
    pool,
    {
      table: "audit",
      key: [{ column: "seq", type: "bigint" }],
      direction: "DESC",
      record: `jsonb_build_object('seq', seq, 'atMs', floor(extract(epoch FROM at) * 1000)::bigint, 'actor', actor,
        'action', action, 'subject', subject, 'detail', detail)`,
    },
    conditions,
    page,
  );
}
