import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createPostgresBackend, Queue } from "bullmq";
import type pg from "pg";
import { describe, expect, it } from "vitest";
import { createOutbox } from "../../../services/database/outbox.js";
import { type Bench, enqueue, openBench, openPool, outboxState, quickLimits, teamId, until } from "./bench.js";
import { deliveryFixture } from "./fixture.js";

const fixture = deliveryFixture();
const { open, keysReceived } = fixture;

async function openReady(changes: Parameters<typeof openBench>[2] = {}): Promise<Bench> {
  const bench = openBench(
    fixture.connectionString,
    [{ id: "hook", kind: "webhook", url: fixture.receiver.url, secret: null }],
    changes,
  );
  open.push(bench);
  await until("the queue is ready", () => bench.delivery.ready() === null);
  return bench;
}

async function allDone(pool: pg.Pool): Promise<boolean> {
  const { rows } = await pool.query<{ open: number }>(
    "SELECT count(*)::int AS open FROM outbox WHERE status <> 'done'",
  );
  return rows[0]?.open === 0;
}

/** The queue as an outsider sees it: to stop it, and to plant jobs in it. */
function foreignQueue() {
  const queue = new Queue(
    "velvakt-delivery",
    { connection: { connectionString: fixture.connectionString, max: 2 }, skipMetasUpdate: true },
    createPostgresBackend,
  );
  queue.on("error", () => undefined);
  open.push(queue);
  return queue;
}

describe("a crash between the send and its record", () => {
  it("by kill -9 leads to exactly one repeat, with the same idempotency key", async () => {
    const child = spawn(
      process.execPath,
      [
        "--import",
        "tsx",
        fileURLToPath(new URL("child.ts", import.meta.url)),
        fixture.connectionString,
        fixture.receiver.url,
      ],
      { stdio: ["ignore", "ignore", "inherit"] },
    );
    const died = once(child, "exit");
    fixture.receiver.answer = (_call, response) => {
      child.kill("SIGKILL");
      response.destroy();
    };
    const pool = openPool(fixture.connectionString);
    open.push({ close: () => pool.end() });
    const outboxId = await enqueue(pool, "n-1");
    await died;
    expect(keysReceived()).toEqual([outboxId]);
    expect(await outboxState(pool, outboxId)).toMatchObject({ status: "pending", attempt: 1, leased: true });

    fixture.receiver.answer = (_call, response) => response.writeHead(200).end();
    const { delivery } = await openReady();
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    await sleep(Number(quickLimits.leaseMs) + 500);
    expect(keysReceived()).toEqual([outboxId, outboxId]);
    expect(delivery.stats().sentTotal).toBe(1);
  });

  it("by a database that never takes the record leads to exactly one repeat after the restart", async () => {
    const refusing = openPool(fixture.connectionString);
    const query = refusing.query.bind(refusing) as (...args: unknown[]) => unknown;
    let refused = 0;
    refusing.query = ((...args: [{ text: string }]) => {
      if (!args[0].text?.includes("status = 'done'")) return query(...args);
      refused += 1;
      return Promise.reject(new Error("the connection is lost"));
    }) as never;
    const first = await openReady({ pool: refusing });
    const outboxId = await enqueue(first.pool, "n-1");
    await until("refused twice", () => refused >= 2);
    await sleep(Number(quickLimits.leaseMs) + 500);
    // The lease has run out, and still nobody in this process sends what it knows to be sent.
    expect(keysReceived()).toEqual([outboxId]);
    await first.delivery.close();

    const second = await openReady();
    await until("done", async () => (await outboxState(second.pool, outboxId)).status === "done");
    expect(keysReceived()).toEqual([outboxId, outboxId]);
  });
});

