import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type CommitBatch, StoreRefusal } from "../../../ingest/store/log-store.js";
import { outboxId } from "../../../services/database/commit-rows.js";
import type { DatabaseError } from "../../../services/database/errors.js";
import { createLogStore } from "../../../services/database/log-store.js";
import { migrate } from "../../../services/database/migrate.js";
import { createPartitions, dayMs } from "../../../services/database/partitions.js";
import { newPool } from "../../../services/database/pool.js";
import type { Database } from "../../../services/database/store.js";
import {
  alert,
  batch,
  component,
  device,
  dose,
  heartbeat,
  incident,
  logged,
  notification,
  startMs,
  startUs,
  telemetry,
} from "./samples.js";
import { createSandbox } from "./sandbox.js";

const sandbox = createSandbox();
let database: Database;

const tables = [
  "event_log",
  "event_lasting",
  "event_key",
  "quarantine",
  "dose",
  "alert",
  "device",
  "component",
  "incident",
  "outbox",
  "audit",
  "engine_position",
  "snapshot",
];

beforeAll(async () => {
  const channels: Record<string, string[]> = { "T-1": ["console", "hook"], "T-2": ["console"] };
  database = await sandbox.open(join(await sandbox.folder(), "data"), { channelsOf: (team) => channels[team] ?? [] });
});
beforeEach(async () => {
  await database.pool.query(`TRUNCATE ${tables.join(", ")} CASCADE`);
});
afterAll(() => sandbox.clean());

