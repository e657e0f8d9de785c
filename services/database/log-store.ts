import type pg from "pg";
import {
  type CommitBatch,
  type EnginePosition,
  type LoggedEvent,
  type LogStore,
  StoreRefusal,
} from "../../ingest/store/log-store.js";
import type { LogEvent } from "../../rules/model/event.js";
import { prepareCommit } from "./commit-statements.js";
import { guarded, isDataRefused, sqlState } from "./errors.js";
import { type FactsOf, noFacts } from "./kpi-facts.js";
import type { Partitions } from "./partitions.js";
import type { ChangesOf } from "./point.js";
import { createPointWriter, type PointWriter } from "./point-writer.js";
import { storableKey } from "./storable.js";
import { inTransaction } from "./transaction.js";

export interface LogStoreOptions {
  /** A pool for the log alone: nobody's slow reading may take the connection that commits need. */
  pool: pg.Pool;
  partitions: Partitions;
  /** Ids of a team's channels: a notification becomes one outbox row for each. */
  channelsOf: (teamId: string) => string[];
  /** What a batch says to the series; left out: nothing. */
  changesOf?: ChangesOf;
  /** What key figures are counted from; left out: doses and alerts alone. */
  factsOf?: FactsOf;
}

/** SQLSTATE of a row that no partition takes: its day has been dropped since we last looked. */
const noPartition = "23514";

export function createLogStore(options: LogStoreOptions): LogStore & Pick<PointWriter, "offer"> {
  const { pool, partitions, channelsOf, changesOf = () => [], factsOf = noFacts } = options;
  const points = createPointWriter(pool, changesOf);
  return {
    offer: points.offer,
    findKeys: (keys) => findKeys(pool, keys),
    commit: async (batch) => {
      const write = async (): Promise<void> => {
        const prepared = prepareCommit(batch, channelsOf, await points.prepare(batch), factsOf(batch));
        await partitions.ensure(moments(batch));
        await inTransaction(pool, (client) => prepared.run(client));
      };
      const writeWithPartitions = async (): Promise<void> => {
        try {
          await write();
        } catch (error) {
          if (sqlState(error) !== noPartition) throw error;
          partitions.forget();
          await write();
        }
      };
      await writeWithPartitions().catch((error: unknown) => {
        throw isDataRefused(error) ? new StoreRefusal(messageOf(error), { cause: error }) : error;
      });
      points.committed(batch);
    },
    position: () => position(pool),
    readLog: (afterSeq, limit) => readLog(pool, afterSeq, limit),
    wholeFromMs: () => wholeFromMs(pool),
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function* moments({ events }: CommitBatch): Generator<number> {
  for (const { receivedAtUs } of events) yield receivedAtUs;
}

async function findKeys(pool: pg.Pool, keys: string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const { rows } = await guarded(() =>
    pool.query<{ key: string; content_hash: string }>({
      name: "find-keys",
      text: "SELECT key, content_hash FROM event_key WHERE key = ANY ($1::text[])",
      values: [keys.map(storableKey)],
    }),
  );
  const stored = new Map(rows.map(({ key, content_hash }) => [key, content_hash]));
  const found = new Map<string, string>();
  for (const key of keys) {
    const hash = stored.get(storableKey(key));
    if (hash !== undefined) found.set(key, hash);
  }
  return found;
}

async function position(pool: pg.Pool): Promise<EnginePosition | null> {
  const { rows } = await guarded(() =>
    pool.query<{ seq: string; engine_time_ms: string }>("SELECT seq, engine_time_ms FROM engine_position"),
  );
  return rows[0] ? { seq: Number(rows[0].seq), engineTimeMs: Number(rows[0].engine_time_ms) } : null;
}

/** Each half is cut by itself, so that both are read through their index and only `limit` rows sorted. */
const half = (table: string): string =>
  `(SELECT seq, (extract(epoch FROM received_at) * 1000000)::bigint AS us, event
    FROM ${table} WHERE seq > $1 ORDER BY seq LIMIT $2)`;

/** Also for who reads the log beside ingest, with a pool of its own. */
export async function readLog(pool: pg.Pool, afterSeq: number, limit: number): Promise<LoggedEvent[]> {
  const { rows } = await guarded(() =>
    pool.query<{ seq: string; us: string; event: LogEvent }>({
      name: "read-log",
      text: `${half("event_lasting")} UNION ALL ${half("event_log")} ORDER BY seq LIMIT $2`,
      values: [afterSeq, limit],
    }),
  );
  return rows.map(({ seq, us, event }) => ({ seq: Number(seq), receivedAtUs: Number(us), event }));
}

/** With all its days gone the log is whole from the last event on that was kept. */
async function wholeFromMs(pool: pg.Pool): Promise<number | null> {
  const { rows } = await guarded(() =>
    pool.query<{ ms: string | null }>(
      `SELECT floor(extract(epoch FROM coalesce((SELECT min(received_at) FROM event_log), max(received_at))) * 1000) AS ms
       FROM event_lasting HAVING count(*) > 0`,
    ),
  );
  const ms = rows[0]?.ms ?? null;
  return ms === null ? null : Number(ms);
}