describe("delivery recovers alone", () => {
  const damages = [
    ["its schema is dropped", "DROP SCHEMA bullmq CASCADE"],
    ["a table of it is dropped", "DROP TABLE bullmq.job CASCADE"],
    ["a function of it is dropped", "DROP FUNCTION bullmq.move_to_active CASCADE"],
  ] as const;
  it.each(damages)("when the queue has worked and %s", async (_what, sql) => {
    const { pool, delivery, logged } = await openReady();
    const before = await enqueue(pool, "before");
    await until("delivered before", async () => (await outboxState(pool, before)).status === "done");
    await pool.query(sql);
    const during = await enqueue(pool, "during");
    await until("delivered all the same", async () => (await outboxState(pool, during)).status === "done");
    await until("ready again", () => delivery.ready() === null);
    const after = await enqueue(pool, "after");
    await until("delivered after", async () => (await outboxState(pool, after)).status === "done");
    expect(keysReceived()).toEqual([after, before, during]);
    expect(delivery.stats().queueRebuildsTotal).toBeGreaterThanOrEqual(1);
    expect(logged.length).toBeLessThan(20);
  });

  it("when the list of the queue's migrations was lost while nobody looked", async () => {
    const first = await openReady();
    await first.delivery.close();
    await first.pool.query("DROP TABLE bullmq.migration");
    const { pool } = await openReady();
    const outboxId = await enqueue(pool, "n-1");
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    expect(keysReceived()).toEqual([outboxId]);
  });

  it("when the database crashes and returns in the middle of a burst, without sending anything twice", async () => {
    fixture.receiver.answer = (_call, response) => void setTimeout(() => response.writeHead(200).end(), 60);
    const { pool, delivery, logged } = await openReady({ limits: { waitingPerDestinationMax: 20 } });
    const ids = await Promise.all(Array.from({ length: 120 }, (_, n) => enqueue(pool, `n-${n}`)));
    delivery.nudge();
    await until("some have arrived", () => fixture.receiver.calls.length >= 10);
    await fixture.server.stop("immediate");
    await until("it is said", () => /^the queue is not connected \(/.test(delivery.ready() ?? ""));
    const receivedMeanwhile = fixture.receiver.calls.length;
    await fixture.server.start();
    await until("all done", () => allDone(pool), 30_000);
    expect(keysReceived()).toEqual([...ids].sort());
    expect(receivedMeanwhile).toBeLessThan(120);
    expect(delivery.ready()).toBeNull();
    expect(logged.length).toBeLessThan(40);
  });

  it("when the database is not there at the start", async () => {
    await fixture.server.stop("fast");
    const bench = openBench(fixture.connectionString, [
      { id: "hook", kind: "webhook", url: fixture.receiver.url, secret: null },
    ]);
    open.push(bench);
    await sleep(1_000);
    expect(bench.delivery.ready()).not.toBeNull();
    await fixture.server.start();
    await enqueue(bench.pool, "n-1");
    await until("done", () => allDone(bench.pool));
    expect(fixture.receiver.calls).toHaveLength(1);
  });

  it("when somebody empties the queue", async () => {
    const { pool, delivery } = await openReady();
    const queue = foreignQueue();
    const jobs = async () => (await pool.query("SELECT id FROM bullmq.job")).rowCount;
    await queue.pause();
    const outboxId = await enqueue(pool, "n-1");
    await until("the job is in the queue", async () => (await jobs()) === 1);
    await pool.query("DELETE FROM bullmq.job");
    await until("the sweeper has put it back", async () => (await jobs()) === 1);
    expect(fixture.receiver.calls).toHaveLength(0);
    await queue.resume();
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    expect(fixture.receiver.calls).toHaveLength(1);
    expect(delivery.stats().sentTotal).toBe(1);
  });
});

describe("nothing is sent twice", () => {
  it("by two services that share the outbox and the queue", async () => {
    const [first, second] = [await openReady(), await openReady()];
    const ids: string[] = [];
    for (let n = 0; n < 150; n += 1) {
      ids.push(await enqueue(first.pool, `n-${n}`));
      if (n % 10 === 0) first.delivery.nudge();
      if (n % 10 === 5) second.delivery.nudge();
    }
    await until("all done", () => allDone(first.pool));
    await sleep(300);
    expect(keysReceived()).toEqual([...ids].sort());
    const [sentByFirst, sentBySecond] = [first.delivery.stats().sentTotal, second.delivery.stats().sentTotal];
    expect(sentByFirst + sentBySecond).toBe(150);
    expect(Math.min(sentByFirst, sentBySecond)).toBeGreaterThan(0);
  });

  it("by two that reach for the same attempt at the same moment", async () => {
    const pool = openPool(fixture.connectionString);
    open.push({ close: () => pool.end() });
    const outbox = createOutbox(pool);
    const outboxId = await enqueue(pool, "n-1");
    const taken = await Promise.all(Array.from({ length: 6 }, () => outbox.take({ outboxId, attempt: 0 }, 30_000)));
    expect(taken.filter((leased) => leased !== null)).toHaveLength(1);
    // Who comes late, with the attempt that was lost, changes nothing either.
    const late = { outboxId, teamId, channelId: "hook", attempt: 0 };
    expect(await outbox.markDone(late)).toBe(false);
    expect(await outbox.retryIn(late, 0, "x")).toBe(false);
    expect(await outboxState(pool, outboxId)).toMatchObject({ status: "pending", attempt: 1, leased: true });
  });

  it("by a job whose attempt is not current any more", async () => {
    fixture.receiver.answer = (_call, response) =>
      response.writeHead(fixture.receiver.calls.length === 1 ? 500 : 200).end();
    const { pool, delivery } = await openReady();
    const outboxId = await enqueue(pool, "n-1");
    await until("done", async () => (await outboxState(pool, outboxId)).status === "done");
    const data = { outboxId, teamId, channelId: "hook", attempt: 1 };
    await foreignQueue().add("deliver", data, { jobId: "stalled-1", removeOnComplete: true });
    await until("the old job was seen", () => delivery.stats().outdatedTotal === 1);
    expect(fixture.receiver.calls).toHaveLength(2);
  });
});

describe("the outbox", () => {
  it("hands out the most severe first and every channel in turn", async () => {
    const pool = openPool(fixture.connectionString);
    open.push({ close: () => pool.end() });
    const outbox = createOutbox(pool);
    for (const n of [1, 2, 3]) await enqueue(pool, `a-${n}`, "first");
    await enqueue(pool, "b-1", "second");
    await pool.query(
      `UPDATE outbox SET record = jsonb_set(record, '{severity}', '"critical"') WHERE notification_id = 'a-3'`,
    );
    const all = { excludedIds: [], attemptsMax: 12, perChannelMax: 2, limit: 10 };
    const ids = async (query: Parameters<typeof outbox.due>[0]) => (await outbox.due(query)).map((due) => due.outboxId);
    expect(await ids(all)).toEqual(["a-3/first", "b-1/second", "a-1/first"]);
    expect(await ids({ ...all, limit: 1 })).toEqual(["a-3/first"]);
    expect(await ids({ ...all, excludedIds: ["a-3/first"] })).toEqual(["a-1/first", "b-1/second", "a-2/first"]);
    expect(await ids({ ...all, attemptsMax: 0 })).toEqual([]);
  });
});
