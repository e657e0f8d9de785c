import pg from "pg";
import { databaseName, startEmbedded } from "./embedded/start.js";
import type { DatabaseError } from "./errors.js";
import { guarded } from "./errors.js";
import { takeInstanceLock } from "./instance-lock.js";
import { type FactsOf, noFacts } from "./kpi-facts.js";
import type { Log } from "./log.js";
import { createLogStore } from "./log-store.js";
import { migrate } from "./migrate.js";
import { createPartitions } from "./partitions.js";
import type { ChangesOf } from "./point.js";
import { endPool, newPool } from "./pool.js";
import { retain } from "./retention.js";
import { checkServer } from "./server-check.js";
import { createSnapshotStore } from "./snapshot-store.js";
import type { Database } from "./store.js";

export interface OpenOptions {
  log: Log;
  /** Ids of a team's channels: a notification becomes one outbox row for each. */
  channelsOf: (teamId: string) => string[];
  /** What a batch says to the series; left out: nothing. */
  changesOf?: ChangesOf;
  /** What key figures are counted from; left out: doses and alerts alone. */
  factsOf?: FactsOf;
  /** Another instance has taken the database from us: this process must end at once. */
  onLost: (error: DatabaseError) => void;
}

/** Connections, within the embedded server's 40: everything else than the log; the log. */
const embeddedPoolMax = 16;
const logPoolMax = 3;

/** Starts PostgreSQL in `dataDir` and opens its database. Rejects with a DatabaseError that says what to do. */
export async function openEmbedded(options: OpenOptions & { dataDir: string }): Promise<Database> {
  const server = await startEmbedded(options.dataDir, options.log);
  try {
    const connectionString = server.connectionString(databaseName);
    await createDatabase(server.connectionString("postgres"), connectionString);
    return await open(connectionString, embeddedPoolMax, options, server.stop);
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/** Opens a database of somebody else's server. Rejects with a DatabaseError that says what to do. */
export async function openExternal(options: OpenOptions & ExternalServer): Promise<Database> {
  const connectionString = externalConnectionString(options);
  await checkServer(connectionString, options.log);
  return open(connectionString, options.poolMax, options, async () => undefined);
}

export function externalConnectionString(server: Pick<ExternalServer, "url" | "password">): string {
  const url = new URL(server.url);
  if (server.password !== null) url.password = encodeURIComponent(server.password);
  return url.toString();
}

/** The same for a server of our own and for somebody else's. */
async function open(
  connectionString: string,
  poolMax: number,
  options: OpenOptions,
  stop: () => Promise<void>,
): Promise<Database> {
  const { log, channelsOf, changesOf = () => [], factsOf = noFacts, onLost } = options;
  const lock = await takeInstanceLock(connectionString, log, onLost);
  try {
    await migrate(connectionString, log);
    const pool = newPool(connectionString, "velvakt", poolMax);
    const logPool = newPool(connectionString, "velvakt-log", logPoolMax);
    const partitions = createPartitions(logPool);
    await partitions.ensureAhead(Date.now());
    const logStore = createLogStore({ pool: logPool, partitions, channelsOf, changesOf, factsOf });
    return {
      pool,
      log: logStore,
      offer: logStore.offer,
      snapshots: createSnapshotStore(pool),
      connectionString,
      retain: async (days, nowMs) => {
        await partitions.ensureAhead(nowMs);
        return retain(pool, partitions, days, nowMs);
      },
      close: once(async () => {
        await Promise.all([endPool(pool), endPool(logPool)]);
        await lock.release();
        await stop();
      }),
    };
  } catch (error) {
    await lock.release();
    throw error;
  }
}

export interface ExternalServer {
  url: string;
  password: string | null;
  poolMax: number;
}

async function createDatabase(maintenanceUrl: string, connectionString: string): Promise<void> {
  await guarded(async () => {
    const client = new pg.Client({ connectionString: maintenanceUrl });
    client.on("error", () => undefined);
    await client.connect();
    try {
      const name = new URL(connectionString).pathname.slice(1);
      const { rowCount } = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [name]);
      if (!rowCount) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
  });
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  return () => {
    running ??= work();
    return running;
  };
}
