import type { DueDelivery, LeasedDelivery, Outbox } from "../database/outbox.js";
import type { RepeatLog } from "./delivery-log.js";
import type { DeliveryLimits } from "./limits.js";

export interface Sweeper {
  start(): void;
  /** Looks now instead of within the second; many calls during one look lead to one more. */
  nudge(): void;
  /** Resolves when a sweep under way has ended. */
  close(): Promise<void>;
}

export interface SweeperOptions {
  outbox: Outbox;
  limits: DeliveryLimits;
  /** Held in this process already. */
  heldIds: () => string[];
  /** To the queue; loses nothing while there is none. */
  add: (due: DueDelivery[]) => Promise<void>;
  /** Past the queue. */
  handOver: (due: DueDelivery) => void;
  giveUp: (leased: LeasedDelivery, error: string) => Promise<void>;
  problems: RepeatLog;
}

/** Attempts that died without a word are rare; so many at most are given up in one sweep. */
const exhaustedMax = 20;

/**
 * Brings what is due from the outbox into the queue, every second and when told to. Adding again what the queue has
 * already changes nothing, so an emptied queue is filled again and nobody has to know what it still holds. What the
 * queue does not bring goes without it: a queue that is away, full or stuck must not keep anybody from being told, and
 * leases see to it that each is sent once.
 */
export function createSweeper(options: SweeperOptions): Sweeper {
  const { outbox, limits, problems } = options;
  let timer: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | null = null;
  let again = false;
  let stopped = true;

  async function sweep(): Promise<void> {
    const { attemptsMax, leaseMs, sweepMax, waitingPerDestinationMax, withoutQueueAfterMs } = limits;
    for (const leased of await outbox.takeExhausted(attemptsMax, leaseMs, exhaustedMax)) {
      // Not waited for: telling the rules may take long, and nothing else may be late for it.
      void options.giveUp(leased, leased.lastError ?? "DELIVERY_INTERRUPTED: the last attempt did not end");
    }
    const excludedIds = options.heldIds();
    const due = await outbox.due({
      excludedIds,
      attemptsMax,
      perChannelMax: waitingPerDestinationMax,
      limit: sweepMax,
    });
    if (stopped) return;
    const forQueue: DueDelivery[] = [];
    for (const { waitedMs, ...delivery } of due) {
      if (waitedMs < withoutQueueAfterMs) forQueue.push(delivery);
      else options.handOver(delivery);
    }
    await options.add(forQueue);
  }

  async function sweepUntilQuiet(): Promise<void> {
    do {
      again = false;
      try {
        await sweep();
        problems.recovered("sweep");
      } catch (error) {
        problems.problem("sweep", error);
      }
    } while (again && !stopped);
    sweeping = null;
    if (!stopped) timer = setTimeout(begin, limits.sweepEveryMs);
  }

  function begin(): void {
    clearTimeout(timer);
    if (stopped) return;
    if (sweeping === null) sweeping = sweepUntilQuiet();
    else again = true;
  }

  return {
    start() {
      stopped = false;
      begin();
    },
    nudge: begin,
    async close() {
      stopped = true;
      clearTimeout(timer);
      await sweeping;
    },
  };
}
