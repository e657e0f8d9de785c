import pg from "pg";
import { DatabaseError, guarded } from "./errors.js";
import type { Log } from "./log.js";

/** The oldest that the tests run. Source: Debian 12, which is the oldest supported one. */
const majorMin = 15;
const connectTimeoutMs = 5_000;

/** What a server says of itself and of what we may do there. */
export interface ServerFacts {
  version: number;
  role: string;
  database: string;
  encoding: string;
  may_create: boolean;
  is_superuser: boolean;
  standby: boolean;
  fsync: string;
  synchronous_commit: string;
  connections_max: number;
  /** The server's clock, UTC ms, when it answered. */
  now_ms: number;
}

const factsQuery = `SELECT current_setting('server_version_num')::int AS version,
  current_user AS role, current_database() AS database, current_setting('server_encoding') AS encoding,
  has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS may_create,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
  pg_is_in_recovery() AS standby,
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int AS connections_max,
  extract(epoch FROM clock_timestamp())::float8 * 1000 AS now_ms`;

/** What a server must be for Velvakt to keep its promises on it; said before anything is touched. */
export async function checkServer(connectionString: string, log: Log): Promise<void> {
  const facts = await readServerFacts(connectionString);
  const fault = faultOf(facts);
  if (fault !== null) throw fault;
  for (const { grave, what, ...fields } of doubtsAbout(facts)) log[grave ? "error" : "warn"](fields, what);
}

/** Why Velvakt cannot work there, and what to do; null if it can. */
export function faultOf(facts: ServerFacts): DatabaseError | null {
  const { role, database } = facts;
  const major = Math.floor(facts.version / 10_000);
  if (major < majorMin) {
    return new DatabaseError("DATABASE_VERSION", `PostgreSQL ${major} is too old: Velvakt needs ${majorMin} or later.`);
  }
  if (facts.encoding !== "UTF8") {
    const what = `The database ${database} is encoded as ${facts.encoding}. Make one with ENCODING 'UTF8'.`;
    return new DatabaseError("DATABASE_VERSION", what);
  }
  if (facts.standby) {
    return new DatabaseError("DATABASE_RIGHTS", "VELVAKT_POSTGRES_URL leads to a standby; name the primary server.");
  }
  if (!facts.may_create) {
    const what = `The role ${role} may not make tables in ${database}. As administrator: ALTER DATABASE "${database}" OWNER TO "${role}"; GRANT CREATE ON SCHEMA public TO "${role}";`;
    return new DatabaseError("DATABASE_RIGHTS", what);
  }
  return null;
}

/** It works there, but not as it should; `grave` where what is acknowledged may be lost. */
export function doubtsAbout({ role, is_superuser, fsync, synchronous_commit }: ServerFacts) {
  return [
    ...(is_superuser
      ? [{ grave: false, role, what: "Velvakt's role is a superuser; owning its database is enough" }]
      : []),
    ...(fsync === "off" || synchronous_commit === "off"
      ? [
          {
            grave: true,
            fsync,
            synchronous_commit,
            what: "PostgreSQL may lose what it has committed, and Velvakt acknowledged",
          },
        ]
      : []),
  ];
}

/** Asks the server; rejects with a DatabaseError that says what to do. */
export function readServerFacts(connectionString: string): Promise<ServerFacts> {
  return guarded(() => readFacts(connectionString));
}

async function readFacts(connectionString: string): Promise<ServerFacts> {
  const client = new pg.Client({
    connectionString,
    application_name: "velvakt",
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<ServerFacts>(factsQuery);
    if (rows[0] === undefined) throw new Error("no answer");
    return rows[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}
