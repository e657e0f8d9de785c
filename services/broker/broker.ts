import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer, isIP, type Server, type Socket } from "node:net";
import { Aedes, type Client } from "aedes";
import { maskTopic } from "../../ingest/stages/screen.js";
import { createDigest, type Digest } from "./digest.js";
import { BrokerError } from "./errors.js";
import { createGate, type Gate, openPrefix } from "./gate.js";
import { createPacketGuard } from "./packet-guard.js";
import { type BrokerOptions, type BrokerPorts, defaultBrokerOptions } from "./ports.js";
import { createSessions, type Sessions } from "./sessions.js";

export interface Broker {
  port: number;
  connectedClients(): number;
  /** A message of our own through the broker; settles when it has come back. */
  marker(): Promise<void>;
  /** Takes nothing more, answers what it has taken, then ends all connections without their Wills. */
  close(): Promise<void>;
}

/** The embedded MQTT 3.1.1 broker. It can be connected to when this settles. */
export async function listenBroker(ports: BrokerPorts, given: Partial<BrokerOptions> = {}): Promise<Broker> {
  const options = { ...defaultBrokerOptions, ...given };
  if (options.credentials === null && !isLoopback(options.host)) {
    throw new BrokerError(
      "BROKER_CREDENTIALS_MISSING",
      `VELVAKT_MQTT_HOST is ${options.host}, which others can reach: set a user name and password first`,
    );
  }
  const digest = createDigest(ports.log, options.reportEveryMs);
  const sessions = createSessions(options);
  const gate = createGate(ports, options, sessions);
  const aedes = await openAedes(options, sessions, gate, digest);
  for (const { topic, state } of ports.states) await publish(aedes, topic, JSON.stringify({ state }), true);

  const sockets = new Set<Socket>();
  const admit = createRateLimit(options.connectionsPerSecMax);
  const server = createServer((socket) => {
    if (!admit()) {
      digest.note("connection refused: too many a second");
      socket.destroy();
      return;
    }
    sockets.add(socket);
    const client = serve(socket, aedes, options, digest);
    socket.on("close", () => {
      sockets.delete(socket);
      sessions.ended(client);
    });
  });
  server.maxConnections = options.clientsMax;
  server.on("drop", () => digest.note("connection refused: too many clients"));
  try {
    await listen(server, options);
  } catch (error) {
    await closeAedes(aedes);
    throw error;
  }

  return {
    port: (server.address() as AddressInfo).port,
    connectedClients: () => aedes.connectedClients,
    marker: () => marker(aedes),
    async close() {
      server.close();
      await atMost(gate.drain(), options.drainMs);
      // The last acknowledgements are written in the turn after their callback.
      await new Promise(setImmediate);
      await atMost(closeAedes(aedes), options.drainMs);
      for (const socket of sockets) socket.destroy();
      digest.close();
    },
  };
}

async function openAedes(options: BrokerOptions, sessions: Sessions, gate: Gate, digest: Digest): Promise<Aedes> {
  const aedes = await Aedes.createBroker({
    connectTimeout: options.connectTimeoutMs,
    drainTimeout: options.subscriberStuckMs,
    preConnect: sessions.preConnect,
    authenticate: sessions.authenticate,
    authorizePublish: gate.authorizePublish,
    // Null is MQTT's "failure" for this one filter.
    authorizeSubscribe: (_client, filter, done) => done(null, filter.topic.startsWith(openPrefix) ? filter : null),
  });
  aedes.on("clientError", (client, error) => digest.note(reasonOf(error), nameOf(client)));
  aedes.on("connectionError", (_client, error) => digest.note(reasonOf(error)));
  // Not in the types: an error of the broker's own store, which would otherwise end the process.
  (aedes as NodeJS.EventEmitter).on("error", (error: Error) => digest.note(reasonOf(error)));
  return aedes;
}

function serve(socket: Socket, aedes: Aedes, options: BrokerOptions, digest: Digest): Client {
  socket.setNoDelay(true);
  // For clients without an MQTT keep-alive: a peer that vanished is noticed all the same.
  socket.setKeepAlive(true, 60_000);
  const client = aedes.handle(socket);
  const guard = createPacketGuard(options.connectBytesMax, options.packetBytesMax);
  // After Aedes' own listener, so that this one only looks on and does not start the flow.
  socket.on("data", (chunk: Buffer) => {
    if (guard.accept(chunk) || socket.destroyed) return;
    digest.note("BROKER_PACKET_TOO_LARGE", nameOf(client));
    socket.destroy();
  });
  return client;
}

async function listen(server: Server, { host, port }: BrokerOptions): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, "listening");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") {
      const what = `port ${port} on ${host} is taken; set VELVAKT_MQTT_PORT to a free one`;
      throw new BrokerError("BROKER_PORT_IN_USE", what, { cause: error });
    }
    const what = `cannot listen on ${host}:${port} (VELVAKT_MQTT_HOST, VELVAKT_MQTT_PORT): ${message}`;
    throw new BrokerError("BROKER_LISTEN_FAILED", what, { cause: error });
  }
}

function publish(aedes: Aedes, topic: string, payload: string, retain: boolean): Promise<void> {
  const packet = { cmd: "publish", qos: 0, dup: false, retain, topic, payload: Buffer.from(payload) } as const;
  return new Promise((resolve, reject) => {
    aedes.publish(packet, (error) => (error ? reject(error) : resolve()));
  });
}

/** Below a name that no client can publish or subscribe to. */
async function marker(aedes: Aedes): Promise<void> {
  const topic = `velvakt/marker/${randomUUID()}`;
  let arrived = (): void => {};
  const back = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const deliver = (_packet: unknown, done: () => void): void => {
    done();
    arrived();
  };
  await new Promise<void>((resolve) => aedes.subscribe(topic, deliver, resolve));
  await publish(aedes, topic, "", false);
  await back;
  await new Promise<void>((resolve) => aedes.unsubscribe(topic, deliver, resolve));
}

function createRateLimit(perSecMax: number): () => boolean {
  let second = 0;
  let count = 0;
  return () => {
    const now = Math.floor(performance.now() / 1000);
    if (now !== second) count = 0;
    second = now;
    count++;
    return count <= perSecMax;
  };
}

/** Devices choose their id themselves, so it may say who somebody is. */
function nameOf({ id }: Client): { clientId: string | null } {
  return { clientId: id ? maskTopic(id) : null };
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function reasonOf(error: Error & { code?: string }): string {
  return error instanceof BrokerError ? error.code : (error.code ?? error.message);
}

const closeAedes = (aedes: Aedes): Promise<void> => new Promise((resolve) => aedes.close(() => resolve()));

async function atMost(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
