import { expect, test } from "vitest";
import { whenReady } from "../../../services/runtime/when-ready.js";

const never = new AbortController().signal;

test("waits for the last part", async () => {
  let looks = 0;
  const readiness = () => ({ database: null, delivery: ++looks < 3 ? "connecting" : null });
  expect(await whenReady(readiness, { maxMs: 5_000, stop: never })).toEqual([]);
  expect(looks).toBe(3);
});

test("says which part is not ready when the time is over, and at once when it is to stop", async () => {
  const readiness = () => ({ database: null, delivery: "no queue", broker: "not listening" });
  const missing = ["delivery: no queue", "broker: not listening"];
  expect(await whenReady(readiness, { maxMs: 30, stop: never })).toEqual(missing);
  expect(await whenReady(readiness, { maxMs: 60_000, stop: AbortSignal.abort() })).toEqual(missing);
});
