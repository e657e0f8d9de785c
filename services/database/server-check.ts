import pg from "pg";
import { DatabaseError, guarded } from "./errors.js";
import type { Log } from "./log.js";

/** The oldest that the tests run. Source: Debian 12, which is the oldest supported one. */
const majorMin = 15;
const connectTimeoutMs = 5_000;

interface Facts {
  version: number;
  role: string;
  database: string;
  encoding: string;
  may_create: boolean;
  is_superuser: boolean;
  standby: boolean;
  fsync: string;
  synchronous_commit: string;
}

const factsQuery = `SELECT current_setting('server_version_num')::int AS version,
  current_user AS role, current_database() AS database, current_setting('server_encoding') AS encoding,
  has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS may_create,
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS is_superuser,
  pg_is_in_recovery() AS standby,
  current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS synchronous_commit`;

/** What a server must be for Velvakt to keep its promises on it; said before anything is touched. */
export async function checkServer(connectionString: string, log: Log): Promise<void> {
  const facts = await guarded(() => readFacts(connectionString));
  const { role, database } = facts;
  const major = Math.floor(facts.version / 10_000);
  if (major < majorMin) {
    throw new DatabaseError("DATABASE_VERSION", `PostgreSQL ${major} is too old: Velvakt needs ${majorMin} or later.`);
  }
  if (facts.encoding !== "UTF8") {
    const what = `The database ${database} is encoded as ${facts.encoding}. Make one with ENCODING 'UTF8'.`;
    throw new DatabaseError("DATABASE_VERSION", what);
  }
  if (facts.standby) {
    throw new DatabaseError("DATABASE_RIGHTS", "VELVAKT_POSTGRES_URL leads to a standby; name the primary server.");
  }
  if (!facts.may_create) {
    const what = `The role ${role} may not make tables in ${database}. As administrator: ALTER DATABASE "${database}" OWNER TO "${role}"; GRANT CREATE ON SCHEMA public TO "${role}";`;
    throw new DatabaseError("DATABASE_RIGHTS", what);
  }
  if (facts.is_superuser) log.warn({ role }, "Velvakt's role is a superuser; owning its database is enough");
  if (facts.fsync === "off" || facts.synchronous_commit === "off") {
    const { fsync, synchronous_commit } = facts;
    log.error({ fsync, synchronous_commit }, "PostgreSQL may lose what it has committed, and Velvakt acknowledged");
  }
}

async function readFacts(connectionString: string): Promise<Facts> {
  const client = new pg.Client({
    connectionString,
    application_name: "velvakt",
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<Facts>(factsQuery);
    if (rows[0] === undefined) throw new Error("no answer");
    return rows[0];
  } finally {
    await client.end().catch(() => undefined);
  }
}
