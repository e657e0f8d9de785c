import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { DatabaseError, databaseError } from "./errors.js";
import type { Log } from "./log.js";
import { identityText, isRunning, ownIdentity, parseIdentity } from "./process-identity.js";

/** Arbitrary, but the same for ever: the advisory lock that one instance holds on its database. */
const lockKey = [1_447_382_102, 1] as const;
const namePrefix = "velvakt-holder";
/** PostgreSQL cuts names here. */
const nameCharactersMax = 63;
const connectTimeoutMs = 3_000;
/** How long to wait for the lock of a process that is no more: its connection must be noticed as closed. */
const deadHolderWaitMs = 10_000;
const retryMs = 200;

/** Who holds the lock, read from the name of its connection. */
export interface Holder {
  pid: number | null;
  host: string | null;
  /** Its process runs, as far as we can see: of another machine or container we must believe it. */
  alive: boolean;
}

export interface InstanceLock {
  release(): Promise<void>;
}

/** The holder of the lock on this database, or null if it is free. */
export async function findHolder(connectionString: string): Promise<Holder | null> {
  const client = newClient(connectionString, "velvakt");
  try {
    await client.connect();
    const { rows } = await client.query<{ application_name: string }>(
      `SELECT a.application_name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 2 AND l.classid = $1 AND l.objid = $2
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
      [...lockKey],
    );
    return rows[0] ? holderNamed(rows[0].application_name) : null;
  } catch (error) {
    throw databaseError(error);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function holderNamed(name: string): Holder {
  const [prefix, identity, host] = name.split(" ");
  const process = prefix === namePrefix ? parseIdentity(identity ?? "") : null;
  if (!process) return { pid: null, host: null, alive: true };
  const here = host === hostPart(identity ?? "");
  return { pid: process.pid, host: host ?? null, alive: here ? isRunning(process) : true };
}

const hostPart = (identity: string): string =>
  hostname()
    .replaceAll(/[^A-Za-z0-9.-]/g, "-")
    .slice(0, nameCharactersMax - namePrefix.length - identity.length - 2);

/**
 * Takes the lock for as long as this process lives, or rejects with DATABASE_IN_USE naming who has
 * it. The lock belongs to a connection: if that breaks, it is taken again; `onLost` is called when
 * another instance was quicker, and this one must end at once.
 */
export async function takeInstanceLock(
  connectionString: string,
  log: Log,
  onLost: (error: DatabaseError) => void,
): Promise<InstanceLock> {
  let released = false;
  let client = await acquire(connectionString);
  const watch = (): void => {
    client.once("end", () => {
      if (!released) void takeAgain();
    });
  };
  const takeAgain = async (): Promise<void> => {
    log.warn({}, "lost the connection that holds the instance lock; taking it again");
    while (!released) {
      try {
        client = await acquire(connectionString);
        if (released) await client.end();
        else watch();
        return;
      } catch (error) {
        if (error instanceof DatabaseError && error.code === "DATABASE_IN_USE") return onLost(error);
        await sleep(retryMs);
      }
    }
  };
  watch();
  return {
    release: async () => {
      released = true;
      await client.end().catch(() => undefined);
    },
  };
}

async function acquire(connectionString: string): Promise<pg.Client> {
  const identity = identityText(ownIdentity());
  const client = newClient(connectionString, `${namePrefix} ${identity} ${hostPart(identity)}`);
  try {
    await client.connect();
    const giveUpAtMs = performance.now() + deadHolderWaitMs;
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>("SELECT pg_try_advisory_lock($1, $2) AS taken", [
        ...lockKey,
      ]);
      if (rows[0]?.taken) return client;
      const holder = await findHolder(connectionString);
      if (holder && (holder.alive || performance.now() > giveUpAtMs)) throw inUse(holder);
      await sleep(retryMs);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw databaseError(error);
  }
}

function inUse(holder: Holder): DatabaseError {
  const who = holder.pid === null ? "another process" : `the Velvakt process ${holder.pid} on ${holder.host}`;
  return new DatabaseError("DATABASE_IN_USE", `The database is in use by ${who}. Stop that one first.`, {
    holderPid: holder.pid,
  });
}

function newClient(connectionString: string, name: string): pg.Client {
  const client = new pg.Client({
    connectionString,
    application_name: name.slice(0, nameCharactersMax),
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
  });
  // Without a listener a broken connection would end the process; "end" follows and is acted upon.
  client.on("error", () => undefined);
  return client;
}
