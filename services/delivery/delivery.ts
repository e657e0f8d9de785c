import type pg from "pg";
import { createOutbox, type DueDelivery } from "../database/outbox.js";
import { type AttemptCounts, createAttempts, type DeliveryFailedEvent } from "./attempt.js";
import { createCarrier } from "./carrier.js";
import type { DeliveryChannel } from "./channels/channel.js";
import { writeToStdout } from "./channels/console.js";
import { destinationOf } from "./channels/senders.js";
import { createRepeatLog, type DeliveryLog } from "./delivery-log.js";
import { createLanes } from "./lanes.js";
import { type DeliveryLimits, defaultDeliveryLimits } from "./limits.js";
import { createPostgresQueue } from "./postgres-queue.js";
import type { RedisSettings } from "./redis-client.js";
import { createRedisQueue } from "./redis-queue.js";
import { createSweeper } from "./sweeper.js";
import { withinMs } from "./time-limit.js";

export interface DeliveryOptions {
  /** Bounded, with an error listener; delivery does not close it. */
  pool: pg.Pool;
  /** For the queue's own, small pool; the role must be allowed to create the queue's schema. */
  connectionString: string;
  /** Carries the queue instead of PostgreSQL. */
  redis?: RedisSettings | null;
  /** The channels of a team as the configuration has them now. */
  channelsOf: (teamId: string) => DeliveryChannel[];
  /** Resolves when the event is stored; called again later if it rejects, so the same failure may come twice. */
  reportFailure: (event: DeliveryFailedEvent) => Promise<void> | void;
  log: DeliveryLog;
  now: () => number;
  random: () => number;
  /** Velvakt's version, for the receivers' logs. */
  version: string;
  writeLine?: (line: string) => Promise<void>;
  limits?: Partial<DeliveryLimits>;
}

export interface DeliveryStats extends AttemptCounts {
  inFlight: number;
  waiting: number;
  queueRebuildsTotal: number;
}

export interface Delivery {
  /** Returns at once; the queue is connected in the background. */
  start(): void;
  /** Something has just been committed to the outbox. Never waits and never throws. */
  nudge(): void;
  /** Null, or why notifications are not leaving at the moment. */
  ready(): string | null;
  stats(): DeliveryStats;
  /**
   * Lets sends under way finish for a moment, cuts off the rest and gives their leases back. Ends within its limit
   * even when neither the receivers nor the database answer.
   */
  close(): Promise<void>;
}

/**
 * Brings notifications from the outbox to people, at least once: a repeat happens only when this process, or its
 * database for longer than a lease, dies between a send and the note of it, and carries the same idempotency key.
 *
 * outbox → sweeper → queue → lanes (one per destination) → lease → channel → outbox; past the queue where it is stuck
 */
export function createDelivery(options: DeliveryOptions): Delivery {
  const limits = { ...defaultDeliveryLimits, ...options.limits };
  if (limits.leaseMs <= limits.sendTimeoutMs) {
    throw new RangeError("leaseMs must be longer than sendTimeoutMs, or an attempt is sent twice");
  }
  const outbox = createOutbox(options.pool);
  const problems = createRepeatLog(options.log, options.now);
  const channelOf = ({ teamId, channelId }: Pick<DueDelivery, "teamId" | "channelId">) =>
    options.channelsOf(teamId).find((channel) => channel.id === channelId);

  const attempts = createAttempts({
    outbox,
    limits,
    channelOf,
    reportFailure: options.reportFailure,
    context: { version: options.version, now: options.now, writeLine: options.writeLine ?? writeToStdout },
    random: options.random,
    problems,
  });
  const lanes = createLanes({
    perLaneMax: limits.perDestinationMax,
    waitingMax: limits.waitingPerDestinationMax,
    deliver: attempts.deliver,
    onRoom: () => sweeper.nudge(),
  });
  function handOver(due: DueDelivery): void {
    const channel = channelOf(due);
    lanes.offer(channel === undefined ? "unknown" : destinationOf(channel), due);
  }

  const carrier = createCarrier({
    source: options.redis ? createRedisQueue(options.redis) : createPostgresQueue(options.connectionString, outbox),
    onJob: handOver,
    onReady: () => sweeper.nudge(),
    problems,
  });
  const sweeper = createSweeper({
    outbox,
    limits,
    heldIds: lanes.ids,
    add: carrier.add,
    handOver,
    giveUp: attempts.giveUp,
    problems,
  });

  async function finishSends(): Promise<void> {
    const idle = lanes.close();
    const interrupt = setTimeout(attempts.interrupt, limits.closeGraceMs);
    await withinMs(limits.closeMaxMs, idle).catch(() => undefined);
    clearTimeout(interrupt);
    attempts.abandon();
  }

  let closing: Promise<void> | null = null;

  return {
    start() {
      carrier.start();
      sweeper.start();
    },
    nudge: () => sweeper.nudge(),
    ready: () => carrier.ready(),
    stats: () => ({
      ...attempts.counts,
      inFlight: lanes.inFlight(),
      waiting: lanes.waiting(),
      queueRebuildsTotal: carrier.rebuilds(),
    }),
    close() {
      closing ??= Promise.all([
        withinMs(limits.closeMaxMs, sweeper.close()).catch(() => undefined),
        carrier.close(limits.closeMaxMs),
        finishSends(),
      ]).then(() => undefined);
      return closing;
    },
  };
}
