import type pg from "pg";
import { guarded } from "../errors.js";
import { inTransaction } from "../transaction.js";

/** A pool, or one client inside a transaction. */
export type Reader = Pick<pg.ClientBase, "query">;

/** A read that takes longer is ended by the server rather than holding a connection of the pool. */
const statementTimeoutMs = 10_000;

/** The rows of one query. Rejects with typed errors. */
export async function readRows<Row extends pg.QueryResultRow>(
  reader: Reader,
  text: string,
  values: unknown[],
): Promise<Row[]> {
  return (await guarded(() => reader.query<Row>(text, values))).rows;
}

/** Several queries that see the same moment of the database, so that figures shown side by side add up. */
export function readSnapshot<T>(pool: pg.Pool, read: (reader: Reader) => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await client.query(`SET LOCAL statement_timeout = ${statementTimeoutMs}`);
    return read(client);
  });
}
