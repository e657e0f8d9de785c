import type { EventType } from "../../rules/model/event.js";
import type { Connection, VendorCloud } from "../cast.js";
import type { Conditions } from "../city/conditions.js";
import type { Random } from "../city/random.js";
import type { World } from "../city/world.js";
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
 * waited out a loss of contact is marked `replayed`. A class for the sake of memory, as in random.ts.
 */
class Link implements Connection {
  private readonly queue: Waiting[] = [];
  private readonly network: string;
  private readonly conditions: Conditions;
  private sequence = 0;
  private contact = false;
  private wanted = false;
  private sending = false;
  private catchingUp = false;
  private blocked = 0;
  private tries = 0;

  constructor(
    private readonly world: World,
    private readonly cloud: VendorCloud,
    private readonly place: Place,
    private readonly random: Random,
    private readonly caughtUp: () => void,
  ) {
    this.network = mobileNetworkOf(place.district);
    this.conditions = world.conditions;
  }

  private wayIsUp(): boolean {
    return this.blocked === 0 && this.conditions.isUp(this.network) && this.conditions.isUp(this.cloud.id);
  }

  private readonly deliver = (): void => {
    this.sending = false;
    const first = this.queue[0];
    if (!this.contact || first === undefined) return;
    if (!this.wayIsUp()) {
      this.leave();
      return;
    }
    this.queue.shift();
    const { type, data, timeMs, sequence, arrived, heard, stored: replayed } = first;
    const { deviceId: source, topics } = this.place;
    this.cloud.take(topics.event, { source, type, timeMs, data, sequence, replayed }, heard);
    arrived?.();
    this.pump();
  };

  private airTime(): number {
    let ms = this.random.draw(airTimeMs);
    for (const slow of this.conditions.now("slow")) {
      if (slow.componentId === this.network) ms += this.random.draw(slow.delayMs);
    }
    return Math.round(ms);
  }

  private dropExpired(): void {
    const oldestMs = this.world.nowMs() - bufferedMs;
    while (this.queue.length > 0 && (this.queue[0] as Waiting).saidAtMs < oldestMs) this.queue.shift();
  }

  private pump(): void {
    if (this.sending || !this.contact) return;
    this.dropExpired();
    if (this.queue.length > 0) {
      this.sending = true;
      this.world.at(this.world.nowMs() + this.airTime(), this.deliver);
    } else if (this.catchingUp) {
      this.catchingUp = false;
      this.caughtUp();
    }
  }

  private leave(): void {
    if (!this.contact) return;
    this.contact = false;
    for (const one of this.queue) one.stored = true;
    this.world.at(this.world.nowMs() + keepAliveSec * secMs, () => {
      if (!this.contact && this.conditions.isUp(this.cloud.id)) {
        this.cloud.tellState(this.place.topics.state, "offline");
      }
    });
    this.tryAgain();
  }

  /** Waits for the network, then for the cloud, then its turn: a whole city does not come back in one second. */
  private tryAgain(): void {
    const mine = ++this.tries;
    const { conditions, world } = this;
    conditions.whenUp(this.network, () =>
      conditions.whenUp(this.cloud.id, () =>
        world.at(world.nowMs() + this.random.int(20, 80) * secMs, () => {
          if (mine !== this.tries || !this.wanted || this.blocked > 0) return;
          if (this.wayIsUp()) this.connect();
          else this.tryAgain();
        }),
      ),
    );
  }

  inContact(): boolean {
    return this.contact;
  }

  waiting(): number {
    return this.queue.length;
  }

  send(type: EventType, data: object, timeMs: number, arrived?: () => void, heard?: () => void): void {
    if (!this.contact) this.dropExpired();
    const sequence = ++this.sequence;
    const saidAtMs = this.world.nowMs();
    this.queue.push({ type, data, timeMs, arrived, heard, saidAtMs, sequence, stored: !this.contact });
    this.pump();
  }

  connect(): void {
    this.wanted = true;
    if (this.contact) return;
    if (!this.wayIsUp()) {
      this.tryAgain();
      return;
    }
    this.contact = true;
    this.catchingUp = true;
    this.cloud.tellState(this.place.topics.state, "online");
    this.pump();
  }

  lose(): void {
    this.wanted = false;
    this.leave();
  }

  notice(): void {
    if (!this.wayIsUp()) this.leave();
  }

  block(): () => void {
    this.blocked++;
    this.leave();
    return () => {
      this.blocked--;
      if (this.blocked === 0 && this.wanted) this.tryAgain();
    };
  }
}

/** `caughtUp` is called when contact is back and all that was stored has been sent. */
export function createConnection(
  world: World,
  cloud: VendorCloud,
  place: Place,
  random: Random,
  caughtUp: () => void,
): Connection {
  return new Link(world, cloud, place, random, caughtUp);
}
