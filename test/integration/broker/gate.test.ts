import { describe, expect, it, vi } from "vitest";
import { startBroker } from "../../support/broker.js";
import { doorOpened, eventTopic, stateTopic } from "../../support/ingest.js";
import { closed, connectMqtt, pubacksOf } from "../../support/mqtt.js";

const payloadOf = (id: string) => Buffer.from(doorOpened(id).payload);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function idsIn(store: Awaited<ReturnType<typeof startBroker>>["store"]): string[] {
  return store.events.flatMap(({ event }) => (event.kind === "telemetry" ? [event.event.id] : []));
}

describe("the gate before an acknowledgement", () => {
  it("sends no PUBACK as long as the commit has not succeeded", async () => {
    const { port, store } = await startBroker();
    store.orders.push("ok", "hang");
    const client = await connectMqtt(port);
    const acknowledged = pubacksOf(client);
    const publishing = client.publishAsync(eventTopic, payloadOf("a"), { qos: 1 });
    await vi.waitUntil(() => store.orders.length === 0);
    await pause(150);
    expect(acknowledged).toEqual([]);
    store.release();
    await publishing;
    expect(acknowledged).toHaveLength(1);
    expect(idsIn(store)).toEqual(["a"]);
  });

  it("never acknowledges what is not stored at that moment, in a thousand messages with a store that fails", async () => {
    const { port, store } = await startBroker();
    const client = await connectMqtt(port);
    const early: string[] = [];
    for (let n = 0; n < 60; n++) store.orders.push(n % 3 === 0 ? "fail" : n % 3 === 1 ? "slow" : "fail-after-write");
    await Promise.all(
      Array.from({ length: 1_000 }, async (_, n) => {
        await client.publishAsync(eventTopic, payloadOf(`m-${n}`), { qos: 1 });
        if (!store.keys.has(`urn:d-1 m-${n}`)) early.push(`m-${n}`);
      }),
    );
    expect(early).toEqual([]);
    expect(idsIn(store)).toEqual(Array.from({ length: 1_000 }, (_, n) => `m-${n}`));
  });

  it("acknowledges in the order of publishing", async () => {
    const { port } = await startBroker();
    const client = await connectMqtt(port);
    const acknowledged = pubacksOf(client);
    const sent: number[] = [];
    client.on("packetsend", (packet) => {
      if (packet.cmd === "publish" && packet.messageId !== undefined) sent.push(packet.messageId);
    });
    const topics = [eventTopic, "somewhere/else", stateTopic];
    await Promise.all(
      Array.from({ length: 300 }, (_, n) =>
        client.publishAsync(topics[n % 3] ?? eventTopic, payloadOf(`m-${n}`), { qos: 1 }),
      ),
    );
    expect(acknowledged).toEqual(sent);
  });

  it("cuts the sender off when the store stays away, and stores once what it then sends again", async () => {
    const { port, store } = await startBroker({ holdMs: 100 });
    store.orders.push("hang");
    const client = await connectMqtt(port);
    const acknowledged = pubacksOf(client);
    const gone = closed(client);
    client.publishAsync(eventTopic, payloadOf("a"), { qos: 1 }).catch(() => {});
    await gone;
    expect(acknowledged).toEqual([]);
    store.release();
    const again = await connectMqtt(port);
    await again.publishAsync(eventTopic, payloadOf("a"), { qos: 1, dup: true });
    expect(idsIn(store)).toEqual(["a"]);
  });

  it("stores what comes with QoS 0 and QoS 2 too, the latter once", async () => {
    const { port, store } = await startBroker();
    const client = await connectMqtt(port);
    await client.publishAsync(eventTopic, payloadOf("zero"), { qos: 0 });
    await client.publishAsync(eventTopic, payloadOf("two"), { qos: 2 });
    await vi.waitUntil(() => store.events.length === 2);
    expect(idsIn(store)).toEqual(["zero", "two"]);
  });

  it("does not answer QoS 2 before the commit either", async () => {
    const { port, store } = await startBroker();
    store.orders.push("ok", "hang");
    const client = await connectMqtt(port);
    const answers: string[] = [];
    client.on("packetreceive", ({ cmd }) => answers.push(cmd));
    const publishing = client.publishAsync(eventTopic, payloadOf("a"), { qos: 2 });
    await vi.waitUntil(() => store.orders.length === 0);
    await pause(100);
    expect(answers).toEqual([]);
    store.release();
    await publishing;
    expect(answers).toEqual(["pubrec", "pubcomp"]);
  });

  it("answers what it has taken before it closes", async () => {
    const { broker, port, store } = await startBroker({ drainMs: 5_000 });
    store.orders.push("ok", "hang");
    const client = await connectMqtt(port);
    const publishing = client.publishAsync(eventTopic, payloadOf("a"), { qos: 1 });
    await vi.waitUntil(() => store.orders.length === 0);
    const closing = broker.close();
    const acknowledged = pubacksOf(client);
    client.publishAsync(eventTopic, payloadOf("too-late"), { qos: 1 }).catch(() => {});
    await pause(50);
    store.release();
    await publishing;
    await closing;
    expect(acknowledged).toHaveLength(1);
    expect(idsIn(store)).toEqual(["a"]);
  });
});