/** The whole contents, without what the clock writes. */
async function contents(): Promise<Record<string, unknown[]>> {
  const all: Record<string, unknown[]> = {};
  for (const table of tables) {
    const { rows } = await database.pool.query<{ row: object }>(
      `SELECT to_jsonb(t) - 'created_at' - 'next_attempt_at' AS row FROM ${table} t ORDER BY t::text`,
    );
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

const everything: CommitBatch = batch(6, {
  events: [
    logged(1, heartbeat("D-1", "e1")),
    logged(2, { kind: "alert-acknowledged", alertId: "A-1", actor: "Kari" }),
    logged(3, { kind: "alert-closed", alertId: "A-1", actor: "Kari", cause: "user", action: "visited" }),
    logged(4, { kind: "dose-followup", doseId: "P-1@x", outcome: "given-by-staff", actorRole: "nurse" }),
    logged(5, { kind: "rejected", reason: "INGEST_NOT_JSON", sender: null, type: null, timeMs: null }),
    logged(6, { kind: "gap-opened", fromMs: startMs, reason: "restart" }),
  ],
  keys: [{ key: "urn:D-1 e1", contentHash: "h1", receivedAtUs: startUs }],
  quarantined: [
    {
      seq: 5,
      receivedAtUs: startUs + 5,
      reason: "INGEST_NOT_JSON",
      detail: "no JSON",
      topic: "vft/v1/x",
      payload: "{",
    },
  ],
  outputs: [
    { kind: "dose", dose: dose("P-1@x") },
    { kind: "dose", dose: dose("P-1@x", { verdict: "missed", cause: "user" }) },
    { kind: "dose", dose: dose("P-1@y") },
    { kind: "dose-withdrawn", doseId: "P-1@y", atMs: startMs },
    { kind: "alert", alert: alert("A-1") },
    { kind: "device", device },
    { kind: "component", component },
    { kind: "incident", incident },
    { kind: "notification", notification: notification("N-1") },
  ],
});

describe("commit", () => {
  it("writes everything that a batch holds, the last word of each record", async () => {
    await database.log.commit(everything);
    const now = await contents();
    expect(Object.fromEntries(Object.entries(now).map(([table, rows]) => [table, rows.length]))).toEqual({
      event_log: 6,
      event_lasting: 0,
      event_key: 1,
      quarantine: 1,
      dose: 1,
      alert: 1,
      device: 1,
      component: 1,
      incident: 1,
      outbox: 2,
      audit: 3,
      engine_position: 1,
      snapshot: 0,
    });
    expect(now.dose).toMatchObject([
      {
        dose_id: "P-1@x",
        verdict: "missed",
        district: "grorud",
        scheduled_at_ms: startMs,
        record: dose("P-1@x", { verdict: "missed", cause: "user" }),
      },
    ]);
    expect(now.audit).toMatchObject([
      { seq: 2, actor: "Kari", action: "alert-acknowledged", subject: "A-1", detail: {} },
      { seq: 3, actor: "Kari", action: "alert-closed", subject: "A-1", detail: { cause: "user", action: "visited" } },
      { seq: 4, actor: "nurse", action: "dose-followup", subject: "P-1@x", detail: { outcome: "given-by-staff" } },
    ]);
    expect(new Set((now.outbox as { outbox_id: string }[]).map((row) => row.outbox_id))).toEqual(
      new Set([outboxId("N-1", "console"), outboxId("N-1", "hook")]),
    );
    expect(await database.log.position()).toEqual(everything.position);
  });

  it("changes nothing when the same batch comes again after a lost answer", async () => {
    await database.log.commit(everything);
    await database.pool.query("UPDATE outbox SET status = 'done', attempt = 3");
    const before = await contents();
    await database.log.commit(everything);
    expect(await contents()).toEqual(before);
  });

  it("writes nothing at all of a batch of which one part cannot be written", async () => {
    const impossible = batch(2, {
      events: [logged(2, heartbeat("D-1", "e2"))],
      outputs: [{ kind: "dose", dose: dose("P-1@x", { scheduledAtMs: 1.5 }) }],
    });
    const error = await database.log.commit(impossible).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(StoreRefusal);
    expect((error as StoreRefusal).cause).toMatchObject({ code: "DATABASE_REJECTED" });
    expect(await database.log.readLog(0, 10)).toEqual([]);
    expect(await database.log.position()).toBeNull();
    await database.log.commit(everything);
  });

  it("moves the engine's position forwards only", async () => {
    await database.log.commit(batch(5));
    await database.log.commit(batch(4));
    expect(await database.log.position()).toEqual({ seq: 5, engineTimeMs: startMs + 5 });
    await database.log.commit({ ...batch(5), position: { seq: 5, engineTimeMs: startMs + 60_000 } });
    expect(await database.log.position()).toEqual({ seq: 5, engineTimeMs: startMs + 60_000 });
  });

  it("keeps receive times to the microsecond and the order of seq over many days", async () => {
    const events = [0, 1, 2, 3].map((day) =>
      logged(day + 1, heartbeat("D-1", `e${day}`), startUs + day * dayMs * 1_000 + 123_457 + day),
    );
    await database.log.commit(batch(4, { events }));
    expect(await database.log.readLog(0, 10)).toEqual(events);
    expect(await database.log.readLog(2, 1)).toEqual([events[2]]);
  });

  it("survives that its day was dropped behind its back", async () => {
    await database.log.commit(batch(1, { events: [logged(1, heartbeat("D-1", "e1"))] }));
    await database.pool.query("DROP TABLE event_log_20251121");
    await database.log.commit(batch(2, { events: [logged(2, heartbeat("D-1", "e2"))] }));
    expect((await database.log.readLog(0, 10)).map(({ seq }) => seq)).toEqual([2]);
  });

  it("takes events whose device time no calendar has", async () => {
    for (const [index, timeMs] of [8.64e15, -8.64e15, 0.5].entries()) {
      const event = telemetry("D-1", { id: `e${index}`, source: "s", timeMs, type: "stock.empty", data: {} });
      await database.log.commit(batch(index + 1, { events: [logged(index + 1, event)] }));
    }
    expect(await database.log.readLog(0, 10)).toHaveLength(3);
  });
});

describe("text that PostgreSQL cannot hold", () => {
  const nasty = "a\0b\uD800c\uDC00d\\u0000 æ😀\n\"'\\";

  it("comes back from the log exactly as it was", async () => {
    const event = telemetry("D-1", {
      id: "e1",
      source: nasty,
      timeMs: startMs,
      type: "config.changed",
      data: { what: nasty, actorOrg: "supplier", actorRole: nasty },
      extensions: { [nasty]: nasty },
    });
    await database.log.commit(batch(1, { events: [logged(1, event)] }));
    expect(await database.log.readLog(0, 1)).toEqual([logged(1, event)]);
  });

  it("breaks no table: what cannot be held is replaced, and the rest stays", async () => {
    const replaced = "a\uFFFDb\uFFFDc\uFFFDd\\u0000 æ😀\n\"'\\";
    await database.log.commit(
      batch(2, {
        events: [
          logged(1, {
            kind: "unknown-type",
            sender: { tenant: "oslo", district: nasty, deviceClass: nasty, deviceId: nasty },
            event: { id: "1", source: "s", timeMs: startMs, type: nasty, data: nasty },
          }),
          logged(2, { kind: "alert-closed", alertId: nasty, actor: nasty, cause: nasty, action: nasty }),
        ],
        keys: [{ key: nasty, contentHash: "h", receivedAtUs: startUs }],
        quarantined: [
          { seq: 1, receivedAtUs: startUs, reason: "INGEST_NOT_UTF8", detail: nasty, topic: nasty, payload: nasty },
        ],
        outputs: [
          { kind: "alert", alert: alert(nasty, { evidence: { [nasty]: nasty }, summary: { no: nasty, en: nasty } }) },
          { kind: "notification", notification: notification(nasty, { body: { no: nasty, en: nasty } }) },
        ],
      }),
    );
    const { rows } = await database.pool.query(
      `SELECT (SELECT type FROM event_log WHERE seq = 1) AS type, (SELECT payload FROM quarantine) AS payload,
              (SELECT detail ->> 'cause' FROM audit) AS cause, (SELECT record -> 'summary' ->> 'no' FROM alert) AS summary,
              (SELECT record -> 'body' ->> 'no' FROM outbox LIMIT 1) AS body`,
    );
    expect(rows[0]).toEqual({ type: replaced, payload: replaced, cause: replaced, summary: replaced, body: replaced });
    expect(await database.log.findKeys([nasty, replaced])).toEqual(new Map([[nasty, "h"]]));
  });
});

describe("findKeys", () => {
  it("finds the known ones of many, also keys longer than an index entry may be", async () => {
    const long = "k".repeat(60_000);
    const keys = ["a", "b", long].map((key, index) => ({ key, contentHash: `h${index}`, receivedAtUs: startUs }));
    await database.log.commit(batch(1, { keys }));
    expect(await database.log.findKeys(["b", "c", long, `${long}x`])).toEqual(
      new Map([
        ["b", "h1"],
        [long, "h2"],
      ]),
    );
    expect(await database.log.findKeys([])).toEqual(new Map());
  });

  it("keeps the first content of a key", async () => {
    await database.log.commit(batch(1, { keys: [{ key: "a", contentHash: "first", receivedAtUs: startUs }] }));
    await database.log.commit(batch(2, { keys: [{ key: "a", contentHash: "second", receivedAtUs: startUs }] }));
    expect(await database.log.findKeys(["a"])).toEqual(new Map([["a", "first"]]));
  });
});

describe("trouble with the connection", () => {
  it("is told apart as retryable, and the same commit succeeds afterwards", async () => {
    const pool = newPool(database.connectionString, "victim", 1);
    const store = createLogStore({ pool, partitions: createPartitions(pool), channelsOf: () => [] });
    await store.commit(batch(1));
    // Holds the row that the commit needs, until its connection is cut.
    const blocker = await database.pool.connect();
    await blocker.query("BEGIN; SELECT * FROM engine_position FOR UPDATE");
    const failed = store.commit(everything).catch((reason: unknown) => reason);
    await expect
      .poll(
        async () =>
          (
            await blocker.query(
              "SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name = 'victim' AND wait_event_type = 'Lock'",
            )
          ).rows[0].n,
      )
      .toBe(1);
    await blocker.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'");
    const error = (await failed) as DatabaseError;
    expect([error.code, error.retryable]).toEqual(["DATABASE_UNAVAILABLE", true]);
    await blocker.query("ROLLBACK");
    blocker.release();
    expect(await database.log.readLog(0, 10)).toEqual([]);
    await store.commit(everything);
    expect(await database.log.readLog(0, 10)).toHaveLength(6);
    await pool.end();
  });

  it("a server that is not there is unavailable, for reading as for writing", async () => {
    const pool = newPool("postgresql://x@localhost/x?host=/nonexistent", "nobody", 1);
    const store = createLogStore({ pool, partitions: createPartitions(pool), channelsOf: () => [] });
    for (const work of [store.commit(everything), store.position(), store.readLog(0, 1), store.findKeys(["a"])]) {
      await expect(work).rejects.toMatchObject({ code: "DATABASE_UNAVAILABLE" });
    }
  });
});

describe("the schema", () => {
  it("is brought up to date silently when there is nothing to do", async () => {
    const told: string[] = [];
    const tell = (_fields: object, message: string): void => void told.push(message);
    await migrate(database.connectionString, { info: tell, warn: tell, error: tell });
    expect(told).toEqual([]);
  });
});
