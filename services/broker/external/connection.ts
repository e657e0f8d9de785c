import { connect, type IClientOptions, type IPublishPacket, type MqttClient } from "mqtt";
import { BrokerError } from "../errors.js";
import type { ExternalBrokerOptions } from "./ports.js";
import { createPubackLine, type PubackLine } from "./puback-line.js";

/** One life of the connection to the broker: made whole, used until it ends, then thrown away. */
export interface Connection {
  /** Connected and subscribed; rejects with the reason if it ends before. Says whether the broker knew our session. */
  ready: Promise<{ sessionPresent: boolean }>;
  /** Why it ended. */
  ended: Promise<string>;
  /** `performance.now()` of the last packet, whatever it was; null before the first. */
  lastHeardAtMs(): number | null;
  publish(topic: string, payload: string): Promise<unknown>;
  acknowledgementsDue(): number;
  close(limitMs: number): Promise<void>;
}

export interface Reception {
  /** Settles when the message is stored; null leaves it unanswered, for the next connection. */
  take(packet: IPublishPacket): Promise<unknown> | null;
  /** Calls back when there is room for one more message: the socket is not read until then. */
  room(next: () => void): void;
}

/** MQTT.js sends its acknowledgement through this, which is not in its types. */
type WithSending = { _sendPacket: (packet: { cmd: string; messageId?: number }, done?: () => void) => void };

/**
 * MQTT.js acknowledges a message as soon as `handleMessage` calls back and hands over one at a time, so waiting there
 * for a commit would let through 49 messages a second. Instead messages are let through, its acknowledgements are
 * swallowed on their way out, and the line sends its own after the commits.
 */
function deferAcknowledgements(client: MqttClient, { take, room }: Reception): PubackLine {
  const inner = client as unknown as WithSending;
  const send = inner._sendPacket.bind(client);
  const line = createPubackLine(
    (messageId) => send({ cmd: "puback", messageId }),
    () => client.stream.destroy(),
  );
  inner._sendPacket = (packet, done) => {
    if (packet.cmd === "puback") done?.();
    else send(packet, done);
  };
  client.handleMessage = (packet, next) => {
    const stored = take(packet as IPublishPacket);
    if (stored !== null && packet.qos > 0) line.hold(packet.messageId ?? 0, stored);
    room(next);
  };
  return line;
}

export function clientOptions(options: ExternalBrokerOptions): IClientOptions {
  const { version, clientId, credentials, ca, certificate } = options;
  return {
    protocolVersion: version === "5" ? 5 : 4,
    clientId,
    clean: false,
    keepalive: options.keepaliveSec,
    connectTimeout: options.connectMaxMs,
    // Each connection is a client of its own: nothing of one leaks into the next.
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    ...(version === "5" && {
      properties: { sessionExpiryInterval: options.sessionExpirySec, receiveMaximum: options.receiveMax },
    }),
    ...(credentials ?? {}),
    ...(ca !== null && { ca }),
    ...(certificate ?? {}),
  };
}

export function openConnection(options: ExternalBrokerOptions, topics: string[], reception: Reception): Connection {
  const client = connect(options.url, clientOptions(options));
  const line = deferAcknowledgements(client, reception);
  let lastHeardAtMs: number | null = null;
  let reason = "the connection was closed";
  client.on("packetreceive", () => {
    lastHeardAtMs = performance.now();
  });
  client.on("error", (error) => {
    reason = reasonOf(error);
    // A refusal leaves the socket to the broker, which may never close it.
    client.stream.destroy();
  });
  client.on("disconnect", ({ reasonCode }) => {
    reason = `the broker ended the connection (${reasonCode})`;
  });
  const ended = new Promise<string>((resolve) => {
    client.once("close", () => {
      line.drop();
      client.end(true);
      resolve(reason);
    });
  });

  async function connected(): Promise<{ sessionPresent: boolean }> {
    const sessionPresent = await new Promise<boolean>((resolve, reject) => {
      client.once("connect", (packet) => resolve(packet.sessionPresent));
      void ended.then((why) => reject(new BrokerError("BROKER_UNREACHABLE", why)));
    });
    const granted = await client.subscribeAsync(topics, { qos: 1 });
    const refused = granted.find(({ qos }) => qos !== 1);
    if (refused === undefined) return { sessionPresent };
    reason = `the broker refuses the subscription to ${refused.topic}`;
    client.stream.destroy();
    throw new BrokerError("BROKER_UNREACHABLE", reason);
  }

  const ready = connected();
  ready.catch(() => undefined);
  return {
    ready,
    ended,
    lastHeardAtMs: () => lastHeardAtMs,
    publish: (topic, payload) => client.publishAsync(topic, payload, { qos: 1 }),
    acknowledgementsDue: () => line.held(),
    async close(limitMs) {
      const timer = setTimeout(() => client.stream.destroy(), limitMs);
      client.end(false);
      await ended;
      clearTimeout(timer);
    },
  };
}

export function reasonOf(error: Error & { code?: unknown }): string {
  return typeof error.code === "string" ? `${error.code}: ${error.message}` : error.message || error.name;
}
