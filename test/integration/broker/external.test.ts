import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import mqtt, { type MqttClient } from "mqtt";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { RawMessage, Settled } from "../../../ingest/message.js";
import { connectBroker, type ExternalBroker } from "../../../services/broker/external/external-broker.js";
import type { ExternalBrokerOptions } from "../../../services/broker/external/ports.js";
import { mosquittoUsers, startMosquitto, type TestMosquitto } from "../../support/mosquitto.js";
import { until } from "../../support/service.js";
import { tempDir } from "../../support/temp-dir.js";

const silent = { info() {}, warn() {}, error() {} };

interface Taken extends RawMessage {
  text: string;
  commit: () => void;
  refuse: () => void;
}

const opened: ExternalBroker[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((broker) => broker.close()));
});

async function mosquitto(more: string[] = []): Promise<TestMosquitto> {
  const server = await startMosquitto(more);
  onTestFinished(() => server.remove());
  return server;
}

/** A Velvakt whose commits are made by hand, or at once. */
async function listenTo(
  url: string,
  { atOnce = false, ...more }: Partial<ExternalBrokerOptions> & { atOnce?: boolean } = {},
) {
  const taken: Taken[] = [];
  const lost: number[] = [];
  const submit = (message: RawMessage): Promise<Settled> =>
    new Promise((resolve, reject) => {
      const commit = () => resolve({ outcome: "stored", seq: taken.length });
      const text = Buffer.from(message.payload).toString();
      taken.push({ ...message, text, commit, refuse: () => reject(new Error("closing")) });
      if (atOnce) commit();
    });
  const broker = await connectBroker(
    { submit, lost: (ms) => lost.push(ms), log: silent },
    {
      url,
      version: "5",
      clientId: "velvakt",
      filters: ["vft/#"],
      credentials: { username: "velvakt", password: mosquittoUsers.velvakt },
      ca: null,
      certificate: null,
      drainMs: 300,
      ...more,
    },
  );
  opened.push(broker);
  return { broker, taken, lost };
}

async function device(url: string, more: mqtt.IClientOptions = {}): Promise<MqttClient> {
  const client = await mqtt.connectAsync(url, { username: "device", password: mosquittoUsers.device, ...more });
  onTestFinished(() => client.endAsync(true));
  return client;
}

const topic = "vft/v1/oslo/grorud/roll-dispenser/D-1/event";

/** Ids of the PUBACKs in whole MQTT packets. */
function pubacksIn(bytes: Buffer): number[] {
  const ids: number[] = [];
  for (let at = 0; at < bytes.length; ) {
    let length = 0;
    let head = 1;
    for (let shift = 0; ; shift += 7, head++) {
      const byte = bytes[at + head] ?? 0;
      length += (byte & 0x7f) << shift;
      if ((byte & 0x80) === 0) break;
    }
    if ((bytes[at] ?? 0) >> 4 === 4) ids.push(bytes.readUInt16BE(at + head + 1));
    at += head + 1 + length;
  }
  return ids;
}

