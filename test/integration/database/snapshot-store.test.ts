import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database, SnapshotMeta } from "../../../services/database/store.js";
import { createSandbox } from "./sandbox.js";

const sandbox = createSandbox();
let database: Database;

beforeAll(async () => {
  database = await sandbox.open(join(await sandbox.folder(), "data"));
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE snapshot CASCADE");
});
afterAll(() => sandbox.clean());

const meta = (seq: number): SnapshotMeta => ({
  seq,
  engineTimeMs: 1_763_712_000_000 + seq,
  format: 3,
  rulesVersion: "7",
  ecosystemHash: "abc",
});

async function linesOf(snapshot: { lines: AsyncIterable<string> } | null): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of snapshot?.lines ?? []) lines.push(line);
  return lines;
}

describe("snapshots", () => {
  it("come back line by line as they were, over many chunks", async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) =>
      JSON.stringify({ index, text: "æ😀\0\uD800".repeat(index % 40) }),
    );
    await database.snapshots.write(meta(42), lines);
    const latest = await database.snapshots.latest();
    expect(latest?.meta).toEqual(meta(42));
    expect(await linesOf(latest)).toEqual(lines);
    const { rows } = await database.pool.query("SELECT count(*)::int AS n FROM snapshot_chunk");
    expect(rows[0]?.n).toBeGreaterThan(5);
  });

  it("may be empty or have empty lines", async () => {
    expect(await database.snapshots.latest()).toBeNull();
    await database.snapshots.write(meta(1), []);
    expect(await linesOf(await database.snapshots.latest())).toEqual([]);
    await database.snapshots.write(meta(2), ["", "x", ""]);
    expect(await linesOf(await database.snapshots.latest())).toEqual(["", "x", ""]);
  });

  it("are seen only when complete; what a failed writer left is removed by the next", async () => {
    await database.snapshots.write(meta(1), ["one"]);
    const failing = function* (): Generator<string> {
      yield "x".repeat(600_000);
      throw new RangeError("the dump broke off");
    };
    await expect(database.snapshots.write(meta(2), failing())).rejects.toThrow(RangeError);
    expect((await database.snapshots.latest())?.meta.seq).toBe(1);
    await database.snapshots.write(meta(3), ["three"]);
    const { rows } = await database.pool.query("SELECT seq::int, complete FROM snapshot ORDER BY seq");
    expect(rows).toEqual([
      { seq: 1, complete: true },
      { seq: 3, complete: true },
    ]);
  });

  it("are kept two at a time", async () => {
    for (const seq of [1, 2, 3, 4]) await database.snapshots.write(meta(seq), [String(seq)]);
    const { rows } = await database.pool.query("SELECT seq::int AS seq FROM snapshot ORDER BY seq");
    expect(rows).toEqual([{ seq: 3 }, { seq: 4 }]);
  });

  it("let other work go on while they are written", async () => {
    let longestMs = 0;
    let lastMs = performance.now();
    const timer = setInterval(() => {
      longestMs = Math.max(longestMs, performance.now() - lastMs);
      lastMs = performance.now();
    }, 5);
    const lines = function* (): Generator<string> {
      for (let index = 0; index < 200_000; index += 1) yield `{"index":${index},"text":"${"x".repeat(80)}"}`;
    };
    await database.snapshots.write(meta(1), lines());
    clearInterval(timer);
    expect(longestMs).toBeLessThan(500);
  });
});
