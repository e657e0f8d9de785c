import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { every } from "../../../services/runtime/every.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const never = (error: unknown) => expect.unreachable(String(error));

test("the first run is after one interval, at once, or when it is said to be; the others every interval from the start", async () => {
  const runs: string[] = [];
  const start = Date.now();
  const noted = (name: string) => () => runs.push(`${name} ${Date.now() - start}`);
  const stops = [
    every(noted("usual"), { everyMs: 300, failed: never }),
    every(noted("at once"), { everyMs: 300, firstAfterMs: 0, failed: never }),
    every(noted("early"), { everyMs: 300, firstAfterMs: 60, failed: never }),
  ];
  expect(runs).toEqual(["at once 0"]);
  await vi.advanceTimersByTimeAsync(600);
  for (const stop of stops) await stop();
  await vi.advanceTimersByTimeAsync(900);
  const of = (name: string) => runs.filter((run) => run.startsWith(name));
  expect(of("usual")).toEqual(["usual 300", "usual 600"]);
  expect(of("at once")).toEqual(["at once 0", "at once 300", "at once 600"]);
  expect(of("early")).toEqual(["early 60", "early 300", "early 600"]);
});

test("runs never overlap: those that fall due during a long one fall out", async () => {
  let underWay = 0;
  let most = 0;
  let runs = 0;
  const stop = every(
    async () => {
      runs += 1;
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 250));
      underWay -= 1;
    },
    { everyMs: 100, failed: never },
  );
  await vi.advanceTimersByTimeAsync(1_000);
  expect([most, runs]).toEqual([1, 4]);
  await Promise.all([stop(), vi.advanceTimersByTimeAsync(250)]);
});

test("a run that fails is told of, whether it throws or rejects, and the next one comes", async () => {
  const told: string[] = [];
  let runs = 0;
  const stop = every(
    () => {
      runs += 1;
      if (runs === 1) throw new Error("thrown");
      return runs === 2 ? Promise.reject(new Error("rejected")) : undefined;
    },
    { everyMs: 100, firstAfterMs: 0, failed: (error) => told.push((error as Error).message) },
  );
  await vi.advanceTimersByTimeAsync(300);
  await stop();
  expect([runs, told]).toEqual([4, ["thrown", "rejected"]]);
});

test("to stop waits for the run under way, and none comes after it", async () => {
  let runs = 0;
  let isDone = false;
  const stop = every(
    async () => {
      runs += 1;
      await new Promise((resolve) => setTimeout(resolve, 500));
      isDone = true;
    },
    { everyMs: 100, firstAfterMs: 0, failed: never },
  );
  const doneWhenStopped = stop().then(() => isDone);
  await vi.advanceTimersByTimeAsync(2_000);
  expect([await doneWhenStopped, runs]).toEqual([true, 1]);
});
