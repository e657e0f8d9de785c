import type { EventType } from "../../rules/model/event.js";
import type { Connection, VendorCloud } from "../cast.js";
import type { Random } from "../city/random.js";
import { envelopeOf, type World } from "../city/world.js";
import { airTimeMs, mobileNetworkOf } from "../systems/mobile-network.js";

interface Waiting {
  type: EventType;
  data: object;
  /** By the device's own clock. */
  timeMs: number;
  /** To be called when the cloud has it, and when whoever listens to the cloud does. */
  arrived: (() => void) | undefined;
  heard: (() => void) | undefined;
  saidAtMs: number;
  sequence: number;
  /** It was stored, or under way, while there was no contact. */
  stored: boolean;
}

export interface Place {
  deviceId: string;
  district: string;
  topics: { event: string; state: string };
}

const secMs = 1_000;
/** The cloud takes a silent connection for lost after one and a half keep-alives of a minute. Source: MQTT. */
const keepAliveSec = 90;
/** What has waited for longer is gone. Source: published buffers of 72 h. */
const bufferedMs = 72 * 3_600_000;

/**
 * One queue, first in first out: so order and numbers hold whatever happens to the network. What has
 * waited out a loss of contact is marked `replayed`.
 */
export function createConnection(
  world: World,
  cloud: VendorCloud,
  { deviceId, district, topics }: Place,
  random: Random,
  /** Contact is back, and all that was stored has been sent. */
  caughtUp: () => void,
): Connection {
  const queue: Waiting[] = [];
  const network = mobileNetworkOf(district);
  const { conditions } = world;
  let sequence = 0;
  let contact = false;
  let wanted = false;
  let sending = false;
  let catchingUp = false;
  let blocked = 0;
  let tries = 0;

  const wayIsUp = () => blocked === 0 && conditions.isUp(network) && conditions.isUp(cloud.id);

  function deliver(): void {
    sending = false;
    const first = queue[0];
    if (!contact || first === undefined) return;
    if (!wayIsUp()) {
      lose();
      return;
    }
    queue.shift();
    const { type, data, timeMs, arrived, heard, stored } = first;
    const id = `${deviceId}-${first.sequence}`;
    const said = { id, source: deviceId, type, timeMs, data, sequence: first.sequence, replayed: stored };
    cloud.take(topics.event, type, envelopeOf(said), heard);
    arrived?.();
    pump();
  }

  function airTime(): number {
    let ms = random.draw(airTimeMs);
    for (const slow of conditions.now("slow")) if (slow.componentId === network) ms += random.draw(slow.delayMs);
    return Math.round(ms);
  }

  function dropExpired(): void {
    while (queue.length > 0 && world.nowMs() - (queue[0] as Waiting).saidAtMs > bufferedMs) queue.shift();
  }

  function pump(): void {
    if (sending || !contact) return;
    dropExpired();
    if (queue.length > 0) {
      sending = true;
      world.at(world.nowMs() + airTime(), deliver);
    } else if (catchingUp) {
      catchingUp = false;
      caughtUp();
    }
  }

  function lose(): void {
    if (!contact) return;
    contact = false;
    for (const one of queue) one.stored = true;
    world.at(world.nowMs() + keepAliveSec * secMs, () => {
      if (!contact && conditions.isUp(cloud.id)) cloud.tellState(topics.state, "offline");
    });
    tryAgain();
  }

  /** Waits for the network, then for the cloud, then its turn: a whole city does not come back in one second. */
  function tryAgain(): void {
    const mine = ++tries;
    conditions.whenUp(network, () =>
      conditions.whenUp(cloud.id, () =>
        world.at(world.nowMs() + random.int(20, 80) * secMs, () => {
          if (mine !== tries || !wanted || blocked > 0) return;
          if (wayIsUp()) connect();
          else tryAgain();
        }),
      ),
    );
  }

  function connect(): void {
    wanted = true;
    if (contact) return;
    if (!wayIsUp()) {
      tryAgain();
      return;
    }
    contact = true;
    catchingUp = true;
    cloud.tellState(topics.state, "online");
    pump();
  }

  return {
    inContact: () => contact,
    waiting: () => queue.length,
    send(type, data, timeMs, arrived, heard) {
      if (!contact) dropExpired();
      sequence++;
      const saidAtMs = world.nowMs();
      queue.push({ type, data, timeMs, arrived, heard, saidAtMs, sequence, stored: !contact });
      pump();
    },
    connect,
    lose() {
      wanted = false;
      lose();
    },
    notice() {
      if (!wayIsUp()) lose();
    },
    block() {
      blocked++;
      lose();
      return () => {
        blocked--;
        if (blocked === 0 && wanted) tryAgain();
      };
    },
  };
}
