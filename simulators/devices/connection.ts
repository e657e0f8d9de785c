import type { EventType } from "../../rules/model/event.js";
import type { Resident } from "../city/city.js";
import { randomOf } from "../city/random.js";
import { envelopeOf, topicOf, type World } from "../city/world.js";
import type { DispenserKind } from "./kind.js";

/** A dispenser's way to the cloud, with what waits to be sent on it. */
export interface Connection {
  inContact(): boolean;
  /** Events that have not got through yet. */
  waiting(): number;
  /** Numbers the event and sends it as soon as everything before it has arrived. */
  send(type: EventType, data: object, arrived?: () => void): void;
  connect(): void;
  lose(): void;
}

interface Waiting {
  type: EventType;
  data: object;
  timeMs: number;
  sequence: number;
  /** It was stored, or under way, while there was no contact. */
  stored: boolean;
  arrived: (() => void) | undefined;
}

const secMs = 1_000;
/** Milliseconds over 4G: most of it is quick. Source: judgement. */
const latencyMs = [
  [0, 150],
  [0.9, 1_200],
  [1, 4_000],
] as const;
/** The cloud takes a silent connection for lost after one and a half keep-alives of a minute. Source: MQTT. */
const keepAliveSec = 90;

/**
 * One queue, first in first out: so order and numbers hold whatever happens to the network. What has
 * waited out a loss of contact is marked `replayed`.
 */
export function createConnection(
  world: World,
  resident: Resident,
  kind: DispenserKind,
  /** Contact is back, and all that was stored has been sent. */
  caughtUp: () => void,
): Connection {
  const { deviceId, district } = resident;
  const random = randomOf(world.city.seed, `connection-${deviceId}`);
  const topic = (channel: "event" | "state") => topicOf(world.city, district, kind.deviceClass, deviceId, channel);
  const queue: Waiting[] = [];
  let sequence = 0;
  let contact = false;
  let sending = false;
  let catchingUp = false;

  const wayIsUp = () => world.isUp(`mobile-network@${district}`) && world.isUp("vendor-cloud");

  function sayState(state: "online" | "offline"): void {
    world.say(topic("state"), { state }, true);
  }

  function pump(): void {
    const [first] = queue;
    if (sending || !contact) return;
    if (!first) {
      if (catchingUp) caughtUp();
      catchingUp = false;
      return;
    }
    sending = true;
    world.at(world.nowMs() + Math.round(random.draw(latencyMs)), () => {
      sending = false;
      if (!contact) return;
      if (!wayIsUp()) return lose();
      queue.shift();
      const { arrived, stored, ...said } = first;
      const id = `${deviceId}-${said.sequence}`;
      const replayed = stored ? ({ replayed: true } as const) : {};
      world.say(topic("event"), envelopeOf({ ...said, ...replayed, id, source: deviceId }));
      arrived?.();
      pump();
    });
  }

  function lose(): void {
    if (!contact) return;
    contact = false;
    for (const one of queue) one.stored = true;
    world.at(world.nowMs() + keepAliveSec * secMs, () => {
      if (!contact && world.isUp("vendor-cloud")) sayState("offline");
    });
    tryAgain();
  }

  function tryAgain(): void {
    world.at(world.nowMs() + random.int(20, 80) * secMs, () => (wayIsUp() ? connect() : tryAgain()));
  }

  function connect(): void {
    if (contact) return;
    contact = true;
    catchingUp = true;
    sayState("online");
    pump();
  }

  return {
    inContact: () => contact,
    waiting: () => queue.length,
    send(type, data, arrived) {
      sequence++;
      queue.push({ type, data, timeMs: world.nowMs(), sequence, stored: !contact, arrived });
      pump();
    },
    connect,
    lose,
  };
}
