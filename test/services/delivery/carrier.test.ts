import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createCarrier } from "../../../services/delivery/carrier.js";
import { jobId, type QueueSession, type QueueSessionEvents } from "../../../services/delivery/queue-session.js";

const due = { outboxId: "o", teamId: "t", channelId: "c", attempt: 0 };
const damage = Object.assign(new Error("no such table"), { code: "42P01" });

/** A queue that behaves as the test says; every opening is a new session. */
function openCarrier(changes: Partial<QueueSession> & { open?: () => Promise<void> } = {}) {
  const sessions: { events: QueueSessionEvents; added: number; closed: number }[] = [];
  const seen = { repairs: 0, ready: 0, problems: 0, recovered: 0, jobs: 0 };
  const carrier = createCarrier({
    source: {
      async open(events) {
        await changes.open?.();
        const session = { events, added: 0, closed: 0 };
        sessions.push(session);
        return {
          add: async (jobs) => {
            session.added += jobs.length;
            await changes.add?.(jobs);
          },
          probe: changes.probe ?? (async () => 0),
          close: async () => {
            session.closed += 1;
          },
        };
      },
      isDamage: (error) => error === damage,
      repair: async () => {
        seen.repairs += 1;
      },
    },
    onJob: () => {
      seen.jobs += 1;
    },
    onReady: () => {
      seen.ready += 1;
    },
    problems: {
      problem: () => {
        seen.problems += 1;
      },
      recovered: () => {
        seen.recovered += 1;
      },
    },
  });
  carrier.start();
  return { carrier, sessions, seen };
}

describe("the carrier", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("says why it is not ready until the queue is there, and adds nothing before", async () => {
    let answer: () => void = () => undefined;
    const { carrier, sessions, seen } = openCarrier({
      open: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    expect(carrier.ready()).toBe("the queue is being connected");
    await carrier.add([due]);
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect([carrier.ready(), seen.ready, sessions[0]?.added]).toEqual([null, 1, 0]);
    await carrier.add([due]);
    expect(sessions[0]?.added).toBe(1);
    await carrier.close(1_000);
  });

  it("builds the queue anew when the probe fails", async () => {
    let healthy = false;
    const { carrier, sessions, seen } = openCarrier({
      probe: () => (healthy ? Promise.resolve(0) : Promise.reject(new Error("gone"))),
    });
    await vi.advanceTimersByTimeAsync(2_100);
    expect(carrier.ready()).toBe("the queue is not connected (Error); velvakt doctor says what to do");
    healthy = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect([carrier.ready(), sessions.length, sessions[0]?.closed, seen.repairs]).toEqual([null, 2, 1, 0]);
    expect([carrier.rebuilds(), seen.ready]).toEqual([1, 2]);
    await carrier.close(1_000);
    expect(sessions[1]?.closed).toBe(1);
  });

  it("builds it anew when a probe does not answer", async () => {
    const { carrier, sessions } = openCarrier({ probe: () => new Promise(() => undefined) });
    await vi.advanceTimersByTimeAsync(8_000);
    expect(sessions.length).toBe(2);
    expect(sessions[0]?.closed).toBe(1);
    await carrier.close(1_000);
  });

  it("builds it anew when jobs wait and none arrives, not while they arrive", async () => {
    const { carrier, sessions } = openCarrier({ probe: async () => 3 });
    for (let second = 0; second < 30; second += 1) {
      sessions[0]?.events.onJob(due);
      await vi.advanceTimersByTimeAsync(1_000);
    }
    expect(sessions.length).toBe(1);
    await vi.advanceTimersByTimeAsync(14_000);
    expect(sessions.length).toBe(2);
    await carrier.close(1_000);
  });

  it("ends a worker that fails in a circle, and waits before the next", async () => {
    const { carrier, sessions } = openCarrier();
    await vi.advanceTimersByTimeAsync(0);
    for (let n = 0; n < 1_000; n += 1) sessions[0]?.events.onError(new Error("again"));
    await vi.advanceTimersByTimeAsync(0);
    expect([sessions[0]?.closed, sessions.length]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(500);
    expect([sessions.length, carrier.ready()]).toEqual([2, null]);
    await carrier.close(1_000);
  });

  it("forgives single errors", async () => {
    const { carrier, sessions } = openCarrier();
    for (let n = 0; n < 50; n += 1) {
      await vi.advanceTimersByTimeAsync(2_000);
      sessions[0]?.events.onError(new Error("once"));
    }
    expect([sessions.length, carrier.ready()]).toEqual([1, null]);
    await carrier.close(1_000);
  });

  it("repairs a damaged queue before it builds it anew", async () => {
    let damaged = true;
    const { carrier, sessions, seen } = openCarrier({
      add: () => (damaged ? Promise.reject(damage) : Promise.resolve()),
    });
    await vi.advanceTimersByTimeAsync(0);
    await carrier.add([due]);
    await vi.advanceTimersByTimeAsync(0);
    expect(seen.repairs).toBe(1);
    damaged = false;
    await vi.advanceTimersByTimeAsync(600);
    expect([sessions.length, carrier.ready()]).toEqual([2, null]);
    await carrier.close(1_000);
  });

  it("keeps trying while the queue cannot be opened, at most every two seconds", async () => {
    let tries = 0;
    const { carrier } = openCarrier({
      open: () => {
        tries += 1;
        return tries < 20 ? Promise.reject(new Error("away")) : Promise.resolve();
      },
    });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(tries).toBeGreaterThanOrEqual(5);
    expect(tries).toBeLessThanOrEqual(8);
    await vi.advanceTimersByTimeAsync(30_000);
    expect(carrier.ready()).toBeNull();
    await carrier.close(1_000);
  });

  it("closes within its limit when the queue never opens, and closes what opens later", async () => {
    let answer: () => void = () => undefined;
    const { carrier, sessions, seen } = openCarrier({
      open: () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
    });
    const closing = carrier.close(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    await closing;
    answer();
    await vi.advanceTimersByTimeAsync(0);
    expect([sessions[0]?.closed, seen.ready, carrier.ready()]).toEqual([1, 0, "the queue is closed"]);
  });
});

describe("a job's id", () => {
  it("names the attempt, holds no colon, and is no integer", () => {
    expect(jobId({ ...due, outboxId: "dose-missed/D-1/P-1@06:30/hook", attempt: 3 })).toBe(
      "dose-missed%2FD-1%2FP-1%4006%3A30%2Fhook-3",
    );
    expect(jobId({ ...due, outboxId: "17" })).toBe("17-0");
    expect(jobId({ ...due, outboxId: "a:b" })).not.toBe(jobId({ ...due, outboxId: "a%3Ab" }));
  });
});
