import { setTimeout as sleep } from "node:timers/promises";
import type { MqttClient } from "mqtt";
import type { CityMessage } from "../city/world.js";
import { SimulateError } from "./errors.js";
import { type Credentials, shownAddress } from "./link.js";
import { openPool } from "./pool.js";

/** A broker that stays away for longer than `awayMaxMs` is said to be lost. */
const defaults = { awayMaxMs: 30_000, bridges: 1, direct: 0 };
/** Messages published and not acknowledged; whoever has more waits. */
const underWayMax = 500;

export interface Publisher {
  /** Settles as soon as there is room for the next one. Rejects when the broker is lost. */
  publish(message: CityMessage): Promise<void>;
  published(): number;
  /** Waits for acknowledgements that are due; `cut` does not. */
  close(cut?: boolean): Promise<void>;
}

export interface PublisherOptions extends Credentials, Partial<typeof defaults> {}

/** Tells once when one of the connections has been away for too long. */
function createWatch(awayMaxMs: number, lost: () => void) {
  const timers = new Map<MqttClient, NodeJS.Timeout>();
  const clear = (client: MqttClient) => {
    clearTimeout(timers.get(client));
    timers.delete(client);
  };
  return {
    watch(client: MqttClient): void {
      client.on("close", () => {
        if (!timers.has(client)) timers.set(client, setTimeout(lost, awayMaxMs));
      });
      client.on("connect", () => clear(client));
    },
    stop(): void {
      for (const client of [...timers.keys()]) clear(client);
    },
  };
}

/** Speaks for the whole city. Short interruptions are waited out, nothing is lost in them. */
export async function openPublisher(url: string, options: PublisherOptions = {}): Promise<Publisher> {
  const { awayMaxMs, ...rest } = { ...defaults, ...options };
  /** Messages that are not acknowledged yet, in all and by connection. */
  let underWay = 0;
  const pending = new Map<MqttClient, number>();
  let published = 0;
  let failure: Error | null = null;
  let wakeUp = (): void => {};

  function fail(error: Error): void {
    failure ??= error;
    wakeUp();
  }

  const away = createWatch(awayMaxMs, () => {
    const what = `The broker ${shownAddress(url)} went away and has not come back for ${awayMaxMs / 1_000} s.`;
    fail(new SimulateError("SIMULATE_BROKER_LOST", what));
  });
  const pool = await openPool(url, { ...rest, watch: away.watch });

  /** Waits until there is a change worth looking at. */
  const change = () =>
    new Promise<void>((resolve) => {
      wakeUp = resolve;
    });

  async function cutWhenIdle(client: MqttClient, cut: () => void): Promise<void> {
    while ((pending.get(client) ?? 0) > 0 && failure === null) await change();
    pending.delete(client);
    cut();
    published++;
  }

  function count(client: MqttClient, by: 1 | -1): void {
    underWay += by;
    pending.set(client, (pending.get(client) ?? 0) + by);
  }

  return {
    published: () => published,
    async publish(message) {
      while (underWay >= underWayMax && failure === null) await change();
      if (failure !== null) throw failure;
      const { client, cut } = pool.wayOf(message);
      if (cut !== null) return cutWhenIdle(client, cut);
      count(client, 1);
      client.publishAsync(message.topic, JSON.stringify(message.payload), { qos: 1, retain: message.retained }).then(
        () => {
          count(client, -1);
          published++;
          wakeUp();
        },
        (error: Error) => fail(error),
      );
    },
    async close(cut = false) {
      while (!cut && underWay > 0 && failure === null) await change();
      away.stop();
      await pool.close(cut || failure !== null);
    },
  };
}

export interface PaceOptions {
  /** Simulated milliseconds in a real one. */
  speed: number;
  /** The simulated time. */
  nowMs: () => number;
  signal: AbortSignal;
  progress?: (message: CityMessage) => void;
}

/** Publishes each message at its moment of simulated time, until they end or `signal` stops it. */
export async function publishPaced(
  messages: Iterable<CityMessage>,
  publisher: Publisher,
  { speed, nowMs, signal, progress }: PaceOptions,
): Promise<void> {
  for (const message of messages) {
    const waitMs = (message.receivedAtMs - nowMs()) / speed;
    // Cut off by the signal, sleep rejects: that is the end, and no error.
    if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await publisher.publish(message);
    progress?.(message);
  }
}
