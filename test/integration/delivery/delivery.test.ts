import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { expectedSignature, startReceiver } from "../../support/webhook-receiver.js";
import { type Bench, enqueue, openBench, outboxState, until } from "./bench.js";
import { deliveryFixture } from "./fixture.js";

const secret = "not-a-real-secret";
const fixture = deliveryFixture();

function open(changes: Parameters<typeof openBench>[2] = {}): Bench {
  const channels = [
    { id: "hook", kind: "webhook" as const, url: fixture.receiver.url, secret },
    { id: "screen", kind: "console" as const },
  ];
  const bench = openBench(fixture.connectionString, channels, changes);
  fixture.open.push(bench);
  return bench;
}

async function openReady(changes: Parameters<typeof openBench>[2] = {}): Promise<Bench> {
  const opened = open(changes);
  await until("the queue is ready", () => opened.delivery.ready() === null);
  return opened;
}

describe("a notification on its way to a webhook", () => {
  it("arrives once, signed, with its idempotency key and the contract's body", async () => {
    const { pool, delivery } = await openReady();
    const outboxId = await enqueue(pool, "n:1");
    delivery.nudge();
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    await sleep(500);

    expect(fixture.receiver.calls).toHaveLength(1);
    const call = fixture.receiver.calls[0];
    expect(call?.headers["x-velvakt-signature"]).toBe(expectedSignature(call?.body ?? "", secret));
    expect(call?.headers).toMatchObject({
      "content-type": "application/json",
      "idempotency-key": outboxId,
      "x-velvakt-notification": "n:1",
      "user-agent": "velvakt/0.0.0-test",
    });
    expect(JSON.parse(call?.body ?? "")).toEqual({
      notificationId: "n:1",
      teamId: "grorud",
      stage: "opened",
      severity: "serious",
      at: "2026-01-15T07:45:00.000Z",
      title: { no: "Dose ikke utlevert på Rødtvet", en: "Dose not dispensed" },
      body: { no: "Planlagt 07:30. Ring beboeren.", en: "Planned 07:30. Call the resident." },
      alerts: ["dose-missed/D-1/P-1@2026-01-15T06:30:00.000Z/n:1"],
      incidentId: null,
    });
    expect(await outboxState(pool, outboxId)).toEqual({
      status: "done",
      attempt: 1,
      leased: false,
      last_error: null,
    });
    expect(delivery.stats()).toMatchObject({ sentTotal: 1, retriedTotal: 0, failedTotal: 0, inFlight: 0, waiting: 0 });
  });

  it("leaves within 100 ms of a nudge, long before the next sweep", async () => {
    const { pool, delivery } = await openReady({ limits: { sweepEveryMs: 60_000 } });
    const delaysMs: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      await enqueue(pool, `n-${n}`);
      const committedAtMs = Date.now();
      delivery.nudge();
      await until("received", () => fixture.receiver.calls.length === n + 1);
      delaysMs.push((fixture.receiver.calls[n]?.atMs ?? Number.POSITIVE_INFINITY) - committedAtMs);
    }
    // The quickest: a busy machine may hold up the others, but waiting for a poll would hold up every one.
    expect(Math.min(...delaysMs)).toBeLessThan(100);
  });

  it("is tried again after three errors of the receiver, with the same key", async () => {
    fixture.receiver.answer = (_call, response) =>
      response.writeHead(fixture.receiver.calls.length <= 3 ? 500 : 200).end();
    const { pool, failures } = open();
    const outboxId = await enqueue(pool, "n-1");
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    expect(fixture.receiver.calls).toHaveLength(4);
    expect(new Set(fixture.receiver.calls.map((call) => call.headers["idempotency-key"]))).toEqual(new Set([outboxId]));
    expect((await outboxState(pool, outboxId)).attempt).toBe(4);
    const gapsMs = fixture.receiver.calls.slice(1).map((call, n) => call.atMs - (fixture.receiver.calls[n]?.atMs ?? 0));
    expect(gapsMs[0]).toBeGreaterThanOrEqual(95);
    expect(gapsMs[2]).toBeGreaterThanOrEqual(395);
    expect(failures).toEqual([]);
  });

  it("waits for as long as the receiver asks for", async () => {
    fixture.receiver.answer = (_call, response) => {
      if (fixture.receiver.calls.length === 1) response.writeHead(429, { "retry-after": "1" }).end();
      else response.writeHead(204).end();
    };
    const { pool } = open();
    const outboxId = await enqueue(pool, "n-1");
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    const [first, second] = fixture.receiver.calls;
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(990);
  });

  it("waits in the outbox while the receiver is down, and arrives once when it is back", async () => {
    const { port } = fixture.receiver;
    await fixture.receiver.close();
    const { pool } = open();
    const outboxId = await enqueue(pool, "n-1");
    await until("a failed try", async () => (await outboxState(pool, outboxId)).last_error !== null);
    expect((await outboxState(pool, outboxId)).last_error).toBe("DELIVERY_UNREACHABLE: ECONNREFUSED");
    fixture.receiver = await startReceiver(port);
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    expect(fixture.receiver.calls).toHaveLength(1);
  });

  it("is cut off when the receiver hangs, and does not hold up other channels meanwhile", async () => {
    fixture.receiver.answer = (_call, response) => {
      if (fixture.receiver.calls.length > 5) response.writeHead(200).end();
    };
    const { pool, delivery, lines } = await openReady({ limits: { perDestinationMax: 2 } });
    const ids = await Promise.all([1, 2, 3, 4, 5].map((n) => enqueue(pool, `n-${n}`)));
    delivery.nudge();
    await until("two hang", () => fixture.receiver.calls.length === 2);
    await enqueue(pool, "n-6", "screen");
    delivery.nudge();
    await until("the console has its line", () => lines.length === 1, 800);
    expect(fixture.receiver.calls).toHaveLength(2);
    expect(lines).toEqual(["ALVORLIG [grorud] Dose ikke utlevert på Rødtvet – Planlagt 07:30. Ring beboeren."]);
    await until("all done", async () => {
      const states = await Promise.all(ids.map((id) => outboxState(pool, id)));
      return states.every((state) => state.status === "done");
    });
    expect(fixture.receiver.calls).toHaveLength(10);
    expect(delivery.stats().retriedTotal).toBe(5);
  });

  it("fails for good on 404 and on a redirect, and the rules are told why", async () => {
    fixture.receiver.answer = (_call, response) => response.writeHead(404).end("x".repeat(1_000_000));
    const { pool, failures } = open();
    const rejected = await enqueue(pool, "n-404");
    await until("failed", async () => (await outboxState(pool, rejected)).status === "failed");
    fixture.receiver.answer = (_call, response) => response.writeHead(307, { location: fixture.receiver.url }).end();
    const redirected = await enqueue(pool, "n-307");
    await until("failed", async () => (await outboxState(pool, redirected)).status === "failed");
    const unknown = await enqueue(pool, "n-gone", "no-such-channel");
    await until("failed", async () => (await outboxState(pool, unknown)).status === "failed");
    await sleep(500);

    expect(fixture.receiver.calls).toHaveLength(2);
    expect(failures).toEqual([
      {
        kind: "delivery-failed",
        notificationId: "n-404",
        channelId: "hook",
        error: "DELIVERY_REJECTED: the receiver answered 404",
      },
      {
        kind: "delivery-failed",
        notificationId: "n-307",
        channelId: "hook",
        error: "DELIVERY_REDIRECTED: the receiver answered 307",
      },
      {
        kind: "delivery-failed",
        notificationId: "n-gone",
        channelId: "no-such-channel",
        error: "DELIVERY_CHANNEL_UNKNOWN: team grorud has no channel no-such-channel any more",
      },
    ]);
  });

  it("is given up after its last attempt, and the failure is told again until somebody has taken it", async () => {
    fixture.receiver.answer = (_call, response) => response.writeHead(503).end();
    const told: string[] = [];
    const { pool } = open({
      limits: { attemptsMax: 3 },
      reportFailure: async (event) => {
        told.push(event.error);
        if (told.length === 1) throw new Error("the store is away");
      },
    });
    const outboxId = await enqueue(pool, "n-1");
    await until("failed", async () => (await outboxState(pool, outboxId)).status === "failed");
    const reason = "DELIVERY_UNAVAILABLE: the receiver answered 503";
    expect(told).toEqual([reason, reason]);
    expect(fixture.receiver.calls).toHaveLength(3);
    expect((await outboxState(pool, outboxId)).last_error).toBe(reason);
  });

  it("is given up when its last attempt died without a word", async () => {
    const { pool, failures } = open({ limits: { attemptsMax: 3 } });
    const outboxId = await enqueue(pool, "n-1");
    await pool.query("UPDATE outbox SET attempt = 3, lease_until = now() WHERE outbox_id = $1", [outboxId]);
    await until("failed", async () => (await outboxState(pool, outboxId)).status === "failed");
    expect(failures.map((event) => event.error)).toEqual(["DELIVERY_INTERRUPTED: the last attempt did not end"]);
  });
});

