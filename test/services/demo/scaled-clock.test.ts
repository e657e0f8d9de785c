import { expect, test } from "vitest";
import { createScaledClock } from "../../../services/demo/scaled-clock.js";
import { createClock } from "../../../services/runtime/clock.js";

const startMs = Date.parse("2026-11-18T06:00:00Z");

function rig(speed: number) {
  let realMs = 5_000.25;
  const clock = createScaledClock(startMs, speed, () => realMs);
  return {
    clock,
    pass(ms: number) {
      realMs += ms;
    },
  };
}

test("it stands where it is put until it runs, and then runs at its speed", () => {
  const { clock, pass } = rig(60);
  pass(1_000);
  expect(clock.nowMs()).toBe(startMs);
  clock.set(startMs + 10_000);
  pass(1_000);
  expect(clock.nowMs()).toBe(startMs + 10_000);
  clock.run();
  pass(1_500);
  expect(clock.nowMs()).toBe(startMs + 10_000 + 90_000);
});

test("it is never put back, and not put at all once it runs", () => {
  const { clock, pass } = rig(10);
  clock.set(startMs + 1_000);
  clock.set(startMs);
  expect(clock.nowMs()).toBe(startMs + 1_000);
  clock.run();
  pass(100);
  clock.set(startMs + 9_000_000);
  expect(clock.nowMs()).toBe(startMs + 2_000);
});

test("for the sequencer its time passes evenly: no step, whole milliseconds, ever later instants", () => {
  const { clock, pass } = rig(60);
  const sequencer = createClock({}, clock.sources);
  let lastUs = 0;
  for (let at = 1; at <= 50; at++) {
    if (at < 25) clock.set(startMs + at * 300_000);
    if (at === 25) clock.run();
    pass(33.7);
    expect(sequencer.stepped()).toBe(false);
    const us = sequencer.nowUs();
    expect(us).toBeGreaterThan(lastUs);
    expect(Math.abs(us / 1000 - clock.nowMs())).toBeLessThan(5);
    expect(Number.isInteger(clock.nowMs()) && Number.isInteger(clock.sources.wallMs())).toBe(true);
    lastUs = us;
  }
});
