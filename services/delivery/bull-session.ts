import type { QueueSession, QueueSessionEvents } from "./queue-session.js";
import { jobId, QueueStoppedError } from "./queue-session.js";
import { withinMs } from "./time-limit.js";

export const readyMaxMs = 10_000;
/** More than this at a time goes in one statement, which costs temporary tables on PostgreSQL. */
const addSinglyMax = 4;

interface Job {
  name: string;
  data: unknown;
  opts: { jobId: string; attempts: number; removeOnComplete: true; removeOnFail: true };
}

/** What is used of BullMQ's Queue and Worker: the same whatever lies behind them. */
export interface BullQueue {
  on(event: "error", listener: (error: Error) => void): unknown;
  add(name: string, data: unknown, opts: Job["opts"]): Promise<unknown>;
  addBulk(jobs: Job[]): Promise<unknown>;
  getWaitingCount(): Promise<number>;
  waitUntilReady(): Promise<unknown>;
  close(): Promise<unknown>;
}

export interface BullWorker {
  on(event: "error", listener: (error: Error) => void): unknown;
  isRunning(): boolean;
  waitUntilReady(): Promise<unknown>;
  run(): Promise<unknown>;
  close(): Promise<unknown>;
}

/** Jobs only hand over a name, so their lock need not be long; a lost one is found again after two of these. */
const lockMs = 5_000;
export const workerOptions = {
  autorun: false,
  concurrency: 4,
  lockDuration: lockMs,
  stalledInterval: lockMs,
  runRetryDelay: 500,
};
export const queueOptions = { streams: { events: { maxLen: 100 } } };

/** Makes a session of the two, ready to carry. `disconnect` ends their connections within its limit. Never rejects. */
export async function openBullSession(
  {
    queue,
    worker,
    disconnect,
  }: { queue: BullQueue; worker: BullWorker; disconnect: (limitMs: number) => Promise<void> },
  events: QueueSessionEvents,
): Promise<QueueSession> {
  queue.on("error", events.onError);
  worker.on("error", events.onError);
  const session: QueueSession = {
    async add(due) {
      const jobs = due.map((data): Job => {
        const opts = { jobId: jobId(data), attempts: 1, removeOnComplete: true, removeOnFail: true } as const;
        return { name: "deliver", data, opts };
      });
      if (jobs.length > addSinglyMax) await queue.addBulk(jobs);
      else for (const job of jobs) await queue.add(job.name, job.data, job.opts);
    },
    async probe() {
      const waiting = await queue.getWaitingCount();
      if (!worker.isRunning()) throw new QueueStoppedError("the worker has stopped");
      return waiting;
    },
    async close(limitMs) {
      const startedAtMs = performance.now();
      const left = () => Math.max(100, limitMs - (performance.now() - startedAtMs));
      await withinMs(limitMs / 2, Promise.all([worker.close(), queue.close()])).catch(events.onError);
      await disconnect(left());
    },
  };
  try {
    await withinMs(readyMaxMs, Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]));
  } catch (error) {
    await session.close(2_000);
    throw error;
  }
  worker.run().catch(events.onError);
  return session;
}
