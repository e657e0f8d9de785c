import mqtt, { type IClientOptions, type MqttClient } from "mqtt";
import { onTestFinished } from "vitest";

/** A client that gives up at the first failure instead of trying again; gone when the test ends. */
export async function connectMqtt(port: number, options: IClientOptions = {}): Promise<MqttClient> {
  const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0, connectTimeout: 5_000, ...options });
  // What happens to the connection is the test's business, told by events and rejected promises.
  client.on("error", () => {});
  onTestFinished(() => client.endAsync(true));
  await new Promise<void>((resolve, reject) => {
    client.once("connect", () => resolve());
    client.once("error", reject);
    client.once("close", () => reject(new Error("the connection was closed")));
  });
  return client;
}

/** The ids of PUBACKs in the order in which they came. */
export function pubacksOf(client: MqttClient): number[] {
  const ids: number[] = [];
  client.on("packetreceive", (packet) => {
    if (packet.cmd === "puback" && packet.messageId !== undefined) ids.push(packet.messageId);
  });
  return ids;
}

export function closed(client: MqttClient): Promise<void> {
  return new Promise((resolve) => client.once("close", () => resolve()));
}

export function nextMessage(client: MqttClient): Promise<{ topic: string; text: string; retain: boolean }> {
  return new Promise((resolve) =>
    client.once("message", (topic, payload, { retain }) => resolve({ topic, text: payload.toString(), retain })),
  );
}
