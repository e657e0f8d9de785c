import type { DueDelivery } from "../database/outbox.js";

/**
 * One connected life of the queue. It is built whole, used until something about it is `broken`, and then thrown away
 * and built anew: simpler to be sure of than mending its parts. PostgreSQL carries it or Redis: BullMQ's
 * Queue and Worker are the same on both.
 */
export interface QueueSession {
  add(due: DueDelivery[]): Promise<void>;
  /** Asks the queue how many jobs nobody has fetched yet; rejects when it does not work any more. */
  probe(): Promise<number>;
  /** Closes everything within `limitMs`, by force if need be. Never rejects. */
  close(limitMs: number): Promise<void>;
}

export interface QueueSessionEvents {
  /** A job has arrived. It returns at once: the queue carries, the lanes do the work. */
  onJob: (due: DueDelivery) => void;
  onError: (error: unknown) => void;
}

export interface QueueSource {
  open(events: QueueSessionEvents): Promise<QueueSession>;
  /** The error means that the queue's own tables are damaged, not that it cannot be reached. */
  isDamage(error: unknown): boolean;
  /** Removes the damaged queue; the next `open` makes it anew. */
  repair(): Promise<void>;
}

/** The queue of notifications on its way out. */
export const queueName = "velvakt-delivery";

/**
 * One id per attempt: the same one added twice is one job, and a job that was lost half-way can never block the next
 * attempt. A colon is not allowed in a job's id, and every other character stays readable.
 */
export function jobId(due: DueDelivery): string {
  return `${encodeURIComponent(due.outboxId)}-${due.attempt}`;
}

/** The queue says nothing is wrong, and does not carry. */
export class QueueStoppedError extends Error {
  override readonly name = "QueueStoppedError";
  readonly code = "DELIVERY_QUEUE_STOPPED";
}
