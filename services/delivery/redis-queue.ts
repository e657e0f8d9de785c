import { Queue, Worker } from "bullmq";
import type { Cluster, Redis } from "ioredis";
import type { DueDelivery } from "../database/outbox.js";
import { openBullSession, queueOptions, readyMaxMs, workerOptions } from "./bull-session.js";
import { type QueueSource, queueName } from "./queue-session.js";
import { newClient, type RedisSettings } from "./redis-client.js";
import { withinMs } from "./time-limit.js";
import { reasonOf } from "./why-unreachable.js";

/** In braces: all keys of the queue are on one node of a cluster, as BullMQ's scripts need them. */
export const prefix = "{velvakt}";

/**
 * BullMQ on Redis. Nothing is kept there that PostgreSQL does not have: an emptied or exchanged Redis is filled again by
 * the sweeper, so there is nothing to repair either.
 */
export function createRedisQueue(settings: RedisSettings): QueueSource {
  return {
    async open(events) {
      const { connection, disconnect } = openConnections(settings);
      let said: unknown = null;
      // Before BullMQ has its own listener, and after it has taken that away.
      connection.on("error", (error: unknown) => {
        said = error;
      });
      try {
        await expectWritable(connection);
      } catch (error) {
        await disconnect();
        throw await reasonOf(error, said, settings);
      }
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
async function expectWritable(connection: Redis | Cluster): Promise<void> {
  await withinMs(readyMaxMs, connection.set(`${prefix}:writable`, "yes", "EX", 60));
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
