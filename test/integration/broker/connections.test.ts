import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { listenBroker } from "../../../services/broker/broker.js";
import { startBroker } from "../../support/broker.js";
import { doorOpened, eventTopic, stateTopic, testLogger } from "../../support/ingest.js";
import { closed, connectMqtt, nextMessage } from "../../support/mqtt.js";
import { connectPacket } from "../../support/mqtt-bytes.js";

const offline = '{"state":"offline"}';
const will = { topic: stateTopic, payload: Buffer.from(offline), qos: 1 as const, retain: true };
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function statesIn(store: Awaited<ReturnType<typeof startBroker>>["store"]): string[] {
  return store.events.flatMap(({ event }) => (event.kind === "state" ? [event.state] : []));
}

async function openSocket(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  onTestFinished(() => void socket.destroy());
  await once(socket, "connect");
  return socket;
}

describe("a Will", () => {
  it("is stored and retained when its client vanishes", async () => {
    const { port, store } = await startBroker();
    const client = await connectMqtt(port, { will });
    client.stream.destroy();
    await vi.waitUntil(() => statesIn(store).length === 1);
    const watcher = await connectMqtt(port);
    const message = nextMessage(watcher);
    await watcher.subscribeAsync("vft/v1/oslo/#");
    expect((await message).text).toBe(offline);
    expect(statesIn(store)).toEqual(["offline"]);
  });

  it("is not published when the client says goodbye", async () => {
    const { port, store } = await startBroker();
    const client = await connectMqtt(port, { will });
    await client.endAsync();
    await pause(100);
    expect(statesIn(store)).toEqual([]);
  });

  it("is dropped when the same client connects anew before the old connection was missed", async () => {
    const { port, store, broker } = await startBroker();
    const before = await connectMqtt(port, { clientId: "D-1", will });
    const gone = closed(before);
    await connectMqtt(port, { clientId: "D-1", will });
    await gone;
    await pause(100);
    expect(statesIn(store)).toEqual([]);
    expect(broker.connectedClients()).toBe(1);
  });

  it("is published when the connection that took over vanishes itself", async () => {
    const { port, store } = await startBroker();
    await connectMqtt(port, { clientId: "D-1", will });
    const second = await connectMqtt(port, { clientId: "D-1", will });
    second.stream.destroy();
    await vi.waitUntil(() => statesIn(store).length === 1);
  });

  it("is dropped when the broker itself closes: that says nothing about devices", async () => {
    const { port, store, broker } = await startBroker();
    const client = await connectMqtt(port, { will });
    const gone = closed(client);
    await broker.close();
    await gone;
    await pause(50);
    expect(statesIn(store)).toEqual([]);
  });
});

describe("subscribers", () => {
  it("get the last states from before the start, and only what lies below vft/", async () => {
    const { port } = await startBroker({}, [{ topic: stateTopic, state: "offline" }]);
    const client = await connectMqtt(port);
    const message = nextMessage(client);
    const granted = await client.subscribeAsync(["vft/#", "#", "$SYS/#", "velvakt/#"]).catch(() => null);
    expect(granted).toBeNull();
    await client.subscribeAsync("vft/#");
    expect(await message).toEqual({ topic: stateTopic, text: offline, retain: true });
  });

  it("that are absent have nothing queued for them: no session is kept", async () => {
    const { port } = await startBroker();
    const session = { clientId: "watcher", clean: false };
    const watcher = await connectMqtt(port, session);
    await watcher.subscribeAsync("vft/#", { qos: 1 });
    await watcher.endAsync();
    const device = await connectMqtt(port);
    await device.publishAsync(eventTopic, Buffer.from(doorOpened("a").payload), { qos: 1 });
    const again = await connectMqtt(port, { ...session, resubscribe: false });
    const seen = vi.fn();
    again.on("message", seen);
    await pause(100);
    expect(seen).not.toHaveBeenCalled();
  });

  it("see their own marker come back through the broker in no client's topics", async () => {
    const { broker, port, store } = await startBroker();
    const client = await connectMqtt(port);
    const seen = vi.fn();
    client.on("message", seen);
    await client.subscribeAsync("vft/#");
    await broker.marker();
    await pause(50);
    expect(seen).not.toHaveBeenCalled();
    expect(store.events).toEqual([]);
  });
});

