/** Every bound of delivery in one place; tests shorten the times, an installation has no reason to. */
export interface DeliveryLimits {
  /** Attempts before a notification is given up and said to have failed. */
  attemptsMax: number;
  /** Wait after the first failed attempt; doubles with each further one. */
  backoffBaseMs: number;
  backoffMaxMs: number;
  /** A receiver that asks for more patience than this (`Retry-After`) is tried sooner. */
  retryAfterMaxMs: number;
  /** How long an attempt belongs to its process. Must outlast `sendTimeoutMs` with room for the database. */
  leaseMs: number;
  sendTimeoutMs: number;
  /** Telling the rules about a failure goes through their commit; it is asked again when it takes longer. */
  reportTimeoutMs: number;
  sweepEveryMs: number;
  /** Deliveries that one sweep puts into the queue. */
  sweepMax: number;
  /** What the queue has not brought for so long is sent without it, whatever the queue says of itself. */
  withoutQueueAfterMs: number;
  /** Sends under way at the same time to one destination: a receiver that hangs holds no more than these. */
  perDestinationMax: number;
  /** Deliveries held in memory for one destination; the rest waits in the outbox. */
  waitingPerDestinationMax: number;
  /** At closing: how long a send under way may still finish before it is cut off. */
  closeGraceMs: number;
  /** At closing: the limit for everything. */
  closeMaxMs: number;
}

/**
 * Twelve attempts: 2 s, 4 s, 8 s … 17 min, 20 min apart, about 55 minutes in all. Long enough for a receiver to be
 * restarted or a proxy to be mended, short enough that people are told of the failure while a dose can still be saved
 * by other means. Source: judgement.
 */
export const defaultDeliveryLimits: DeliveryLimits = {
  attemptsMax: 12,
  backoffBaseMs: 2_000,
  backoffMaxMs: 1_200_000,
  retryAfterMaxMs: 900_000,
  leaseMs: 30_000,
  sendTimeoutMs: 10_000,
  reportTimeoutMs: 10_000,
  sweepEveryMs: 1_000,
  sweepMax: 500,
  withoutQueueAfterMs: 3_000,
  perDestinationMax: 4,
  waitingPerDestinationMax: 100,
  closeGraceMs: 1_500,
  closeMaxMs: 3_000,
};
