import type pg from "pg";
import type { LoggedEvent } from "../../ingest/store/log-store.js";
import { guarded } from "./errors.js";
import { readLog } from "./log-store.js";
import type { Point, StoredPoint } from "./point.js";
import { storableText } from "./storable.js";
import { inTransaction } from "./transaction.js";

/** How far a target has been told. */
export interface Cursor {
  seq: number;
  atNs: bigint;
}

export interface Refusal {
  atNs: bigint;
  measurement: string;
  reason: string;
  text: string;
}

export interface ProjectionStore {
  /** At the beginning of everything for a target that is new. */
  cursor(target: string): Promise<Cursor>;
  readEvents(afterSeq: number, limit: number): Promise<LoggedEvent[]>;
  readPoints(afterNs: bigint, limit: number): Promise<StoredPoint[]>;
  /** Moves the cursor and keeps what was refused on the way, in one transaction. */
  move(target: string, to: Cursor, refusals: readonly Refusal[]): Promise<void>;
  refusedTotal(target: string): Promise<number>;
  /** Sends the target's cursor back to the beginning. Answers from when on the log still knows everything. */
  restart(): Promise<{ targets: number; fromMs: number | null }>;
}

/** Of a refused line so much is kept as a person needs to see what it was. */
const lineMax = 1_000;
const refusedMax = 10_000;

export function createProjectionStore(pool: pg.Pool): ProjectionStore {
  const read = async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
    (await guarded(() => pool.query<Row>(text, values))).rows;

  return {
    async cursor(target) {
      const [row] = await read<{ seq: string; at_ns: string }>("SELECT seq, at_ns FROM projection WHERE target = $1", [
        target,
      ]);
      return { seq: Number(row?.seq ?? 0), atNs: BigInt(row?.at_ns ?? 0) };
    },
    readEvents: (afterSeq, limit) => readLog(pool, afterSeq, limit),
    async readPoints(afterNs, limit) {
      const rows = await read<Point & { at_ns: string; about_ms: number | null }>(
        `SELECT at_ns, measurement, tags, fields, (about_ns / 1000000)::float8 AS about_ms FROM point
         WHERE at_ns > $1 ORDER BY at_ns LIMIT $2`,
        [String(afterNs), limit],
      );
      return rows.map(({ at_ns, about_ms, ...point }) => ({
        ...point,
        atNs: BigInt(at_ns),
        ...(about_ms !== null && { aboutMs: about_ms }),
      }));
    },
    move: (target, to, refusals) => inTransaction(pool, (client) => move(client, target, to, refusals)),
    async refusedTotal(target) {
      const [row] = await read<{ total: string }>(
        "SELECT count(*) AS total FROM projection_refused WHERE target = $1",
        [target],
      );
      return Number(row?.total ?? 0);
    },
    async restart() {
      const targets = await read("UPDATE projection SET seq = 0, at_ns = 0, moved_at = now() RETURNING target");
      const [row] = await read<{ from_ms: string | null }>(
        "SELECT floor(extract(epoch FROM min(received_at)) * 1000) AS from_ms FROM event_log",
      );
      return { targets: targets.length, fromMs: row?.from_ms == null ? null : Number(row.from_ms) };
    },
  };
}

async function move(client: pg.PoolClient, target: string, to: Cursor, refusals: readonly Refusal[]): Promise<void> {
  await client.query(
    `INSERT INTO projection (target, seq, at_ns) VALUES ($1, $2, $3)
     ON CONFLICT (target) DO UPDATE SET seq = excluded.seq, at_ns = excluded.at_ns, moved_at = now()`,
    [target, to.seq, String(to.atNs)],
  );
  if (refusals.length === 0) return;
  await client.query(
    `INSERT INTO projection_refused (target, at_ns, measurement, reason, line)
     SELECT $1, at_ns, measurement, reason, line
     FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[]) AS r(at_ns, measurement, reason, line)
     ON CONFLICT (target, at_ns, measurement) DO UPDATE SET reason = excluded.reason, refused_at = now()`,
    [
      target,
      refusals.map(({ atNs }) => String(atNs)),
      refusals.map(({ measurement }) => measurement),
      refusals.map(({ reason }) => storableText(reason)),
      refusals.map(({ text }) => storableText(text.slice(0, lineMax))),
    ],
  );
  await client.query(
    `DELETE FROM projection_refused WHERE refused_no <= (SELECT max(refused_no) FROM projection_refused) - $1`,
    [refusedMax],
  );
}
