import type pg from "pg";
import type { CommitBatch } from "../../ingest/store/log-store.js";
import { guarded } from "./errors.js";
import type { Change, ChangesOf, Offer, StoredPoint } from "./point.js";

/** What a commit writes beside its records. */
export interface PointsOfCommit {
  points: StoredPoint[];
  outboxIds: string[];
}

/**
 * Gives the points of a commit their instants: the engine's time, made unique and growing by counting nanoseconds. A
 * batch that is committed again after a lost connection gets the same ones.
 */
export interface PointWriter {
  prepare(batch: CommitBatch): Promise<PointsOfCommit>;
  committed(batch: CommitBatch): void;
  /** To be written with the next commit. Answers false when too many wait already. */
  offer(offer: Offer): boolean;
}

const offersMax = 1_000;

interface Since {
  atNs: bigint;
  engineTimeMs: number;
  /** Changes at that instant or later, which the engine's time has not passed: the next batch may tell of them again. */
  atMsOf: Map<string, number>;
}

export function createPointWriter(pool: pg.Pool, changesOf: ChangesOf): PointWriter {
  const offers: Offer[] = [];
  let since: Since | null = null;
  let prepared: { batch: CommitBatch; offered: number; next: Since; result: PointsOfCommit } | null = null;

  function news(changes: Change[], { engineTimeMs, atMsOf }: Since): Map<string, Change> {
    const fresh = new Map<string, Change>();
    for (const change of changes) {
      if (change.atMs < engineTimeMs || atMsOf.get(change.key) === change.atMs) continue;
      fresh.set(change.key, change);
    }
    return fresh;
  }

  return {
    async prepare(batch) {
      if (prepared?.batch === batch) return prepared.result;
      since ??= await readSince(pool);
      const fresh = news(changesOf(batch), since);
      const { engineTimeMs } = batch.position;
      const offered = offers.length;
      let atNs = since.atNs;
      const beginNs = BigInt(engineTimeMs) * 1_000_000n;
      const all = [...fresh.values()].flatMap(({ points }) => points).concat(offers.flatMap(({ points }) => points));
      const points = all.map((point) => {
        atNs = atNs >= beginNs ? atNs + 1n : beginNs;
        return { ...point, atNs };
      });
      const known = [...since.atMsOf, ...[...fresh.values()].map(({ key, atMs }) => [key, atMs] as const)];
      const atMsOf = new Map(known.filter(([, atMs]) => atMs >= engineTimeMs));
      const result = { points, outboxIds: offers.flatMap(({ outboxIds }) => outboxIds) };
      prepared = { batch, offered, next: { atNs, engineTimeMs, atMsOf }, result };
      return result;
    },
    committed(batch) {
      if (prepared?.batch !== batch) return;
      since = prepared.next;
      offers.splice(0, prepared.offered);
      prepared = null;
    },
    offer(offer) {
      if (offers.length >= offersMax) return false;
      offers.push(offer);
      return true;
    },
  };
}

async function readSince(pool: pg.Pool): Promise<Since> {
  const { rows } = await guarded(() =>
    pool.query<{ at_ns: string; engine_time_ms: string }>(
      `SELECT coalesce((SELECT max(at_ns) FROM point), 0) AS at_ns,
              coalesce((SELECT engine_time_ms FROM engine_position), -1) AS engine_time_ms`,
    ),
  );
  return { atNs: BigInt(rows[0]?.at_ns ?? 0), engineTimeMs: Number(rows[0]?.engine_time_ms ?? -1), atMsOf: new Map() };
}
