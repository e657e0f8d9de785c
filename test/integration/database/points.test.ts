import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommitBatch } from "../../../ingest/store/log-store.js";
import type { Change } from "../../../services/database/point.js";
import type { Database } from "../../../services/database/store.js";
import { batch, startMs } from "./samples.js";
import { createSandbox } from "./sandbox.js";

const sandbox = createSandbox();
let database: Database;
let changes: Change[] = [];
let dataDir = "";

const open = () => sandbox.open(dataDir, { changesOf: () => changes });

beforeAll(async () => {
  dataDir = await sandbox.ready();
  database = await open();
});
afterAll(async () => {
  await sandbox.clean();
  await sandbox.removeTemplate();
});

const change = (key: string, atMs: number): Change => ({
  key,
  atMs,
  points: [{ measurement: "m", tags: { key, absent: null }, fields: { n: 1, absent: null } }],
});
let seq = 0;
const at = (engineTimeMs: number): CommitBatch => batch(++seq, { position: { seq, engineTimeMs } });
const commit = async (engineTimeMs: number, ...said: Change[]) => {
  changes = said;
  await database.log.commit(at(engineTimeMs));
};
const stored = async () =>
  (
    await database.pool.query<{ at_ns: string; tags: { key: string } }>("SELECT at_ns, tags FROM point ORDER BY at_ns")
  ).rows.map(({ at_ns, tags }) => [Number(BigInt(at_ns) - BigInt(startMs) * 1_000_000n), tags.key] as const);

test("points are written with their commit, once each, at instants of their own", async () => {
  await commit(startMs, change("a", startMs - 5), change("b", startMs), change("b", startMs));
  await commit(startMs, change("b", startMs), change("c", startMs));
  await commit(startMs + 1, change("a", startMs - 5), change("d", startMs + 1));
  expect(await stored()).toEqual([
    [0, "a"],
    [1, "b"],
    [2, "c"],
    [1_000_000, "d"],
  ]);
  expect((await database.pool.query("SELECT tags, fields FROM point LIMIT 1")).rows).toEqual([
    { tags: { key: "a" }, fields: { n: 1 } },
  ]);
});

test("the same batch again, as after a lost connection, writes nothing more", async () => {
  changes = [change("e", startMs + 2)];
  const again = at(startMs + 2);
  await database.log.commit(again);
  const before = await stored();
  // What was committed is told apart from what was not by the engine's own position.
  await database.log.commit(again);
  expect(await stored()).toEqual(before);
});

test("what was offered comes with the next commit, and not again", async () => {
  expect(database.offer({ points: change("offered", 0).points, outboxIds: [] })).toBe(true);
  await commit(startMs + 3);
  await commit(startMs + 4);
  expect((await stored()).filter(([, key]) => key === "offered")).toEqual([[3_000_000, "offered"]]);
});

test("after a restart the instants go on, and what was said before is no news", async () => {
  const before = await stored();
  await database.close();
  database = await open();
  await commit(startMs + 5, change("d", startMs + 1), change("f", startMs + 5));
  expect((await stored()).slice(before.length)).toEqual([[5_000_000, "f"]]);
});

test("what happened in the last millisecond of a batch, which the engine's time has not passed, is told once", async () => {
  const [early, late] = [change("g", startMs + 7), change("g", startMs + 9)];
  await commit(startMs + 6, early);
  await commit(startMs + 6, early);
  await commit(startMs + 7, early);
  await commit(startMs + 8, early, late);
  await commit(startMs + 9, late);
  expect((await stored()).filter(([, key]) => key === "g")).toHaveLength(2);
});
