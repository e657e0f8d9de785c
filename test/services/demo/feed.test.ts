import { expect, test } from "vitest";
import type { RawMessage, Settled } from "../../../ingest/message.js";
import { feedHistory, type TimedMessage } from "../../../services/demo/feed.js";
import { createScaledClock } from "../../../services/demo/scaled-clock.js";

const startMs = Date.parse("2026-11-18T06:00:00Z");
const minMs = 60_000;

function at(min: number): TimedMessage {
  return { receivedAtMs: startMs + min * minMs, topic: `t/${min}`, payload: { min }, retained: false };
}

function rig(messages: TimedMessage[]) {
  const clock = createScaledClock(startMs, 60);
  const fed: { topic: string; min: number }[] = [];
  const shares: number[] = [];
  let underWay = 0;
  const ports = {
    clock,
    submit: async ({ topic }: RawMessage): Promise<Settled> => {
      fed.push({ topic, min: (clock.nowMs() - startMs) / minMs });
      underWay++;
      await new Promise(setImmediate);
      underWay--;
      return { outcome: "stored", seq: fed.length };
    },
    progress: (share: number) => shares.push(share),
    stopped: () => false,
  };
  return { clock, fed, shares, ports, messages: messages.values(), underWay: () => underWay };
}

test("what was received in five minutes is taken at their end, never before it was sent", async () => {
  const { fed, ports, messages } = rig([at(0), at(1), at(4.9), at(5), at(12), at(31)]);
  await feedHistory(messages, startMs + 60 * minMs, ports);
  expect(fed.map(({ topic, min }) => `${topic} at ${min}`)).toEqual([
    "t/0 at 5",
    "t/1 at 5",
    "t/4.9 at 5",
    "t/5 at 10",
    "t/12 at 15",
    "t/31 at 35",
  ]);
});

test("the clock ends where live begins, and the first live message is left over", async () => {
  const { clock, fed, shares, ports, messages, underWay } = rig([at(1), at(7), at(9), at(11), at(12)]);
  const first = await feedHistory(messages, startMs + 10 * minMs, ports);
  expect(first).toEqual(at(11));
  expect(messages.next().value).toEqual(at(12));
  expect(clock.nowMs()).toBe(startMs + 10 * minMs);
  expect(fed.map(({ topic }) => topic)).toEqual(["t/1", "t/7", "t/9"]);
  expect(underWay()).toBe(0);
  expect(shares.at(-1)).toBe(1);
});

test("stopped in between it takes nothing more", async () => {
  const { fed, ports, messages } = rig([at(1), at(7), at(13), at(19), at(60)]);
  const stopped = () => fed.length >= 2;
  expect(await feedHistory(messages, startMs + 50 * minMs, { ...ports, stopped })).toBeNull();
  expect(fed.length).toBe(2);
});
