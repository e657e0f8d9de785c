import { describe, expect, it, vi } from "vitest";
import type { LogEvent } from "../../../rules/model/event.js";
import { createGapKeeper } from "../../../services/evaluator/gap-keeper.js";
import { testLogger } from "../../support/ingest.js";

function setUp(marker: () => Promise<void>) {
  const submitOwn = vi.fn<(event: LogEvent) => Promise<unknown>>(async () => undefined);
  const log = testLogger();
  return { submitOwn, log, keeper: createGapKeeper({ marker, submitOwn, log, retryAfterMs: 1 }) };
}

describe("the gap keeper", () => {
  it("ends a gap only when the marker has come back", async () => {
    let back = (): void => {};
    const { keeper, submitOwn } = setUp(() => new Promise((resolve) => (back = resolve)));
    keeper.opened();
    await new Promise(setImmediate);
    expect(submitOwn).not.toHaveBeenCalled();
    back();
    await vi.waitUntil(() => submitOwn.mock.calls.length > 0);
    expect(submitOwn).toHaveBeenCalledExactlyOnceWith({ kind: "gap-closed" });
  });

  it("sends another marker for a gap that opened while the first was under way", async () => {
    const backs: (() => void)[] = [];
    const { keeper, submitOwn } = setUp(() => new Promise((resolve) => backs.push(resolve)));
    keeper.opened();
    keeper.opened();
    backs[0]?.();
    await vi.waitUntil(() => backs.length === 2);
    expect(submitOwn).not.toHaveBeenCalled();
    backs[1]?.();
    await vi.waitUntil(() => submitOwn.mock.calls.length === 1);
  });

  it("ends a gap too that opened while the end of the last was being written", async () => {
    const { keeper, submitOwn } = setUp(async () => {});
    submitOwn.mockImplementationOnce(async () => keeper.opened());
    keeper.opened();
    await vi.waitUntil(() => submitOwn.mock.calls.length === 2);
  });

  it("tries again when the broker gives no marker back, and leaves the gap open meanwhile", async () => {
    let tries = 0;
    const { keeper, submitOwn, log } = setUp(async () => {
      tries++;
      if (tries < 3) throw new Error("no broker");
    });
    keeper.opened();
    await vi.waitUntil(() => submitOwn.mock.calls.length === 1);
    expect(tries).toBe(3);
    expect(log.warn).toHaveBeenCalledTimes(2);
  });

  it("ends nothing once it is closed", async () => {
    let back = (): void => {};
    const { keeper, submitOwn } = setUp(() => new Promise((resolve) => (back = resolve)));
    keeper.opened();
    await new Promise(setImmediate);
    keeper.close();
    back();
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(submitOwn).not.toHaveBeenCalled();
  });
});
