import {
  createPostgresBackend,
  type JobProgress,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  Queue,
  runMigrations,
  Worker,
} from "bullmq";
import pg from "pg";
import type { DueDelivery, Outbox } from "../database/outbox.js";
import { openBullSession, queueOptions, workerOptions } from "./bull-session.js";
import { errorCode } from "./delivery-log.js";
import { type QueueSession, type QueueSessionEvents, type QueueSource, queueName } from "./queue-session.js";
import { withinMs } from "./time-limit.js";

/** BullMQ's own schema; the only one it knows for a pool that it is given. */
const queueSchema = "bullmq";

/**
 * Something that BullMQ's migrations made is gone (schema, table, function, type, column), or is there although their
 * list is not (table, type, function). Nothing of it can be mended in part, and nothing of it is worth keeping.
 */
const damageCodes = new Set(["3F000", "42P01", "42883", "42704", "42703", "42P07", "42710", "42723"]);

/** Connections: one listens for new jobs, the others add, fetch and finish them. */
const connectionsMax = 4;

/**
 * BullMQ on its PostgreSQL backend. The pool is ours and not BullMQ's: so it is bounded, every statement has a time
 * limit, an error on any of its connections has a listener, and closing can end what does not end by itself.
 */
export function createPostgresQueue(connectionString: string, outbox: Outbox): QueueSource {
  return {
    async open(events) {
      const pool = openPool(connectionString, events.onError);
      try {
        await migrate(pool.pool);
        return await openSession(pool, events);
      } catch (error) {
        await pool.close(1_000);
        throw error;
      }
    },
    isDamage: (error) => damageCodes.has(errorCode(error)),
    repair: () => outbox.dropQueueSchema(queueSchema),
  };
}

interface QueuePool {
  pool: pg.Pool;
  close(limitMs: number): Promise<void>;
}

function openPool(connectionString: string, onError: (error: unknown) => void): QueuePool {
  const clients = new Set<pg.PoolClient>();
  const pool = new pg.Pool({
    connectionString,
    max: connectionsMax,
    options: `-c search_path=${queueSchema} -c timezone=UTC`,
    application_name: queueName,
    keepAlive: true,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    idleTimeoutMillis: 30_000,
    allowExitOnIdle: true,
  });
  pool.on("error", onError);
  pool.on("connect", (client) => {
    clients.add(client);
    // A connection that breaks while nobody looks after it must not end the process.
    client.on("error", () => undefined);
  });
  pool.on("remove", (client) => clients.delete(client));
  return {
    pool,
    async close(limitMs) {
      try {
        await withinMs(limitMs, pool.end());
      } catch (error) {
        onError(error);
        for (const client of clients) socketOf(client)?.destroy();
      }
    },
  };
}

/** The library has no way to drop a connection without asking the server, which may be what hangs. */
function socketOf(client: pg.PoolClient): { destroy(): void } | undefined {
  return (client as unknown as { connection?: { stream?: { destroy(): void } } }).connection?.stream;
}

async function migrate(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, queueSchema);
    client.release();
  } catch (error) {
    client.release(true);
    throw error;
  }
}

async function openSession(pool: QueuePool, events: QueueSessionEvents): Promise<QueueSession> {
  // A pg.Pool is what the option is documented for; only its declaration of overloads does not match.
  const connection = pool.pool as unknown as PostgresConnectionOptions;
  const queue = new Queue(queueName, { connection, ...queueOptions }, createPostgresBackend);
  const worker = new Worker<DueDelivery, void, string, PostgresQueueBackend, JobProgress, PostgresConnectionOptions>(
    queueName,
    async (job) => events.onJob(job.data),
    { connection, ...workerOptions },
    createPostgresBackend,
  );
  return openBullSession({ queue, worker, disconnect: pool.close }, events);
}
