import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LogEvent, Telemetry } from "../../../rules/model/event.js";
import { dayMs } from "../../../services/database/partitions.js";
import type { Database } from "../../../services/database/store.js";
import { batch, heartbeat, logged, startMs, startUs, telemetry } from "./samples.js";
import { createSandbox } from "./sandbox.js";

const sandbox = createSandbox();
let database: Database;

beforeAll(async () => {
  database = await sandbox.open(join(await sandbox.folder(), "data"));
});
beforeEach(async () => {
  for (const name of await days()) await database.pool.query(`DROP TABLE ${name}`);
  await database.pool.query(
    "TRUNCATE event_log, event_lasting, event_key, quarantine, engine_position, snapshot CASCADE",
  );
});
afterAll(() => sandbox.clean());

const dayUs = dayMs * 1_000;
const envelope = { id: "x", source: "s", timeMs: startMs };
const seqs = async (): Promise<number[]> => (await database.log.readLog(0, 1_000)).map(({ seq }) => seq);

async function commitDay(day: number, firstSeq: number, events: LogEvent[]): Promise<void> {
  const all = events.map((event, index) => logged(firstSeq + index, event, startUs + day * dayUs + index));
  await database.log.commit(batch(firstSeq + events.length - 1, { events: all }));
}

async function snapshotAt(seq: number): Promise<void> {
  await database.snapshots.write({ seq, engineTimeMs: startMs, format: 1, rulesVersion: "1", ecosystemHash: "h" }, [
    "x",
  ]);
}

/** Reads the log in a transaction that stays open while `work` is done. */
async function whileReading(work: () => Promise<void>): Promise<void> {
  const reader = await database.pool.connect();
  try {
    await reader.query("BEGIN; SELECT count(*) FROM event_log");
    await work();
  } finally {
    await reader.query("COMMIT");
    reader.release();
  }
}

async function days(): Promise<string[]> {
  const { rows } = await database.pool.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'event_log'::regclass ORDER BY 1",
  );
  return rows.map(({ name }) => name);
}

describe("the log's days", () => {
  it("are there ahead of time: today, tomorrow and the day after", async () => {
    await database.retain(7, startMs + 30 * dayMs);
    expect(await days()).toEqual(
      expect.arrayContaining(["event_log_20251221", "event_log_20251222", "event_log_20251223"]),
    );
  });

  it("are dropped when they are too old, and what lasts stays readable in its place", async () => {
    const published: Telemetry = {
      ...envelope,
      type: "plan.published",
      data: { residentRef: "R-1", planId: "P-1", version: 1, times: [{ at: "08:00" }], from: "2025-11-21" },
    };
    await commitDay(0, 1, [
      telemetry("D-1", published),
      heartbeat("D-1", "e2"),
      heartbeat("D-1", "e3"),
      { kind: "alert-acknowledged", alertId: "A-1", actor: "Kari" },
      telemetry("D-1", { ...envelope, type: "dose.reminded", data: { scheduledAtMs: startMs, attempt: 1 } }),
    ]);
    expect(await database.log.wholeFromMs()).toBeNull();
    await commitDay(1, 6, [heartbeat("D-1", "e6"), heartbeat("D-2", "e7")]);
    await commitDay(8, 8, [heartbeat("D-1", "e8")]);
    await snapshotAt(8);
    const before = await database.log.readLog(0, 100);
    const report = await database.retain(7, startMs + 8 * dayMs);
    expect(report).toMatchObject({ droppedDays: 1, keptDays: 0 });
    // Of the heartbeats only the last one of the dropped day.
    expect(await seqs()).toEqual([1, 3, 4, 6, 7, 8]);
    expect(await database.log.readLog(0, 100)).toEqual(before.filter(({ seq }) => seq !== 2 && seq !== 5));
    await database.retain(7, startMs + 9 * dayMs);
    expect(await seqs()).toEqual([1, 4, 6, 7, 8]);
    expect(await database.retain(7, startMs + 9 * dayMs)).toMatchObject({ droppedDays: 0 });
  });

  it("leave behind the tests of the alert chain, and say from when on the log is whole", async () => {
    const data = { alertRef: "T-1", deviceId: "D-1", kind: "1.1", severity: 30 } as const;
    await commitDay(0, 1, [
      telemetry("D-1", { ...envelope, type: "alert.raised", test: true, data }),
      telemetry("D-1", { ...envelope, type: "alert.raised", data }),
    ]);
    await commitDay(1, 3, [heartbeat("D-1", "e3")]);
    await snapshotAt(3);
    expect(await database.log.wholeFromMs()).toBeNull();
    await database.retain(7, startMs + 8 * dayMs);
    expect(await seqs()).toEqual([1, 3]);
    expect(await database.log.wholeFromMs()).toBe(startMs + dayMs);
    await database.retain(7, startMs + 9 * dayMs);
    expect(await database.log.wholeFromMs()).toBe(startMs + dayMs);
  });

  it("stay while the newest complete snapshot has not seen them", async () => {
    await commitDay(0, 1, [heartbeat("D-1", "e1")]);
    await commitDay(1, 2, [heartbeat("D-1", "e2")]);
    expect(await database.retain(7, startMs + 20 * dayMs)).toMatchObject({ droppedDays: 0, keptDays: 2 });
    await snapshotAt(1);
    expect(await database.retain(7, startMs + 20 * dayMs)).toMatchObject({ droppedDays: 1, keptDays: 1 });
    await database.pool.query(
      "INSERT INTO snapshot (seq, engine_time_ms, format, rules_version, ecosystem_hash) VALUES (2, 0, 1, '1', 'h')",
    );
    expect(await database.retain(7, startMs + 20 * dayMs)).toMatchObject({ droppedDays: 0, keptDays: 1 });
    expect(await seqs()).toEqual([1, 2]);
  });

  it("stay while somebody reads the log, so that commits need not queue behind", async () => {
    await commitDay(0, 1, [heartbeat("D-1", "e1")]);
    await snapshotAt(1);
    await whileReading(async () => {
      expect(await database.retain(7, startMs + 20 * dayMs)).toMatchObject({ droppedDays: 0, keptDays: 1 });
    });
    expect(await database.retain(7, startMs + 20 * dayMs)).toMatchObject({ droppedDays: 1, keptDays: 0 });
  });

  it("can be made while somebody reads the log", async () => {
    await whileReading(() => commitDay(400, 1, [heartbeat("D-1", "e1")]));
    expect(await seqs()).toEqual([1]);
  });
});

describe("old keys and quarantined messages", () => {
  it("are deleted after 8 and 30 days", async () => {
    const at = (day: number): number => startUs + day * dayUs;
    const keys = Array.from({ length: 12_000 }, (_, index) => ({
      key: `k${index}`,
      contentHash: "h",
      receivedAtUs: at(index < 11_000 ? 0 : 5),
    }));
    const quarantined = [0, 25].map((day, index) => ({
      seq: index,
      receivedAtUs: at(day),
      reason: "INGEST_NOT_JSON" as const,
      detail: "",
      topic: "",
      payload: "",
    }));
    await database.log.commit(batch(1, { keys, quarantined }));
    expect(await database.retain(7, startMs + 9 * dayMs)).toMatchObject({ keysDeleted: 11_000, quarantineDeleted: 0 });
    expect(await database.retain(7, startMs + 31 * dayMs)).toMatchObject({ keysDeleted: 1_000, quarantineDeleted: 1 });
  });
});