/** Stands between Velvakt and the broker, hears what Velvakt says, and can cut the wire. */
async function wiretap(port: number) {
  const heard: Buffer[] = [];
  let wires: Socket[] = [];
  const server = createServer((here) => {
    const there = connect(port, "127.0.0.1");
    wires.push(here, there);
    heard.length = 0;
    here.on("data", (bytes: Buffer) => heard.push(bytes));
    for (const end of [here, there])
      end.on("error", () => undefined).on("close", () => [here, there].map((s) => s.destroy()));
    here.pipe(there).pipe(here);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const cut = () => {
    for (const wire of wires) wire.destroy();
    wires = [];
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const { port: tapped } = server.address() as { port: number };
  return { url: `mqtt://127.0.0.1:${tapped}`, cut, pubacks: () => pubacksIn(Buffer.concat(heard)).length };
}

describe.each(["5", "3.1.1"] as const)("a broker of somebody else's, MQTT %s", (version) => {
  it("gets no acknowledgement before its message is committed, and those in order of reception", async () => {
    const server = await mosquitto();
    const tap = await wiretap(server.port);
    const { taken } = await listenTo(tap.url, { version });
    const sender = await device(server.url);
    for (let n = 0; n < 40; n++) await sender.publishAsync(topic, String(n), { qos: 1 });
    await until("all were handed over", () => taken.length === 40);
    await sleep(200);
    expect(tap.pubacks()).toBe(0);
    for (const one of taken.slice(1, 30)) one.commit();
    await sleep(200);
    expect(tap.pubacks()).toBe(0);
    taken[0]?.commit();
    await until("the first thirty are acknowledged", () => tap.pubacks() === 30);
    await sleep(200);
    expect(tap.pubacks()).toBe(30);
    for (const one of taken) one.commit();
    await until("all are", () => tap.pubacks() === 40);
  });

  it("sends again, in order, what was not acknowledged when the connection ended; old commits acknowledge nothing on the new one", async () => {
    const server = await mosquitto();
    const tap = await wiretap(server.port);
    const { broker, taken, lost } = await listenTo(tap.url, { version });
    const sender = await device(server.url);
    for (let n = 0; n < 5; n++) await sender.publishAsync(topic, String(n), { qos: 1 });
    await until("all were handed over", () => taken.length === 5);
    taken[0]?.commit();
    await until("the first is acknowledged", () => tap.pubacks() === 1);
    await sleep(50);
    tap.cut();
    await until("they come again", () => taken.length === 9);
    await until("it is ready again", () => broker.ready() === null);
    expect(taken.slice(5).map(({ text }) => text)).toEqual(["1", "2", "3", "4"]);
    expect(lost).toHaveLength(1);
    for (const one of taken.slice(0, 5)) one.commit();
    await sleep(200);
    expect(tap.pubacks()).toBe(0);
    for (const one of taken) one.commit();
    await until("all are acknowledged", () => tap.pubacks() === 4);
  });

  it("takes at most so many at a time, and all in the end", async () => {
    const server = await mosquitto();
    const { taken } = await listenTo(server.url, { version, receiveMax: 20 });
    const sender = await device(server.url);
    for (let n = 0; n < 200; n++) sender.publish(topic, String(n), { qos: 1 });
    await until("there is no more room", () => taken.length === 20);
    await sleep(200);
    expect(taken).toHaveLength(20);
    for (let done = 0; done < 200; done++) {
      await until("the next one came", () => taken.length > done);
      taken[done]?.commit();
    }
    expect(taken.map(({ text }) => Number(text))).toEqual([...Array(200).keys()]);
  });

  it("says of a copy that the broker had kept that it is one", async () => {
    const server = await mosquitto();
    const sender = await device(server.url);
    const state = topic.replace(/event$/, "state");
    await sender.publishAsync(state, "old", { qos: 1, retain: true });
    const { taken } = await listenTo(server.url, { version, atOnce: true });
    await until("the copy came", () => taken.length === 1);
    await sender.publishAsync(state, "new", { qos: 1, retain: true });
    await until("the message came", () => taken.length === 2);
    expect(taken.map(({ text, retained }) => [text, retained])).toEqual([
      ["old", true],
      ["new", false],
    ]);
  });

  it("keeps what comes while nobody listens, and the marker comes back behind all of it", async () => {
    const server = await mosquitto();
    const first = await listenTo(server.url, { version, atOnce: true });
    await first.broker.close();
    const sender = await device(server.url);
    const all = Array.from({ length: 10_000 }, (_, n) => sender.publishAsync(topic, String(n), { qos: 1 }));
    await Promise.all(all);
    const second = await listenTo(server.url, { version, atOnce: true });
    await second.broker.marker();
    expect(second.taken.map(({ text }) => Number(text))).toEqual([...Array(10_000).keys()]);
  });
});

describe("a broker that goes away", () => {
  it("is lost once, waited for, and heard again with what it had saved", async () => {
    const server = await mosquitto();
    const { broker, taken, lost } = await listenTo(server.url, { reconnectMaxMs: 500 });
    const sender = await device(server.url, { reconnectPeriod: 0 });
    await sender.publishAsync(topic, "held", { qos: 1 });
    await until("it was handed over", () => taken.length === 1);
    await sleep(3_000);
    await server.signal("SIGKILL");
    await until("that is noticed", () => broker.ready() !== null);
    const marker = broker.marker();
    await sleep(2_000);
    expect(lost).toHaveLength(1);
    // From before what a killed broker may have forgotten.
    expect(lost[0]).toBeGreaterThan(3_000);
    await server.start();
    await marker;
    expect(broker.ready()).toBe(null);
    expect(taken.map(({ text }) => text)).toEqual(["held", "held"]);
  });

  it("is noticed when it stands still, and the gap reaches back to when it was last heard", async () => {
    const server = await mosquitto();
    const { broker, lost } = await listenTo(server.url, { keepaliveSec: 1, connectMaxMs: 1_000, reconnectMaxMs: 500 });
    await sleep(300);
    await server.signal("SIGSTOP");
    await until("that is noticed", () => broker.ready() !== null, 5_000);
    await until("connecting fails too", () => broker.ready()?.includes("connack") === true, 5_000);
    await server.signal("SIGCONT");
    await broker.marker();
    expect(lost).toHaveLength(1);
    expect(lost[0]).toBeGreaterThan(3_000 + 700);
  });

  it("need not be there at the start", async () => {
    const server = await mosquitto();
    await server.signal("SIGKILL");
    const { broker, lost } = await listenTo(server.url, { reconnectMaxMs: 300 });
    expect(broker.ready()).toContain("ECONNREFUSED");
    expect(lost).toEqual([0]);
    await server.start();
    await broker.marker();
    expect(broker.ready()).toBe(null);
  });
});

describe("who may", () => {
  it("is not let in with a wrong password, and says so", async () => {
    const server = await mosquitto();
    const { broker } = await listenTo(server.url, { credentials: { username: "velvakt", password: "wrong" } });
    expect(broker.ready()).toMatch(/not authorized/i);
  });

  it("lets devices speak and not listen", async () => {
    const server = await mosquitto();
    const sender = await device(server.url);
    let overheard = 0;
    sender.on("message", () => overheard++);
    await sender.subscribeAsync("vft/#", { qos: 1 }).catch(() => undefined);
    const { taken, broker } = await listenTo(server.url, { atOnce: true });
    await sender.publishAsync(topic, "mine", { qos: 1 });
    await broker.marker();
    expect(taken).toHaveLength(1);
    expect(overheard).toBe(0);
  });

  it("with TLS trusts the CA that is named, and shows a certificate of its own", async () => {
    const folder = tempDir();
    const pem = (name: string) => join(folder, `${name}.pem`);
    const openssl = (...args: string[]) => execFileSync("openssl", args, { stdio: "ignore", cwd: folder });
    const name = ["-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-newkey", "rsa:2048", "-nodes"];
    openssl("req", "-x509", ...name, "-subj", "/CN=ca", "-keyout", pem("ca-key"), "-out", pem("ca"));
    for (const who of ["broker", "velvakt"]) {
      const signed = ["-CA", pem("ca"), "-CAkey", pem("ca-key")];
      openssl(
        "req",
        "-x509",
        ...name,
        ...signed,
        "-subj",
        `/CN=${who}`,
        "-keyout",
        pem(`${who}-key`),
        "-out",
        pem(who),
      );
    }
    const tls = [`cafile ${pem("ca")}`, `certfile ${pem("broker")}`, `keyfile ${pem("broker-key")}`];
    const server = await mosquitto([...tls, "require_certificate true"]);
    const url = server.url.replace("mqtt:", "mqtts:");
    const read = (who: string) => readFileSync(pem(who), "utf8");
    const certificate = { cert: read("velvakt"), key: read("velvakt-key") };
    const right = await listenTo(url, { ca: read("ca"), certificate });
    expect(right.broker.ready()).toBe(null);
    const untrusted = await listenTo(url, { certificate, clientId: "other" });
    expect(untrusted.broker.ready()).toMatch(/certificate/i);
    const nobody = await listenTo(url, { ca: read("ca"), clientId: "third" });
    expect(nobody.broker.ready()).not.toBe(null);
  });
});