describe("a message that cannot be used", () => {
  it.each([
    ["outside vft/", "somewhere/else"],
    ["in $SYS", "$SYS/x/new/clients"],
    ["of another version", "vft/v9/oslo/grorud/roll-dispenser/D-1/event"],
    ["with hundred levels", `vft/${"x/".repeat(90)}event`],
  ])("is quarantined and acknowledged with a topic %s, and the one next to it is stored", async (_what, topic) => {
    const { port, store, broker } = await startBroker();
    const client = await connectMqtt(port, { clientId: "victim" });
    const bad = client.publishAsync(topic, "victim", { qos: 1 });
    const good = client.publishAsync(eventTopic, payloadOf("a"), { qos: 1 });
    await Promise.all([bad, good]);
    expect(store.batches.flatMap(({ quarantined }) => quarantined)).toMatchObject([
      { reason: "INGEST_TOPIC_INVALID", topic },
    ]);
    expect(idsIn(store)).toEqual(["a"]);
    expect(client.connected).toBe(true);
    expect(broker.connectedClients()).toBe(1);
  });

  it("is quarantined and acknowledged when it has a megabyte, and takes nobody with it", async () => {
    const { port, store } = await startBroker();
    const client = await connectMqtt(port);
    await client.publishAsync(eventTopic, Buffer.alloc(1024 * 1024, "x"), { qos: 1 });
    await client.publishAsync(eventTopic, payloadOf("a"), { qos: 1 });
    expect(store.events.map(({ event }) => (event.kind === "rejected" ? event.reason : event.kind))).toEqual([
      "INGEST_TOO_LARGE",
      "telemetry",
    ]);
  });

  it("is never shown to subscribers, nor retained", async () => {
    const { port, broker } = await startBroker();
    const seen: string[] = [];
    const client = await connectMqtt(port);
    client.on("message", (topic, payload) => seen.push(`${topic} ${payload.toString().slice(0, 20)}`));
    await client.subscribeAsync("vft/#", { qos: 1 });
    await client.publishAsync(stateTopic, '{"state":"sideways"}', { qos: 1, retain: true });
    await client.publishAsync(eventTopic, '{"note":"01010750160"}', { qos: 1, retain: true });
    await client.publishAsync(stateTopic, '{"state":"online"}', { qos: 1, retain: true });
    await vi.waitUntil(() => seen.length > 0);
    const later = await connectMqtt(port);
    later.on("message", (topic, payload) => seen.push(`later ${topic} ${payload.toString().slice(0, 20)}`));
    await later.subscribeAsync("vft/#", { qos: 1 });
    await vi.waitUntil(() => seen.length > 1);
    await broker.marker();
    await pause(50);
    expect(seen).toEqual([`${stateTopic} {"state":"online"}`, `later ${stateTopic} {"state":"online"}`]);
  });
});
