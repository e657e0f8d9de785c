import type { DueDelivery } from "../database/outbox.js";

export interface Lanes {
  /** Takes a delivery in, for sending as soon as its destination has room; false when it is known or there is none. */
  offer(destination: string, due: DueDelivery): boolean;
  /** What is held here, waiting or under way: it need not be put into the queue again. */
  ids(): string[];
  inFlight(): number;
  waiting(): number;
  /** Forgets what waits, takes nothing more in, and resolves when nothing is under way. */
  close(): Promise<void>;
}

interface Lane {
  waiting: DueDelivery[];
  inFlight: number;
  /** Something was turned away: when the lane is empty again, there is more to fetch. */
  turnedAway: boolean;
}

/**
 * One lane per destination, so that a receiver that hangs delays nothing but itself. Lanes hold no promise: what waits
 * here is still due in the outbox, and whoever gets to it first sends it.
 */
export function createLanes(options: {
  perLaneMax: number;
  waitingMax: number;
  /** Never rejects. */
  deliver: (due: DueDelivery) => Promise<void>;
  /** A lane that had turned deliveries away has room again. */
  onRoom: () => void;
}): Lanes {
  const lanes = new Map<string, Lane>();
  const held = new Set<string>();
  const underWay = new Set<Promise<void>>();
  let closed = false;

  function pump(destination: string, lane: Lane): void {
    while (!closed && lane.inFlight < options.perLaneMax) {
      const due = lane.waiting.shift();
      if (due === undefined) break;
      lane.inFlight += 1;
      const sending = options.deliver(due).finally(() => {
        lane.inFlight -= 1;
        held.delete(due.outboxId);
        underWay.delete(sending);
        pump(destination, lane);
      });
      underWay.add(sending);
    }
    if (lane.waiting.length > 0 || closed) return;
    if (lane.turnedAway) {
      lane.turnedAway = false;
      options.onRoom();
    }
    if (lane.inFlight === 0) lanes.delete(destination);
  }

  return {
    offer(destination, due) {
      if (closed || held.has(due.outboxId)) return false;
      const lane = lanes.get(destination) ?? { waiting: [], inFlight: 0, turnedAway: false };
      lanes.set(destination, lane);
      if (lane.waiting.length >= options.waitingMax) {
        lane.turnedAway = true;
        return false;
      }
      held.add(due.outboxId);
      lane.waiting.push(due);
      pump(destination, lane);
      return true;
    },
    ids: () => [...held],
    inFlight: () => underWay.size,
    waiting: () => held.size - underWay.size,
    async close() {
      closed = true;
      for (const lane of lanes.values()) {
        for (const due of lane.waiting) held.delete(due.outboxId);
        lane.waiting = [];
      }
      await Promise.all(underWay);
    },
  };
}