describe("closing", () => {
  it("in the middle of a send ends in time, gives the lease back, and the next start repeats it", async () => {
    fixture.receiver.answer = () => undefined;
    const first = await openReady({ limits: { sendTimeoutMs: 20_000, leaseMs: 30_000 } });
    const outboxId = await enqueue(first.pool, "n-1");
    first.delivery.nudge();
    await until("the receiver hangs", () => fixture.receiver.calls.length === 1);
    const startedAtMs = Date.now();
    await first.delivery.close();
    expect(Date.now() - startedAtMs).toBeLessThan(5_000);
    expect(await outboxState(first.pool, outboxId)).toMatchObject({ status: "pending", leased: false, attempt: 1 });
    expect(first.delivery.ready()).not.toBeNull();
    await first.pool.end();

    fixture.receiver.answer = (_call, response) => response.writeHead(200).end();
    const second = open();
    await until("done", async () => (await outboxState(second.pool, outboxId)).status === "done");
    expect(fixture.receiver.calls.map((call) => call.headers["idempotency-key"])).toEqual([outboxId, outboxId]);
  });

  it("lets a send that is about to end be finished", async () => {
    fixture.receiver.answer = (_call, response) => void setTimeout(() => response.writeHead(200).end(), 400);
    const first = await openReady();
    const outboxId = await enqueue(first.pool, "n-1");
    first.delivery.nudge();
    await until("under way", () => fixture.receiver.calls.length === 1);
    await first.delivery.close();
    expect((await outboxState(first.pool, outboxId)).status).toBe("done");
  });

  it("ends in time and leaves no connection behind when the database is gone", async () => {
    const { pool, delivery } = await openReady();
    await fixture.server.stop("immediate");
    const startedAtMs = Date.now();
    await delivery.close();
    const tookMs = Date.now() - startedAtMs;
    await fixture.server.start();
    await sleep(1_000);
    const { rows } = await pool.query<{ count: number }>(
      "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'velvakt-delivery%'",
    );
    expect(tookMs).toBeLessThan(5_000);
    expect(rows[0]?.count).toBe(0);
  });

  it("leaves no connection behind when nothing is wrong", async () => {
    const { pool, delivery } = await openReady();
    const connections = async () => {
      const { rows } = await pool.query<{ count: number }>(
        "SELECT count(*)::int FROM pg_stat_activity WHERE application_name LIKE 'velvakt-delivery%'",
      );
      return rows[0]?.count;
    };
    const whileOpen = await connections();
    await delivery.close();
    expect(whileOpen).toBeGreaterThanOrEqual(1);
    expect(whileOpen).toBeLessThanOrEqual(4);
    await until("all are gone", async () => (await connections()) === 0, 2_000);
  });
});
