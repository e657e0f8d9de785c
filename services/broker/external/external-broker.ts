import { randomUUID } from "node:crypto";
import type { IPublishPacket } from "mqtt";
import { pause } from "../../runtime/pause.js";
import type { Broker } from "../broker.js";
import { createDigest } from "../digest.js";
import { BrokerError } from "../errors.js";
import { type Connection, openConnection, type Reception } from "./connection.js";
import { defaultExternalOptions, type ExternalBrokerOptions, type ExternalBrokerPorts } from "./ports.js";

export interface ExternalBroker extends Omit<Broker, "connectedClients"> {
  /** Null while messages come in, or why not. */
  ready(): string | null;
}

type Given = Partial<ExternalBrokerOptions> & Omit<ExternalBrokerOptions, keyof typeof defaultExternalOptions>;

/**
 * Listens to somebody else's broker, over a session that it keeps while we are away. Settles after the first attempt to
 * connect and goes on trying: a broker that is not there is a gap, which is told, and no reason not to start.
 */
export async function connectBroker(ports: ExternalBrokerPorts, given: Given): Promise<ExternalBroker> {
  const options: ExternalBrokerOptions = { ...defaultExternalOptions, ...given };
  const digest = createDigest(ports.log, options.reportEveryMs);
  const markers = createMarkers(`velvakt/marker/${options.clientId}`);
  const reception = receive(ports, options, markers.arrived);
  const stopping = new AbortController();
  let connection: Connection | null = null;
  let listening = true;
  let notReady: string | null = "not connected yet";
  const waiting: ((connection: Connection | null) => void)[] = [];
  let failures = 0;

  function connected(made: Connection, sessionPresent: boolean): void {
    if (!sessionPresent) ports.log.warn({}, "the MQTT broker kept no session for us: it starts anew");
    failures = 0;
    listening = true;
    notReady = null;
    connection = made;
    for (const go of waiting.splice(0)) go(made);
  }

  function gone(was: Connection, reason: string): void {
    connection = null;
    notReady = reason;
    failures++;
    markers.fail();
    if (stopping.signal.aborted) return;
    digest.note(reason);
    if (!listening) return;
    listening = false;
    const heardAtMs = was.lastHeardAtMs();
    ports.lost(heardAtMs === null ? 0 : performance.now() - heardAtMs + options.unsavedMs);
  }

  async function live(tried: () => void): Promise<void> {
    const made = openConnection(options, [...options.filters, markers.topic], reception);
    const { signal } = stopping;
    const cut = () => void made.close(options.drainMs);
    signal.addEventListener("abort", cut, { once: true });
    await made.ready.then(
      ({ sessionPresent }) => connected(made, sessionPresent),
      () => undefined,
    );
    tried();
    gone(made, await made.ended);
    signal.removeEventListener("abort", cut);
  }

  async function keep(tried: () => void): Promise<void> {
    while (!stopping.signal.aborted) {
      await live(tried);
      await pause(jittered(options, failures), stopping.signal);
    }
  }

  /** The present connection, or the next one. */
  const whenConnected = (): Promise<Connection | null> =>
    connection ? Promise.resolve(connection) : new Promise((resolve) => waiting.push(resolve));

  let running: Promise<void> = Promise.resolve();
  await new Promise<void>((tried) => {
    running = keep(tried);
  });
  const { port } = new URL(options.url);
  return {
    port: Number(port) || (options.url.startsWith("mqtts:") ? 8883 : 1883),
    ready: () => notReady,
    async marker() {
      const over = await whenConnected();
      if (over === null) throw new BrokerError("BROKER_CLOSING", "Velvakt is closing");
      await markers.send((id) => over.publish(markers.topic, id));
    },
    async close() {
      reception.close();
      const giveUpAtMs = performance.now() + options.drainMs;
      while (connection?.acknowledgementsDue() && performance.now() < giveUpAtMs) await pause(10, stopping.signal);
      stopping.abort();
      for (const go of waiting.splice(0)) go(null);
      await running;
      digest.close();
    },
  };
}

/** Messages of our own, which come back behind everything that the broker held for us. */
function createMarkers(topic: string) {
  const underWay = new Map<string, { back: () => void; fail: (error: Error) => void }>();
  return {
    topic,
    /** Null if it is no marker. */
    arrived(packet: IPublishPacket): Promise<void> | null {
      if (packet.topic !== topic) return null;
      underWay.get(packet.payload.toString())?.back();
      return Promise.resolve();
    },
    async send(publish: (id: string) => Promise<unknown>): Promise<void> {
      const id = randomUUID();
      const back = new Promise<void>((resolve, reject) => underWay.set(id, { back: resolve, fail: reject }));
      try {
        await Promise.all([publish(id), back]);
      } finally {
        underWay.delete(id);
      }
    },
    fail() {
      for (const { fail } of underWay.values()) {
        fail(new BrokerError("BROKER_UNREACHABLE", "the connection ended before the marker had come back"));
      }
    },
  };
}

/**
 * Takes messages, at most `receiveMax` at a time over all connections: what an earlier one handed over still waits for
 * its commit when the broker sends it again on the next.
 */
function receive(
  { submit }: ExternalBrokerPorts,
  { receiveMax }: ExternalBrokerOptions,
  ownMarker: (packet: IPublishPacket) => Promise<void> | null,
): Reception & { close(): void } {
  const nexts: (() => void)[] = [];
  let underWay = 0;
  let closed = false;

  function settled(): void {
    underWay--;
    if (underWay < receiveMax) for (const next of nexts.splice(0)) next();
  }

  return {
    take(packet) {
      if (closed) return null;
      const marker = ownMarker(packet);
      if (marker !== null) return marker;
      underWay++;
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      const stored = submit({ topic: packet.topic, payload, retained: packet.retain });
      stored.then(settled, settled);
      return stored;
    },
    room(next) {
      if (underWay < receiveMax) next();
      else nexts.push(next);
    },
    close() {
      closed = true;
    },
  };
}

/** Half of it fixed, half by chance, so that many clients of a broker that comes back do not come at once. */
function jittered({ reconnectFirstMs, reconnectMaxMs, random }: ExternalBrokerOptions, failures: number): number {
  const ms = Math.min(reconnectMaxMs, reconnectFirstMs * 2 ** Math.min(failures, 20));
  return ms / 2 + (ms / 2) * random();
}
