import type pg from "pg";
import type { Notification } from "../../rules/model/record.js";

/** A delivery that is due, as much of it as the queue has to carry. */
export interface DueDelivery {
  outboxId: string;
  teamId: string;
  channelId: string;
  /** Attempts begun so far; the one that is due is the next. */
  attempt: number;
}

/** What is due, and for how long it has been so. */
export interface WaitingDelivery extends DueDelivery {
  waitedMs: number;
}

/** A delivery whose lease this process holds: `attempt` is the one now under way, from 1. */
export interface LeasedDelivery extends DueDelivery {
  notification: Notification;
  lastError: string | null;
}

/**
 * The outbox as delivery needs it. It owns the retries, so every change is one statement that names the attempt it
 * is about: whoever comes with an attempt that is no longer current changes nothing and is told so (`false`, `null`).
 * Leases and due times are compared with the database's clock alone, because several processes may share it.
 *
 * Taking a lease begins an attempt and counts it. A process that dies leaves a lease behind that runs out; the
 * delivery is then due again under a new attempt, so that no queue can mistake it for the one that was lost.
 */
export interface Outbox {
  /**
   * What is due and not in `excludedIds`, the most severe of every channel first and all channels in turn, so that a
   * channel with a long backlog leaves room for the others. Deliveries with `attemptsMax` attempts are not due.
   */
  due(query: {
    excludedIds: string[];
    attemptsMax: number;
    perChannelMax: number;
    limit: number;
  }): Promise<WaitingDelivery[]>;
  /** Begins the attempt after `due.attempt` under a lease, or null when somebody else has, or it is not due. */
  take(due: Pick<DueDelivery, "outboxId" | "attempt">, leaseMs: number): Promise<LeasedDelivery | null>;
  /** Leases what has used up its attempts and was never given up: its last attempt died without a word. */
  takeExhausted(attemptsMax: number, leaseMs: number, limit: number): Promise<LeasedDelivery[]>;
  markDone(leased: DueDelivery): Promise<boolean>;
  markFailed(leased: DueDelivery, error: string): Promise<boolean>;
  /** Gives the lease back; the next attempt is due in `delayMs`. */
  retryIn(leased: DueDelivery, delayMs: number, error: string): Promise<boolean>;
  /** Drops the queue's tables and functions, when they are damaged: they hold nothing that the outbox does not know. */
  dropQueueSchema(schema: string): Promise<void>;
}

interface OutboxRow {
  outbox_id: string;
  team_id: string;
  channel_id: string;
  attempt: number;
  record: Notification;
  last_error: string | null;
}

const returned = "outbox_id, team_id, channel_id, attempt, record, last_error";

const dueSql = `
  SELECT outbox_id, team_id, channel_id, attempt, waited_ms FROM (
    SELECT outbox_id, team_id, channel_id, attempt,
      extract(epoch FROM now() - greatest(next_attempt_at, lease_until))::float8 * 1000 AS waited_ms, row_number() OVER (
      PARTITION BY team_id, channel_id
      ORDER BY array_position(ARRAY['critical', 'serious', 'moderate', 'normal'], record ->> 'severity'),
        next_attempt_at, outbox_id
    ) AS place
    FROM outbox
    WHERE status = 'pending' AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until <= now())
      AND attempt < $1 AND outbox_id <> ALL ($2::text[])
  ) AS queued
  WHERE place <= $3 ORDER BY place, outbox_id LIMIT $4`;

const takeSql = `
  UPDATE outbox SET attempt = attempt + 1, lease_until = now() + $3 * interval '1 millisecond'
  WHERE outbox_id = $1 AND attempt = $2 AND status = 'pending'
    AND next_attempt_at <= now() AND (lease_until IS NULL OR lease_until <= now())
  RETURNING ${returned}`;

const takeExhaustedSql = `
  UPDATE outbox SET lease_until = now() + $2 * interval '1 millisecond'
  WHERE outbox_id IN (
    SELECT outbox_id FROM outbox
    WHERE status = 'pending' AND attempt >= $1 AND next_attempt_at <= now()
      AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY next_attempt_at LIMIT $3 FOR UPDATE SKIP LOCKED
  )
  RETURNING ${returned}`;

const doneSql = `
  UPDATE outbox SET status = 'done', done_at = now(), lease_until = NULL, last_error = NULL
  WHERE outbox_id = $1 AND attempt = $2 AND status = 'pending'`;

const failedSql = `
  UPDATE outbox SET status = 'failed', done_at = now(), lease_until = NULL, last_error = $3
  WHERE outbox_id = $1 AND attempt = $2 AND status = 'pending'`;

const retrySql = `
  UPDATE outbox SET next_attempt_at = now() + $3 * interval '1 millisecond', lease_until = NULL, last_error = $4
  WHERE outbox_id = $1 AND attempt = $2 AND status = 'pending'`;

/** A statement that a hung server cannot hold for longer: the sweeper runs them one after the other. */
const queryTimeoutMs = 10_000;

export function createOutbox(pool: pg.Pool): Outbox {
  async function run<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<pg.QueryResult<R>> {
    const query = { text, values, query_timeout: queryTimeoutMs };
    return pool.query<R>(query);
  }
  async function changed(text: string, leased: DueDelivery, ...rest: unknown[]): Promise<boolean> {
    const result = await run(text, [leased.outboxId, leased.attempt, ...rest]);
    return result.rowCount === 1;
  }

  return {
    async due({ excludedIds, attemptsMax, perChannelMax, limit }) {
      const values = [attemptsMax, excludedIds, perChannelMax, limit];
      const { rows } = await run<OutboxRow & { waited_ms: number }>(dueSql, values);
      return rows.map((row) => ({ ...dueOf(row), waitedMs: row.waited_ms }));
    },
    async take({ outboxId, attempt }, leaseMs) {
      const { rows } = await run<OutboxRow>(takeSql, [outboxId, attempt, leaseMs]);
      return rows[0] === undefined ? null : leasedOf(rows[0]);
    },
    async takeExhausted(attemptsMax, leaseMs, limit) {
      const { rows } = await run<OutboxRow>(takeExhaustedSql, [attemptsMax, leaseMs, limit]);
      return rows.map(leasedOf);
    },
    markDone: (leased) => changed(doneSql, leased),
    markFailed: (leased, error) => changed(failedSql, leased, error),
    retryIn: (leased, delayMs, error) => changed(retrySql, leased, delayMs, error),
    async dropQueueSchema(schema) {
      await run(`DROP SCHEMA IF EXISTS "${schema.replaceAll('"', '""')}" CASCADE`);
    },
  };
}

function dueOf(row: OutboxRow): DueDelivery {
  return { outboxId: row.outbox_id, teamId: row.team_id, channelId: row.channel_id, attempt: row.attempt };
}

function leasedOf(row: OutboxRow): LeasedDelivery {
  return { ...dueOf(row), notification: row.record, lastError: row.last_error };
}
