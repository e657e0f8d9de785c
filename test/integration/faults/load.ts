import { setTimeout as sleep } from "node:timers/promises";
import mqtt from "mqtt";
import { mosquittoUsers } from "../../support/mosquitto.js";
import type { Message } from "../service/messages.js";

/** A door by which messages come in at a steady pace, each until somebody has acknowledged it. */
export interface Load {
  /** Ids of messages, with the time. */
  acknowledged: Map<string, number>;
  /** Sends one more beside the pace. */
  send(message: Message): void;
  /** Keeps the pace from here on with what `next` makes. */
  start(next: () => Message | null): void;
  /** Nothing new; what has not been acknowledged is still sent again. */
  stop(): void;
  unacknowledged(): number;
  close(): Promise<void>;
}

interface Sender {
  send(message: Message): Promise<void>;
  close(): Promise<unknown>;
}

function paced(sender: Sender, perSec: number): Load {
  const acknowledged = new Map<string, number>();
  const waiting = new Set<Message>();
  let timer: NodeJS.Timeout | undefined;
  const send = (message: Message) => {
    waiting.add(message);
    void sender.send(message).then(
      () => {
        waiting.delete(message);
        acknowledged.set(message.id, Date.now());
      },
      // Closed before anybody has answered.
      () => undefined,
    );
  };
  return {
    acknowledged,
    send,
    start(next) {
      timer = setInterval(() => {
        const message = next();
        if (message) send(message);
      }, 1_000 / perSec);
    },
    stop: () => clearInterval(timer),
    unacknowledged: () => waiting.size,
    async close() {
      clearInterval(timer);
      await sender.close();
    },
  };
}

/** A gateway before the broker, with QoS 1: MQTT.js sends again on the next connection what has no PUBACK. */
export function mqttLoad(port: number, perSec: number): Load {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
    clientId: "gateway",
    username: "device",
    password: mosquittoUsers.device,
    reconnectPeriod: 250,
    connectTimeout: 5_000,
    keepalive: 5,
  });
  client.on("error", () => undefined);
  return paced(
    {
      send: async ({ topic, payload }) => void (await client.publishAsync(topic, payload, { qos: 1 })),
      close: () => client.endAsync(true),
    },
    perSec,
  );
}

const answerMaxMs = 15_000;

/** A system that posts its events one by one and repeats each until it is told that it is stored. */
export function httpLoad(httpUrl: string, perSec: number): Load {
  const closing = new AbortController();
  return paced(
    {
      async send({ topic, payload }) {
        while (!closing.signal.aborted) {
          const answer = await fetch(`${httpUrl}/v1/events`, {
            method: "POST",
            headers: { "content-type": "application/json" },
            body: JSON.stringify({ ...(JSON.parse(payload) as object), topic }),
            signal: AbortSignal.any([closing.signal, AbortSignal.timeout(answerMaxMs)]),
          }).catch(() => null);
          await answer?.arrayBuffer().catch(() => undefined);
          if (answer?.ok) return;
          await sleep(500);
        }
        throw new Error("closed");
      },
      close: async () => closing.abort(),
    },
    perSec,
  );
}
