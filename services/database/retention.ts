import type pg from "pg";
import { guarded, sqlState } from "./errors.js";
import { dayMs, listPartitions, type Partitions, partitionLock } from "./partitions.js";
import { inTransaction } from "./transaction.js";

/** What a run of `retain` did. */
export interface RetentionReport {
  /** Partitions dropped. */
  droppedDays: number;
  /** Days old enough to go that had to stay: a rebuild still needs them, or somebody was reading. */
  keptDays: number;
  keysDeleted: number;
  quarantineDeleted: number;
  pointsDeleted: number;
}

/** A repeat arrives at most after 72 h of buffering; the rest is margin for a broker's own backlog. */
const keyDays = 8;
const quarantineDays = 30;
/** Deletions are cut into portions, each its own transaction, so that commits are not held up. */
const portionRows = 5_000;
const portionsMax = 400;
/** How long a drop may wait for readers of the log: commits queue up behind it. */
const dropWaitMs = 2_000;
const lockNotAvailable = "55P03";

/**
 * What is true for longer than the log is kept, so that a rebuild from the log alone comes to the
 * same state: what plans say, who has which device, what people did, outages and our own gaps. Tests of
 * the alert chain last too: the latest may be a month old.
 */
const lastingKinds = [
  "alert-acknowledged",
  "alert-closed",
  "dose-followup",
  "gap-opened",
  "gap-closed",
  "incident-reviewed",
  "scenario-assessed",
  "risk-accepted",
  "scaling-requested",
  "scaling-decided",
  "gate-changed",
];
const lastingTypes = [
  "plan.published",
  "plan.paused",
  "plan.resumed",
  "plan.ended",
  "dose.predispensed",
  "inventory.assigned",
  "inventory.returned",
  "roll.loaded",
  "outage.opened",
  "outage.closed",
  "maintenance.announced",
  "fault.raised",
  "fault.cleared",
  "version.changed",
];

/**
 * Of these only the latest of each device matters: its connection, power and stock, and that (and
 * where) it was heard at all. SQL: the name of the group, or NULL.
 */
const latestGroup = `CASE
  WHEN kind = 'state' THEN 'state'
  WHEN kind = 'telemetry' AND type IN ('power.lost', 'power.restored') THEN 'power'
  WHEN kind = 'telemetry' AND type IN ('stock.low', 'stock.empty') THEN 'stock'
  WHEN kind = 'telemetry' AND type IN ('battery.low', 'battery.empty') THEN 'battery'
  WHEN kind = 'telemetry' AND type = 'link.heartbeat' THEN 'heartbeat'
END`;

/**
 * Drops days of the log that end before `nowMs − days`, after moving what lasts to `event_lasting`,
 * and deletes old keys and quarantined messages. Each day is one transaction, oldest first; a day
 * with events that the newest complete snapshot has not seen stays, and so do all after it.
 */
export async function retain(
  pool: pg.Pool,
  partitions: Partitions,
  days: number,
  nowMs: number,
): Promise<RetentionReport> {
  const report: RetentionReport = {
    droppedDays: 0,
    keptDays: 0,
    keysDeleted: 0,
    quarantineDeleted: 0,
    pointsDeleted: 0,
  };
  const oldest = Math.floor((nowMs - days * dayMs) / dayMs);
  const old = (await listPartitions(pool)).filter(({ day }) => day < oldest);
  for (const { name } of old) {
    if (!(await dropDay(pool, name))) break;
    report.droppedDays += 1;
  }
  report.keptDays = old.length - report.droppedDays;
  if (report.droppedDays > 0) partitions.forget();
  const received = (beforeMs: number) => ({ column: "received_at", before: new Date(beforeMs) });
  report.keysDeleted = await deleteOld(pool, "event_key", "key", received(nowMs - keyDays * dayMs));
  report.quarantineDeleted = await deleteOld(pool, "quarantine", "seq", received(nowMs - quarantineDays * dayMs));
  const oldestNs = `${oldest * dayMs}000000`;
  report.pointsDeleted = await deleteOld(pool, "point", "at_ns", {
    column: "at_ns",
    before: oldestNs,
    // Key figures outlive the log; whoever counts them removes them.
    and: "about_ns IS NULL",
  });
  await guarded(() => pool.query("DELETE FROM projection_refused WHERE at_ns < $1", [oldestNs]));
  return report;
}

async function dropDay(pool: pg.Pool, partition: string): Promise<boolean> {
  try {
    return await inTransaction(pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [partitionLock]);
      const { rows } = await client.query<{ free: boolean }>(
        `SELECT coalesce((SELECT max(seq) FROM ${partition}), 0)
              <= coalesce((SELECT max(seq) FROM snapshot WHERE complete), -1) AS free`,
      );
      if (!rows[0]?.free) return false;
      await moveLasting(client, partition);
      await client.query(`SET LOCAL lock_timeout = ${dropWaitMs}`);
      await client.query(`DROP TABLE ${partition}`);
      return true;
    });
  } catch (error) {
    if (sqlState(error) === lockNotAvailable) return false;
    throw error;
  }
}

async function moveLasting(client: pg.PoolClient, partition: string): Promise<void> {
  await client.query(
    `INSERT INTO event_lasting SELECT * FROM ${partition}
     WHERE kind = ANY ($1) OR (kind = 'telemetry' AND type = ANY ($2))
       OR (kind = 'telemetry' AND type LIKE 'alert.%' AND event->'event'->>'test' = 'true') ON CONFLICT DO NOTHING`,
    [lastingKinds, lastingTypes],
  );
  const { rows } = await client.query<{ seqs: string[] | null }>(
    `SELECT array_agg(seq) AS seqs FROM (
       SELECT DISTINCT ON (device_id, latest_group) seq
       FROM (SELECT seq, device_id, ${latestGroup} AS latest_group FROM ${partition}) grouped
       WHERE latest_group IS NOT NULL AND device_id IS NOT NULL ORDER BY device_id, latest_group, seq DESC) newest`,
  );
  const seqs = rows[0]?.seqs ?? [];
  await client.query(
    `INSERT INTO event_lasting SELECT * FROM ${partition} WHERE seq = ANY ($1) ON CONFLICT DO NOTHING`,
    [seqs],
  );
  await client.query(
    `DELETE FROM event_lasting WHERE seq IN (
       SELECT seq FROM (
         SELECT seq, latest_group, row_number() OVER (PARTITION BY device_id, latest_group ORDER BY seq DESC) AS age
         FROM (SELECT seq, device_id, ${latestGroup} AS latest_group FROM event_lasting) grouped) aged
       WHERE latest_group IS NOT NULL AND age > 1)`,
  );
}

async function deleteOld(
  pool: pg.Pool,
  table: string,
  id: string,
  { column, before, and = "true" }: { column: string; before: Date | string; and?: string },
): Promise<number> {
  let deleted = 0;
  for (let portion = 0; portion < portionsMax; portion += 1) {
    const { rowCount } = await guarded(() =>
      pool.query(
        `DELETE FROM ${table} WHERE ${id} IN (SELECT ${id} FROM ${table} WHERE ${column} < $1 AND ${and} ORDER BY ${column} LIMIT $2)`,
        [before, portionRows],
      ),
    );
    deleted += rowCount ?? 0;
    if ((rowCount ?? 0) < portionRows) break;
  }
  return deleted;
}
