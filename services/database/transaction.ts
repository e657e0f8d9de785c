import pg from "pg";
import { databaseError } from "./errors.js";

/** All of `work` in one transaction, or nothing. Rejects with typed errors. */
export async function inTransaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    throw databaseError(error);
  }
  let broken = false;
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    return result;
  } catch (error) {
    // Only after an answer of the server is the connection known to be fit for use.
    broken = !(error instanceof pg.DatabaseError) || !(await rolledBack(client));
    throw databaseError(error);
  } finally {
    client.release(broken);
  }
}

async function rolledBack(client: pg.PoolClient): Promise<boolean> {
  return client.query("ROLLBACK").then(
    () => true,
    () => false,
  );
}
