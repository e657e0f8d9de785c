import { setTimeout as sleep } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import type { CityMessage } from "../city/world.js";

export type SimulateErrorCode = "SIMULATE_BROKER_UNREACHABLE" | "SIMULATE_BROKER_LOST" | "SIMULATE_FILE_UNWRITABLE";

/** Something outside the city that the user has to see to; the message says what. */
export class SimulateError extends Error {
  override readonly name = "SimulateError";
  constructor(
    readonly code: SimulateErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const connectMaxMs = 10_000;
const reconnectEveryMs = 1_000;
/** A broker that stays away for longer is said to be lost. */
const defaults = { awayMaxMs: 30_000 };
/** Messages published and not acknowledged; whoever has more waits. */
const underWayMax = 500;

export interface Publisher {
  /** Settles as soon as there is room for the next one. Rejects when the broker is lost. */
  publish(message: CityMessage): Promise<void>;
  published(): number;
  /** Waits for acknowledgements that are due; `cut` does not. */
  close(cut?: boolean): Promise<void>;
}

/** The address without its password, for people. */
function shown(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : null;
  return parsed === null ? url : `${parsed.protocol}//${parsed.host}`;
}

async function connect(url: string): Promise<MqttClient> {
  const client = mqtt.connect(url, { reconnectPeriod: 0, connectTimeout: connectMaxMs });
  try {
    await new Promise<void>((resolve, reject) => {
      client.once("connect", () => resolve());
      client.once("error", reject);
      client.once("close", () => reject(new Error("the connection was closed")));
    });
  } catch (error) {
    await client.endAsync(true);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new SimulateError(
      "SIMULATE_BROKER_UNREACHABLE",
      `The broker ${shown(url)} cannot be reached (${code ?? message}). Is it running, and does it take MQTT there?`,
      { cause: error },
    );
  }
  client.options.reconnectPeriod = reconnectEveryMs;
  return client;
}

/**
 * One connection that speaks for the whole city, as the vendor's bridge does: the broker sees the
 * messages of each device in their order. Short interruptions are waited out, nothing is lost in them.
 */
export async function openPublisher(url: string, options: Partial<typeof defaults> = {}): Promise<Publisher> {
  const { awayMaxMs } = { ...defaults, ...options };
  const client = await connect(url);
  let underWay = 0;
  let published = 0;
  let failure: Error | null = null;
  let wakeUp = (): void => {};
  let awayTimer: NodeJS.Timeout | undefined;

  function fail(error: Error): void {
    failure ??= error;
    wakeUp();
  }

  client.on("error", () => undefined);
  client.on("close", () => {
    awayTimer ??= setTimeout(() => {
      const what = `The broker ${shown(url)} went away and has not come back for ${awayMaxMs / 1_000} s.`;
      fail(new SimulateError("SIMULATE_BROKER_LOST", what));
    }, awayMaxMs);
  });
  client.on("connect", () => {
    clearTimeout(awayTimer);
    awayTimer = undefined;
  });

  return {
    published: () => published,
    async publish({ topic, payload, retained }) {
      while (underWay >= underWayMax && failure === null) {
        await new Promise<void>((resolve) => {
          wakeUp = resolve;
        });
      }
      if (failure !== null) throw failure;
      underWay++;
      client.publishAsync(topic, JSON.stringify(payload), { qos: 1, retain: retained }).then(
        () => {
          underWay--;
          published++;
          wakeUp();
        },
        (error: Error) => fail(error),
      );
    },
    async close(cut = false) {
      clearTimeout(awayTimer);
      client.removeAllListeners("close");
      await client.endAsync(cut || failure !== null || !client.connected);
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
