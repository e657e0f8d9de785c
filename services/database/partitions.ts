import type pg from "pg";
import { guarded } from "./errors.js";
import { inTransaction } from "./transaction.js";

export const dayMs = 86_400_000;
const dayUs = dayMs * 1_000;
/** Days made ahead, so that midnight never waits for a table. */
const daysAhead = 2;
/** A cache only: beyond this it is emptied and filled anew. */
const knownDaysMax = 1_000;
/** Arbitrary, but the same for ever: one at a time makes or drops partitions. */
export const partitionLock = 1_447_382_103;

/** The log's day partitions. Days are UTC, counted from 1970. */
export interface Partitions {
  /** Makes what is missing for these moments; costs nothing for days that are known. */
  ensure(receivedAtUs: Iterable<number>): Promise<void>;
  /** Makes today's and the next days' partitions. */
  ensureAhead(nowMs: number): Promise<void>;
  /** Forgets what is known, because a day may have been dropped. */
  forget(): void;
}

export function createPartitions(pool: pg.Pool): Partitions {
  const known = new Set<number>();
  const make = async (days: Set<number>): Promise<void> => {
    for (const day of days) if (known.has(day)) days.delete(day);
    if (days.size === 0) return;
    await inTransaction(pool, async (client) => {
      await client.query("SELECT pg_advisory_xact_lock($1)", [partitionLock]);
      for (const day of days) await attach(client, day);
    });
    if (known.size > knownDaysMax) known.clear();
    for (const day of days) known.add(day);
  };
  return {
    ensure: (receivedAtUs) => {
      const days = new Set<number>();
      for (const us of receivedAtUs) days.add(Math.floor(us / dayUs));
      return make(days);
    },
    ensureAhead: (nowMs) => {
      const today = Math.floor(nowMs / dayMs);
      return make(new Set(Array.from({ length: daysAhead + 1 }, (_, ahead) => today + ahead)));
    },
    forget: () => known.clear(),
  };
}

const namePrefix = "event_log_";

function partitionName(day: number): string {
  return namePrefix + dateOf(day).replaceAll("-", "");
}

/** `YYYY-MM-DD` */
function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}

/**
 * A table of its own that is then attached: unlike `CREATE TABLE … PARTITION OF` this takes no lock
 * that would make a reader of the log hold up the commits behind it.
 */
async function attach(client: pg.PoolClient, day: number): Promise<void> {
  const name = partitionName(day);
  const { rowCount } = await client.query("SELECT 1 FROM pg_inherits WHERE inhrelid = to_regclass($1)", [name]);
  if (rowCount) return;
  await client.query(
    `CREATE TABLE IF NOT EXISTS ${name} (LIKE event_log INCLUDING DEFAULTS INCLUDING CONSTRAINTS INCLUDING INDEXES)`,
  );
  await client.query(
    `ALTER TABLE event_log ATTACH PARTITION ${name} FOR VALUES FROM ('${dateOf(day)} 00:00:00+00') TO ('${dateOf(day + 1)} 00:00:00+00')`,
  );
}

/** Existing partitions, oldest first. */
export async function listPartitions(pool: pg.Pool | pg.ClientBase): Promise<{ name: string; day: number }[]> {
  const { rows } = await guarded(() =>
    pool.query<{ name: string }>(
      "SELECT c.relname AS name FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'event_log'::regclass ORDER BY 1",
    ),
  );
  return rows.flatMap(({ name }) => {
    const match = /^event_log_(\d{4})(\d{2})(\d{2})$/.exec(name);
    return match ? [{ name, day: Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3])) / dayMs }] : [];
  });
}