describe("connections", () => {
  it("survive what others send: random bytes, before and after a CONNECT", async () => {
    const { port, store } = await startBroker();
    const good = await connectMqtt(port);
    const hello = connectPacket("");
    const start = fc.constantFrom(
      Buffer.alloc(0),
      hello,
      Buffer.from([0x30]),
      Buffer.from([0x82, 0x10]),
      Buffer.from([0x10]),
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ minLength: 1, maxLength: 200 }), async (before, bytes) => {
        const socket = await openSocket(port);
        socket.write(Buffer.concat([before, bytes]));
        await Promise.race([once(socket, "close"), pause(2)]);
        socket.destroy();
      }),
      { numRuns: 400 },
    );
    await good.publishAsync(eventTopic, Buffer.from(doorOpened("a").payload), { qos: 1 });
    expect(store.events.filter(({ event }) => event.kind === "telemetry")).toHaveLength(1);
  });

  it("end when a packet is announced that is larger than allowed, and the log says why", async () => {
    const { port, log } = await startBroker();
    const client = await connectMqtt(port, { clientId: "big" });
    const gone = closed(client);
    (client.stream as Socket).write(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]));
    await gone;
    await vi.waitUntil(() => log.warn.mock.calls.length > 0);
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ reason: "BROKER_PACKET_TOO_LARGE", count: 1, clientId: "big" });
  });

  it("end when a client keeps silent for longer than it promised", async () => {
    const { port } = await startBroker();
    const socket = await openSocket(port);
    socket.write(connectPacket("s", 1));
    socket.resume();
    const startedMs = performance.now();
    await once(socket, "close");
    expect(performance.now() - startedMs).toBeGreaterThan(1_000);
  });

  it("end when nobody says who they are", async () => {
    const { port } = await startBroker({ connectTimeoutMs: 50 });
    const socket = await openSocket(port);
    socket.resume();
    await once(socket, "close");
  });

  it("are refused above the number of clients, and above so many a second", async () => {
    const few = await startBroker({ clientsMax: 1 });
    await connectMqtt(few.port);
    await expect(connectMqtt(few.port)).rejects.toThrow();
    const slow = await startBroker({ connectionsPerSecMax: 0 });
    await expect(connectMqtt(slow.port)).rejects.toThrow();
  });

  it("need user name and password where these are set", async () => {
    const credentials = { username: "velvakt", password: "secret" };
    const { port } = await startBroker({ credentials });
    await expect(connectMqtt(port)).rejects.toMatchObject({ code: 4 });
    await expect(connectMqtt(port, { ...credentials, password: "wrong" })).rejects.toMatchObject({ code: 4 });
    await expect(connectMqtt(port, { ...credentials, username: "wrong" })).rejects.toMatchObject({ code: 4 });
    const client = await connectMqtt(port, credentials);
    expect(client.connected).toBe(true);
  });
});

describe("listening", () => {
  const ports = { submit: () => new Promise<never>(() => {}), states: [], log: testLogger() };

  it("names the setting when the port is taken", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const listening = listenBroker(ports, { port });
    await expect(listening).rejects.toMatchObject({ code: "BROKER_PORT_IN_USE" });
    await expect(listening).rejects.toThrow(/VELVAKT_MQTT_PORT/);
  });

  it("is refused on an address that others can reach, as long as no password is set", async () => {
    const listening = listenBroker(ports, { port: 0, host: "0.0.0.0" });
    await expect(listening).rejects.toMatchObject({ code: "BROKER_CREDENTIALS_MISSING" });
  });
});
