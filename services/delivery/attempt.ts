import type { LogEvent } from "../../rules/model/event.js";
import type { DueDelivery, LeasedDelivery, Outbox } from "../database/outbox.js";
import { pause } from "../runtime/pause.js";
import { retryDelayMs } from "./backoff.js";
import type { DeliveryChannel, SendContext, SendResult } from "./channels/channel.js";
import { sendOver } from "./channels/senders.js";
import type { RepeatLog } from "./delivery-log.js";
import type { DeliveryLimits } from "./limits.js";
import { withinMs } from "./time-limit.js";

export type DeliveryFailedEvent = Extract<LogEvent, { kind: "delivery-failed" }>;

export interface AttemptCounts {
  sentTotal: number;
  retriedTotal: number;
  failedTotal: number;
  interruptedTotal: number;
  /** Jobs that named an attempt which was not current any more. */
  outdatedTotal: number;
}

export interface AttemptDeps {
  outbox: Outbox;
  limits: DeliveryLimits;
  channelOf: (due: Pick<DueDelivery, "teamId" | "channelId">) => DeliveryChannel | undefined;
  reportFailure: (event: DeliveryFailedEvent) => Promise<void> | void;
  context: Omit<SendContext, "signal" | "timeoutMs">;
  random: () => number;
  problems: RepeatLog;
}

export interface Attempts {
  /** Takes the lease, sends, and writes down what became of it. Never rejects. */
  deliver(due: DueDelivery): Promise<void>;
  /** Gives up on a delivery whose lease is held: says so to the rules first, so that a crash in between repeats it. */
  giveUp(leased: LeasedDelivery, error: string): Promise<void>;
  /** Cuts off what is being sent; it is due again at once. */
  interrupt(): void;
  /** Gives up writing down results that the database does not take; their leases run out instead. */
  abandon(): void;
  counts: Readonly<AttemptCounts>;
}

/** Between two tries to write down a result while the database is away. */
const recordAgainMs = 250;

export function createAttempts(deps: AttemptDeps): Attempts {
  const { outbox, limits, problems } = deps;
  const counts: AttemptCounts = {
    sentTotal: 0,
    retriedTotal: 0,
    failedTotal: 0,
    interruptedTotal: 0,
    outdatedTotal: 0,
  };
  const sending = new Set<AbortController>();
  const abandoned = new AbortController();
  let interrupted = false;

  async function take(due: DueDelivery): Promise<LeasedDelivery | null> {
    try {
      const leased = await outbox.take(due, limits.leaseMs);
      if (leased === null) counts.outdatedTotal += 1;
      problems.recovered("outbox");
      return leased;
    } catch (error) {
      problems.problem("outbox", error);
      return null;
    }
  }

  async function send(leased: LeasedDelivery): Promise<SendResult> {
    const channel = deps.channelOf(leased);
    if (channel === undefined) {
      const detail = `team ${leased.teamId} has no channel ${leased.channelId} any more`;
      return { outcome: "failed", code: "DELIVERY_CHANNEL_UNKNOWN", detail };
    }
    if (interrupted) return { outcome: "interrupted" };
    const controller = new AbortController();
    sending.add(controller);
    try {
      const context = { ...deps.context, signal: controller.signal, timeoutMs: limits.sendTimeoutMs };
      return await sendOver(channel, leased, context);
    } finally {
      sending.delete(controller);
    }
  }

  /**
   * Writes a result down, again and again while the database is away: what has been sent must not be sent twice for a
   * restart of the database. Only a crash of ours in between leads to a repeat, which carries the same idempotency key.
   */
  async function record(write: () => Promise<boolean>): Promise<boolean> {
    while (!abandoned.signal.aborted) {
      try {
        const current = await write();
        problems.recovered("outbox");
        return current;
      } catch (error) {
        problems.problem("outbox", error);
        await pause(recordAgainMs, abandoned.signal);
      }
    }
    return false;
  }

  async function retry(leased: LeasedDelivery, retryAfterMs: number | null, error: string): Promise<void> {
    if (leased.attempt >= limits.attemptsMax) return giveUp(leased, error);
    const delayMs = retryDelayMs(leased.attempt, retryAfterMs, limits, deps.random);
    counts.retriedTotal += 1;
    await record(() => outbox.retryIn(leased, delayMs, error));
  }

  async function giveUp(leased: LeasedDelivery, error: string): Promise<void> {
    const { notificationId } = leased.notification;
    try {
      const event = { kind: "delivery-failed" as const, notificationId, channelId: leased.channelId, error };
      await withinMs(limits.reportTimeoutMs, Promise.resolve(deps.reportFailure(event)));
    } catch (cause) {
      problems.problem("report", cause);
      // Not failed until somebody knows: it comes back, and is reported then if it fails again.
      await record(() => outbox.retryIn(leased, limits.backoffBaseMs, error));
      return;
    }
    problems.recovered("report");
    if (await record(() => outbox.markFailed(leased, error))) counts.failedTotal += 1;
  }

  async function settle(leased: LeasedDelivery, result: SendResult): Promise<void> {
    switch (result.outcome) {
      case "done":
        counts.sentTotal += 1;
        await record(() => outbox.markDone(leased));
        return;
      case "retry":
        return retry(leased, result.retryAfterMs, `${result.code}: ${result.detail}`);
      case "failed":
        return giveUp(leased, `${result.code}: ${result.detail}`);
      case "interrupted":
        counts.interruptedTotal += 1;
        await record(() => outbox.retryIn(leased, 0, "DELIVERY_INTERRUPTED: Velvakt stopped while sending"));
    }
  }

  return {
    async deliver(due) {
      if (interrupted) return;
      const leased = await take(due);
      if (leased !== null) await settle(leased, await send(leased));
    },
    giveUp,
    interrupt() {
      interrupted = true;
      for (const controller of sending) controller.abort();
    },
    abandon: () => abandoned.abort(),
    counts,
  };
}
