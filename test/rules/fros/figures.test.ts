import { expect, it } from "vitest";
import { count, countedIn, observedDays, percentile, sample, samplesOf } from "../../../rules/fros/figures.js";
import { createState } from "../../../rules/state.js";
import { rigEcosystem } from "../../support/engine.js";

const dayMs = 86_400_000;
const startMs = Date.parse("2026-03-01T12:00:00Z");

function runAt(state: ReturnType<typeof createState>, day: number) {
  state.nowMs = startMs + day * dayMs;
  state.beganMs ??= state.nowMs;
  return { state, nowMs: state.nowMs, why: "test", outputs: [] };
}

it("counts by day, over as many days as are asked for, and keeps a year", () => {
  const state = createState(rigEcosystem);
  expect(observedDays(state)).toBe(0);
  count(runAt(state, 0), "x");
  count(runAt(state, 0), "x", 2);
  expect(state.counts.get("x")?.days).toHaveLength(1);
  count(runAt(state, 10), "x");
  expect([countedIn(state, "x"), countedIn(state, "x", 10), countedIn(state, "x", 11), countedIn(state, "y")]).toEqual([
    4, 1, 4, 0,
  ]);
  count(runAt(state, 366), "x");
  expect(countedIn(state, "x")).toBe(2);
  expect(state.counts.get("x")?.days).toHaveLength(2);
  expect(observedDays(state)).toBe(366);
});

it("keeps the latest five hundred durations", () => {
  const state = createState(rigEcosystem);
  for (let min = 1; min <= 501; min++) sample(runAt(state, 0), "x", min);
  expect(samplesOf(state, "x")).toHaveLength(500);
  expect(samplesOf(state, "x")[0]?.min).toBe(2);
});

it("a percentile is a value that was observed", () => {
  expect(percentile([], 90)).toBeNull();
  expect(percentile([7], 50)).toBe(7);
  expect(percentile([7], 1)).toBe(7);
  expect(percentile([1, 2, 3], 90)).toBe(3);
  expect(percentile([1, 2, 3], 34)).toBe(2);
  expect(percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], 90)).toBe(9);
  expect(percentile([10, 1, 9, 2, 8, 3, 7, 4, 6, 5], 50)).toBe(5);
});
