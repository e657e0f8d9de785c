import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createClock } from "../../../services/runtime/clock.js";

const startMs = Date.UTC(2026, 0, 10, 8);

function setUp(notBeforeUs = 0) {
  let wall = startMs;
  let elapsedMs = 0;
  const clock = createClock(
    { notBeforeUs },
    { wallMs: () => wall, monotonicNs: () => BigInt(Math.round(elapsedMs * 1e6)) },
  );
  return {
    clock,
    /** Time passes on both clocks. */
    pass(ms: number, wallMs = ms) {
      elapsedMs += ms;
      wall += wallMs;
    },
    setWall(ms: number) {
      wall += ms;
    },
    nowMs: () => clock.nowUs() / 1000,
  };
}

describe("the sequencer's clock", () => {
  it("tells the wall clock's time, and never the same twice", () => {
    const { clock, pass } = setUp();
    expect(clock.nowUs()).toBe(startMs * 1000);
    expect(clock.nowUs()).toBe(startMs * 1000 + 1);
    pass(1_500);
    expect(clock.nowUs()).toBe((startMs + 1_500) * 1000);
  });

  it("follows a step forwards at once and reports it once", () => {
    const { clock, setWall, nowMs } = setUp();
    setWall(5_001);
    expect(nowMs()).toBeCloseTo(startMs, 0);
    expect(clock.stepped()).toBe(true);
    expect(clock.stepped()).toBe(false);
    expect(nowMs()).toBeCloseTo(startMs + 5_001, 0);
  });

  it("takes a difference of five seconds for drift and makes it good little by little", () => {
    const { clock, pass, nowMs } = setUp();
    pass(1_000, 1_900);
    expect(clock.stepped()).toBe(false);
    expect(nowMs()).toBeCloseTo(startMs + 1_005, 0);
    for (let second = 0; second < 200; second++) {
      pass(1_000);
      expect(clock.stepped()).toBe(false);
    }
    expect(nowMs()).toBeCloseTo(startMs + 201_900, 0);
  });

  it("goes on at half speed after a step backwards, until the wall clock has caught up", () => {
    const { clock, pass, setWall, nowMs } = setUp();
    pass(10_000);
    clock.nowUs();
    setWall(-60_000);
    expect(clock.stepped()).toBe(true);
    pass(60_000);
    expect(nowMs()).toBeCloseTo(startMs + 40_000, 0);
    pass(60_000);
    expect(nowMs()).toBeCloseTo(startMs + 70_000, 0);
    pass(60_000);
    expect(nowMs()).toBeCloseTo(startMs + 130_000, 0);
    expect(clock.stepped()).toBe(false);
  });

  it("starts no earlier than told, though the wall clock was set back meanwhile", () => {
    const { pass, nowMs } = setUp((startMs + 60_000) * 1000);
    expect(nowMs()).toBeGreaterThan(startMs + 60_000);
    pass(10_000);
    expect(nowMs()).toBeCloseTo(startMs + 65_000, 0);
  });

  it("increases strictly, whatever people do to the wall clock", () => {
    const change = fc.record({ ms: fc.nat(60_000), wallMs: fc.integer({ min: -1e7, max: 1e7 }), look: fc.boolean() });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const { clock, pass } = setUp();
        let lastUs = 0;
        for (const { ms, wallMs, look } of changes) {
          pass(ms, wallMs);
          if (look) clock.stepped();
          const us = clock.nowUs();
          expect(us).toBeGreaterThan(lastUs);
          expect(Number.isInteger(us)).toBe(true);
          lastUs = us;
        }
      }),
    );
  });
});
