import { Queue, Worker } from "bullmq";
import { Cluster, Redis } from "ioredis";
import type { DueDelivery } from "../database/outbox.js";
import { openBullSession, queueOptions, readyMaxMs, workerOptions } from "./bull-session.js";
import { type QueueSource, queueName } from "./queue-session.js";
import { withinMs } from "./time-limit.js";

/** Where Redis is: one address, or several of a cluster's nodes, or of sentinels that know the master by its name. */
export interface RedisSettings {
  urls: string[];
  sentinelMaster: string | null;
  password: string | null;
  /** PEM; for `rediss://` with a CA that is not a public one. */
  ca: string | null;
}

/** In braces: all keys of the queue are on one node of a cluster, as BullMQ's scripts need them. */
export const prefix = "{velvakt}";
/** Longer than a worker waits for a job in one command (5 s). */
const commandMaxMs = 10_000;

/**
 * BullMQ on Redis. Nothing is kept there that PostgreSQL does not have: an emptied or exchanged Redis is filled again by
 * the sweeper, so there is nothing to repair either.
 */
export function createRedisQueue(settings: RedisSettings): QueueSource {
  return {
    async open(events) {
      const { connection, disconnect } = openConnections(settings);
      // Before BullMQ has its own listener, and after it has taken that away.
      connection.on("error", () => undefined);
      await expectWritable(connection, disconnect);
      const queue = new Queue(queueName, { connection, prefix, ...queueOptions });
      const work = async (job: { data: DueDelivery }) => events.onJob(job.data);
      const worker = new Worker<DueDelivery>(queueName, work, { connection, prefix, ...workerOptions });
      return openBullSession({ queue, worker, disconnect }, events);
    },
    isDamage: () => false,
    repair: async () => undefined,
  };
}

/** A Redis that cannot save (a full disk) answers everything but takes no job: no queue is better than one of those. */
async function expectWritable(connection: Redis | Cluster, disconnect: () => Promise<void>): Promise<void> {
  try {
    await withinMs(readyMaxMs, connection.set(`${prefix}:writable`, "yes", "EX", 60));
  } catch (error) {
    await disconnect();
    throw error;
  }
}

/** A client of this session's own. BullMQ makes a second one of it, for waiting; both end with the session. */
function openConnections(settings: RedisSettings) {
  let over = false;
  const retry = (times: number) => (over ? null : Math.min(2_000, 100 * 2 ** Math.min(times, 10)));
  const connection = newClient(settings, retry);
  const all: { disconnect(): void }[] = [connection];
  const duplicate = connection.duplicate.bind(connection) as (...given: unknown[]) => Redis | Cluster;
  connection.duplicate = ((...given: unknown[]) => {
    const made = duplicate(...given);
    made.on("error", () => undefined);
    all.push(made);
    return made;
  }) as never;
  return {
    connection,
    async disconnect() {
      over = true;
      for (const one of all) one.disconnect();
    },
  };
}

export function newClient(settings: RedisSettings, retry: (times: number) => number | null): Redis | Cluster {
  const { urls, sentinelMaster, password, ca } = settings;
  const [first = new URL("redis://127.0.0.1"), ...more] = urls.map((url) => new URL(url));
  const addresses = [first, ...more].map(({ hostname, port }) => ({ host: hostname, port: Number(port) || undefined }));
  const tls = first.protocol === "rediss:" ? { tls: ca === null ? {} : { ca } } : {};
  const common = {
    ...tls,
    ...(first.username !== "" && { username: decodeURIComponent(first.username) }),
    ...(password !== null && { password }),
    connectionName: queueName,
    maxRetriesPerRequest: null,
    connectTimeout: 3_000,
    commandTimeout: commandMaxMs,
    retryStrategy: retry,
  };
  if (sentinelMaster !== null) {
    const sentinels = addresses.map(({ host, port = 26_379 }) => ({ host, port }));
    return new Redis({
      ...common,
      sentinels,
      name: sentinelMaster,
      sentinelRetryStrategy: retry,
      ...(password !== null && { sentinelPassword: password }),
      // Of the sentinels and of the master, each by an option of its own.
      ...("tls" in tls && { sentinelTLS: tls.tls, enableTLSForSentinelMode: true }),
    });
  }
  const nodes = addresses.map(({ host, port = 6_379 }) => ({ host, port }));
  if (more.length > 0) {
    // Certificates are made out to names: resolved to addresses beforehand, they would fit nobody.
    const asNamed = (host: string, found: (error: null, host: string) => void) => found(null, host);
    const dnsLookup = "tls" in tls ? { dnsLookup: asNamed } : {};
    return new Cluster(nodes, { redisOptions: common, clusterRetryStrategy: retry, ...dnsLookup });
  }
  return new Redis({ ...common, ...nodes[0], db: Number(first.pathname.slice(1)) || 0 });
}
