import { setTimeout as sleep } from "node:timers/promises";
import mqtt from "mqtt";
import type { Message } from "./messages.js";

/** A device's side of QoS 1: it knows which of its messages were acknowledged, and sends the others again. */
export interface Publisher<M extends Message> {
  /** Sends what has no PUBACK yet, in order. Settles when everything has, or when the connection ends. */
  publishOn(port: number): Promise<void>;
  /** In the order in which their PUBACKs came. */
  acknowledged: M[];
  done(): boolean;
}

export function createPublisher<M extends Message>(
  clientId: string,
  messages: M[],
  inFlightMax = 100,
  login: { username?: string; password?: string } = {},
): Publisher<M> {
  const waiting = new Set(messages);
  const acknowledged: M[] = [];

  async function publishOn(port: number): Promise<void> {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, {
      ...{ clientId, ...login },
      ...{ reconnectPeriod: 0, connectTimeout: 10_000 },
    });
    let over = false;
    let inFlight = 0;
    let wake = (): void => {};
    const end = (): void => {
      over = true;
      wake();
    };
    client.on("error", end);
    client.on("close", end);
    await new Promise<void>((resolve) => {
      client.once("connect", () => resolve());
      client.once("close", () => resolve());
    });
    for (const message of [...waiting]) {
      while (inFlight >= inFlightMax && !over) await new Promise<void>((resolve) => (wake = resolve));
      if (over) break;
      inFlight++;
      client.publish(message.topic, message.payload, { qos: 1 }, (error) => {
        inFlight--;
        if (!error) {
          waiting.delete(message);
          acknowledged.push(message);
        }
        wake();
      });
    }
    while (inFlight > 0 && !over) await new Promise<void>((resolve) => (wake = resolve));
    // What was read from the socket before it closed has been handed over by now.
    await sleep(0);
    await client.endAsync(true).catch(() => undefined);
  }

  return { publishOn, acknowledged, done: () => waiting.size === 0 };
}
