import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTimers, takeDue, wake } from "../../rules/timers.js";

function drain(timers: ReturnType<typeof createTimers>, untilMs: number): string[] {
  const taken: string[] = [];
  for (let due = takeDue(timers, untilMs); due; due = takeDue(timers, untilMs)) taken.push(`${due.atMs} ${due.key}`);
  return taken;
}

describe("wake-ups", () => {
  it("come in the order of their instants, and at one instant in the order of their keys", () => {
    const timers = createTimers();
    for (const [key, atMs] of [
      ["b", 5],
      ["c", 3],
      ["a", 5],
      ["d", 9],
    ] as const)
      wake(timers, key, atMs);
    expect(drain(timers, 5)).toEqual(["3 c", "5 a", "5 b"]);
    expect(drain(timers, 9)).toEqual(["9 d"]);
  });

  it("are one per key, the earliest that was asked for", () => {
    const timers = createTimers();
    for (const atMs of [7, 4, 6]) wake(timers, "a", atMs);
    expect(drain(timers, 100)).toEqual(["4 a"]);
  });

  it("may be asked for again after they came", () => {
    const timers = createTimers();
    wake(timers, "a", 4);
    expect(drain(timers, 4)).toEqual(["4 a"]);
    wake(timers, "a", 4);
    expect(drain(timers, 4)).toEqual(["4 a"]);
  });

  it("never come when asked for never", () => {
    const timers = createTimers();
    wake(timers, "a", Number.POSITIVE_INFINITY);
    expect(drain(timers, Number.MAX_VALUE)).toEqual([]);
    expect(timers.heap).toEqual([]);
  });

  it("do not wait in the dark: what is not due is not given", () => {
    const timers = createTimers();
    expect(takeDue(timers, 10)).toBeNull();
    wake(timers, "a", 11);
    expect(takeDue(timers, 10)).toBeNull();
  });

  it("agree with a list that is sorted each time, whatever is asked for in whatever order", () => {
    const asked = fc.array(
      fc.oneof(
        fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e", "f"), atMs: fc.integer({ min: 0, max: 30 }) }),
        fc.record({ takeUntilMs: fc.integer({ min: 0, max: 30 }) }),
      ),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(asked, (steps) => {
        const timers = createTimers();
        const naive = new Map<string, number>();
        for (const one of steps) {
          if ("key" in one) {
            wake(timers, one.key, one.atMs);
            naive.set(one.key, Math.min(one.atMs, naive.get(one.key) ?? Number.POSITIVE_INFINITY));
            continue;
          }
          const due = [...naive].filter(([, atMs]) => atMs <= one.takeUntilMs);
          due.sort(([a, aMs], [b, bMs]) => aMs - bMs || (a < b ? -1 : 1));
          expect(drain(timers, one.takeUntilMs)).toEqual(due.map(([key, atMs]) => `${atMs} ${key}`));
          for (const [key] of due) naive.delete(key);
        }
      }),
      { numRuns: 500 },
    );
  });
});
