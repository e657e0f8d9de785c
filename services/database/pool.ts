import pg from "pg";

const connectTimeoutMs = 5_000;
/** A server that does not answer for so long counts as gone. */
const queryTimeoutMs = 60_000;
const endMs = 1_500;

/** Whatever the server, the database or the role has been set to. */
export const sessionOptions = "-c timezone=UTC -c datestyle=ISO -c idle_in_transaction_session_timeout=5min";

export function newPool(connectionString: string, name: string, max: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    application_name: name,
    options: sessionOptions,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    // Prepared statements and the server's caches live as long as the connection.
    idleTimeoutMillis: 0,
    keepAlive: true,
  });
  // A connection that breaks is replaced when it is next needed, and its query tells of it. Without
  // these listeners (idle connections; those in use, between two queries) it would end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** Waits for those who still use a connection, but not for ever: the server's stop ends the rest. */
export async function endPool(pool: pg.Pool): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, endMs);
  });
  await Promise.race([pool.end().catch(() => undefined), late]);
  clearTimeout(timer);
}
