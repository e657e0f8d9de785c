import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createSnapshotter } from "../../../services/evaluator/snapshots.js";
import { testLogger } from "../../support/ingest.js";

const options = { everyEvents: 100, everyMs: 3_600_000, retryAfterMs: 60_000 };

function setUp(replayed = 0) {
  const ends: { resolve: () => void; reject: (error: Error) => void }[] = [];
  const write = vi.fn(
    (signal: AbortSignal) =>
      new Promise<null>((resolve, reject) => {
        ends.push({ resolve: () => resolve(null), reject });
        signal.addEventListener("abort", () => reject(new Error("aborted")));
      }),
  );
  const log = testLogger();
  return { ends, write, log, snapshotter: createSnapshotter(write, log, replayed, options) };
}

const turn = () => vi.advanceTimersByTimeAsync(0);

describe("the snapshotter", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("writes one after so many events, and never two at once", async () => {
    const { snapshotter, write, ends } = setUp();
    snapshotter.committed(99);
    expect(write).not.toHaveBeenCalled();
    snapshotter.committed(1);
    snapshotter.committed(500);
    expect(write).toHaveBeenCalledTimes(1);
    ends[0]?.resolve();
    await turn();
    snapshotter.committed(0);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it("counts what the start had to replay", () => {
    const { snapshotter, write } = setUp(100);
    snapshotter.committed(0);
    expect(write).toHaveBeenCalledOnce();
  });

  it("writes one every hour if anything has happened, and none if nothing has", async () => {
    const { snapshotter, write } = setUp();
    await vi.advanceTimersByTimeAsync(options.everyMs);
    snapshotter.committed(0);
    expect(write).not.toHaveBeenCalled();
    snapshotter.committed(1);
    expect(write).toHaveBeenCalledOnce();
  });

  it("survives a failure, says so, and tries again later", async () => {
    const { snapshotter, write, ends, log } = setUp();
    snapshotter.committed(100);
    ends[0]?.reject(new Error("disk full"));
    await turn();
    expect(log.warn).toHaveBeenCalledOnce();
    snapshotter.committed(1);
    expect(write).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(options.retryAfterMs);
    snapshotter.committed(1);
    expect(write).toHaveBeenCalledTimes(2);
  });

  it("gives up what is under way when it closes", async () => {
    const { snapshotter, write, log } = setUp();
    snapshotter.committed(100);
    await snapshotter.close();
    expect(write.mock.calls[0]?.[0].aborted).toBe(true);
    expect(log.warn).not.toHaveBeenCalled();
    snapshotter.committed(1_000);
    expect(write).toHaveBeenCalledTimes(1);
  });
});
