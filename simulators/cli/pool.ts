import type { MqttClient } from "mqtt";
import type { CityMessage } from "../city/world.js";
import { type Credentials, openFirstLink, openLink } from "./link.js";

/**
 * The connections that speak for the city: a few bridges, as vendors' clouds have them, and as many
 * devices with a connection of their own as are asked for. The messages of one device always take
 * the same way, so the broker sees them in their order.
 */
export interface Pool {
  wayOf(message: CityMessage): Way;
  close(cut: boolean): Promise<void>;
}

export interface Way {
  client: MqttClient;
  /**
   * The broker tells this message itself, as the Will of the connection: so it is to be cut, without a
   * word, as soon as what was sent on it before is acknowledged.
   */
  cut: (() => void) | null;
}

export interface PoolOptions extends Credentials {
  /** Connections that speak for many devices. */
  bridges: number;
  /** Devices with a connection of their own, and a Will. */
  direct: number;
  /** A connection has been made, or is gone. */
  watch(client: MqttClient): void;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) >>> 0;
  return hash;
}

const stateEnding = "/state";

/** The part of the topic that names its sender. */
function senderOf(topic: string): string {
  return topic.slice(0, topic.lastIndexOf("/"));
}

export async function openPool(url: string, { bridges, direct, watch, ...credentials }: PoolOptions): Promise<Pool> {
  const first = await openFirstLink(url, credentials);
  const shared = [first, ...Array.from({ length: bridges - 1 }, () => openLink(url, credentials))];
  for (const client of shared) watch(client);
  /** By sender: their own connection, or null while it is cut. */
  const own = new Map<string, MqttClient | null>();

  function connectDevice(sender: string, topic: string): MqttClient {
    const payload = Buffer.from(JSON.stringify({ state: "offline" }));
    const client = openLink(url, credentials, {
      clientId: `device-${sender.slice(sender.lastIndexOf("/") + 1)}`,
      will: { topic, payload, qos: 1, retain: true },
    });
    watch(client);
    own.set(sender, client);
    return client;
  }

  function cutOff(sender: string, client: MqttClient): void {
    own.set(sender, null);
    client.removeAllListeners("close");
    client.options.reconnectPeriod = 0;
    client.stream.destroy();
    client.end(true);
  }

  function ownWay(sender: string, { topic, payload }: CityMessage): Way {
    const current = own.get(sender);
    const { state } = payload as { state?: string };
    if (state === "online") return { client: current ?? connectDevice(sender, topic), cut: null };
    if (!current) return { client: shared[0] as MqttClient, cut: null };
    return { client: current, cut: state === "offline" ? () => cutOff(sender, current) : null };
  }

  return {
    wayOf(message) {
      const sender = senderOf(message.topic);
      const isNew = own.size < direct && message.topic.endsWith(stateEnding) && !own.has(sender);
      if (isNew || own.has(sender)) return ownWay(sender, message);
      return { client: shared[hashOf(sender) % shared.length] as MqttClient, cut: null };
    },
    async close(cut) {
      const all = [...shared, ...own.values()].filter((client) => client !== null);
      for (const client of all) client.removeAllListeners("close");
      // What is not connected has nobody to say goodbye to, and would wait for its connection.
      for (const client of all) if (!client.connected) client.end(true);
      await Promise.all(all.filter((client) => client.connected).map((client) => client.endAsync(cut)));
    },
  };
}
