import type pg from "pg";
import { guarded } from "./errors.js";
import type { SnapshotMeta, SnapshotStore } from "./store.js";

/** Characters in one chunk: a statement of a few milliseconds, and a buffer that stays small. */
const chunkCharactersMax = 256 * 1024;
const keptMax = 2;

/** Snapshots as rows: chunks of whole lines, visible through `complete` when the last one is in. */
export function createSnapshotStore(pool: pg.Pool): SnapshotStore {
  return {
    write: (meta, lines) => guarded(() => write(pool, meta, lines)),
    latest: () => guarded(() => latest(pool)),
  };
}

async function write(pool: pg.Pool, meta: SnapshotMeta, lines: Iterable<string>): Promise<void> {
  // Left behind by a process that was killed while writing; there is only one writer.
  await pool.query("DELETE FROM snapshot WHERE NOT complete");
  const { rows } = await pool.query<{ snapshot_id: string }>(
    `INSERT INTO snapshot (seq, engine_time_ms, format, rules_version, ecosystem_hash)
     VALUES ($1, $2, $3, $4, $5) RETURNING snapshot_id`,
    [meta.seq, meta.engineTimeMs, meta.format, meta.rulesVersion, meta.ecosystemHash],
  );
  const id = rows[0]?.snapshot_id;
  let chunkNo = 0;
  for (const chunk of chunks(lines)) {
    await pool.query({
      name: "snapshot-chunk",
      text: "INSERT INTO snapshot_chunk (snapshot_id, chunk_no, lines) VALUES ($1, $2, $3)",
      values: [id, chunkNo, chunk],
    });
    chunkNo += 1;
  }
  await pool.query("UPDATE snapshot SET complete = true WHERE snapshot_id = $1", [id]);
  await pool.query(
    "DELETE FROM snapshot WHERE complete AND snapshot_id NOT IN (SELECT snapshot_id FROM snapshot WHERE complete ORDER BY snapshot_id DESC LIMIT $1)",
    [keptMax],
  );
}

/** Every line ends with a newline, so that a chunk says itself how many lines it has. */
function* chunks(lines: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let characters = 0;
  for (const line of lines) {
    parts.push(line, "\n");
    characters += line.length + 1;
    if (characters >= chunkCharactersMax) {
      yield parts.join("");
      parts = [];
      characters = 0;
    }
  }
  if (parts.length > 0) yield parts.join("");
}

interface SnapshotRow {
  snapshot_id: string;
  seq: string;
  engine_time_ms: string;
  format: number;
  rules_version: string;
  ecosystem_hash: string;
}

async function latest(pool: pg.Pool): Promise<{ meta: SnapshotMeta; lines: AsyncIterable<string> } | null> {
  const { rows } = await pool.query<SnapshotRow>(
    "SELECT * FROM snapshot WHERE complete ORDER BY snapshot_id DESC LIMIT 1",
  );
  const row = rows[0];
  if (!row) return null;
  const meta: SnapshotMeta = {
    seq: Number(row.seq),
    engineTimeMs: Number(row.engine_time_ms),
    format: row.format,
    rulesVersion: row.rules_version,
    ecosystemHash: row.ecosystem_hash,
  };
  return { meta, lines: readLines(pool, row.snapshot_id) };
}

async function* readLines(pool: pg.Pool, id: string): AsyncGenerator<string> {
  for (let chunkNo = 0; ; chunkNo += 1) {
    const { rows } = await guarded(() =>
      pool.query<{ lines: string }>({
        name: "snapshot-chunk-read",
        text: "SELECT lines FROM snapshot_chunk WHERE snapshot_id = $1 AND chunk_no = $2",
        values: [id, chunkNo],
      }),
    );
    const chunk = rows[0]?.lines;
    if (chunk === undefined) return;
    yield* chunk.slice(0, -1).split("\n");
  }
}
