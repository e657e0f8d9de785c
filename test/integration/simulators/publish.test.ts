import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import type { RawMessage, Settled } from "../../../ingest/message.js";
import { type Broker, listenBroker } from "../../../services/broker/broker.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { openPublisher, publishPaced } from "../../../simulators/cli/publish.js";
import { cityOf, cityStartMs, hourMs } from "../../simulators/support.js";
import { testLogger } from "../../support/ingest.js";

interface Taken {
  topic: string;
  payload: string;
}

/** A broker that notes what it is sent; its port stays the same when it is started again. */
async function startBroker(port = 0, settle: () => Promise<void> = async () => {}) {
  const taken: Taken[] = [];
  const submit = async ({ topic, payload }: RawMessage): Promise<Settled> => {
    await settle();
    taken.push({ topic, payload: Buffer.from(payload).toString("utf8") });
    return { outcome: "stored", seq: taken.length };
  };
  const broker: Broker = await listenBroker({ submit, states: [], log: testLogger() }, { port, drainMs: 200 });
  onTestFinished(broker.close);
  return { broker, taken, url: `mqtt://127.0.0.1:${broker.port}` };
}

function cityMessages() {
  return [...messagesOf(cityOf("demo-morning", 10), cityStartMs, cityStartMs + 6 * hourMs)];
}

async function publisherTo(url: string, options?: { awayMaxMs: number }) {
  const publisher = await openPublisher(url, options);
  onTestFinished(() => publisher.close(true));
  return publisher;
}

test("a broker gets everything the city says, in its order, at any speed", async () => {
  const { taken, url } = await startBroker();
  const messages = cityMessages();
  const publisher = await publisherTo(url);
  const signal = new AbortController().signal;
  await publishPaced(messages, publisher, { speed: 1e9, nowMs: () => Number.MAX_SAFE_INTEGER, signal });
  await publisher.close();
  expect(publisher.published()).toBe(messages.length);
  expect(taken).toEqual(messages.map(({ topic, payload }) => ({ topic, payload: JSON.stringify(payload) })));
});

test("each message goes out at its moment of simulated time, and a signal ends it at once", async () => {
  const { taken, url } = await startBroker();
  const publisher = await publisherTo(url);
  const stop = new AbortController();
  const beganMs = performance.now();
  const speed = 3_600;
  const nowMs = () => cityStartMs + (performance.now() - beganMs) * speed;
  const early: number[] = [];
  const progress = ({ receivedAtMs }: { receivedAtMs: number }) => early.push(receivedAtMs - nowMs());
  const publishing = publishPaced(cityMessages(), publisher, { speed, nowMs, signal: stop.signal, progress });
  await sleep(1_000);
  stop.abort();
  await publishing;
  const untilMs = nowMs();
  await publisher.close();
  expect(taken.length).toBeGreaterThan(100);
  // A timer may fire a millisecond before its time.
  expect(Math.max(...early)).toBeLessThan(2 * speed);
  const lastMs = Date.parse((JSON.parse(taken.at(-1)?.payload ?? "") as { time: string }).time);
  expect(lastMs).toBeLessThanOrEqual(untilMs);
});

test("a broker that is away for a moment misses nothing", async () => {
  const messages = cityMessages();
  const first = await startBroker(0, () => sleep(2));
  const publisher = await publisherTo(first.url);
  const signal = new AbortController().signal;
  const publishing = publishPaced(messages, publisher, { speed: 1e9, nowMs: () => Number.MAX_SAFE_INTEGER, signal });
  // In the middle of it, however fast the machine is.
  while (first.taken.length < 20) await sleep(1);
  await first.broker.close();
  const second = await startBroker(first.broker.port);
  await publishing;
  await publisher.close();
  const got = new Set([...first.taken, ...second.taken].map(({ topic, payload }) => `${topic} ${payload}`));
  expect(first.taken.length).toBeGreaterThan(0);
  expect(second.taken.length).toBeGreaterThan(0);
  expect(messages.filter(({ topic, payload }) => !got.has(`${topic} ${JSON.stringify(payload)}`))).toEqual([]);
});

test("a broker that stays away is said to be lost, and nothing hangs", async () => {
  const { broker, url } = await startBroker();
  const publisher = await publisherTo(url, { awayMaxMs: 200 });
  await broker.close();
  const signal = new AbortController().signal;
  const nowMs = () => Number.MAX_SAFE_INTEGER;
  const publishing = publishPaced(cityMessages(), publisher, { speed: 1, nowMs, signal });
  await expect(publishing).rejects.toMatchObject({ code: "SIMULATE_BROKER_LOST" });
});
