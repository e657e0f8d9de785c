import type pg from "pg";
import { readRows } from "./read/query.js";

/** A delivery that came to an end and is no point yet. */
export interface EndedDelivery {
  outboxId: string;
  team: string;
  channel: string;
  outcome: "done" | "failed";
  severity: string;
  attempts: number;
  latencyMs: number;
}

/** The oldest first, without those in `exceptIds`, which wait for the next commit. */
export function readEndedDeliveries(pool: pg.Pool, exceptIds: string[], limit: number): Promise<EndedDelivery[]> {
  return readRows<EndedDelivery>(
    pool,
    `SELECT outbox_id AS "outboxId", team_id AS team, channel_id AS channel, status AS outcome,
            record ->> 'severity' AS severity, attempt AS attempts,
            (extract(epoch FROM done_at - created_at) * 1000)::float8 AS "latencyMs"
     FROM outbox WHERE status <> 'pending' AND NOT is_point AND outbox_id <> ALL ($1::text[]) ORDER BY done_at LIMIT $2`,
    [exceptIds, limit],
  );
}
