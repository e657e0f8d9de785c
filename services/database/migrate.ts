import { fileURLToPath } from "node:url";
import { runner } from "node-pg-migrate";
import pg from "pg";
import { DatabaseError } from "./errors.js";
import type { Log } from "./log.js";

/** Not compiled: the build copies the SQL files to `dist` as they are. */
const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/** Brings the schema up to this version: all pending migrations in one transaction, or none. */
export async function migrate(connectionString: string, log: Log): Promise<void> {
  const client = new pg.Client({ connectionString, application_name: "velvakt-migrate" });
  client.on("error", () => undefined);
  try {
    await client.connect();
    // Told by PostgreSQL about every table "already there": of no use to anybody.
    await client.query("SET client_min_messages = warning");
    const done = await runner({
      dbClient: client,
      dir: migrationsFolder,
      direction: "up",
      migrationsTable: "schema_migration",
      checkOrder: true,
      log: () => undefined,
    });
    if (done.length > 0)
      log.info({ migrations: done.map((migration) => migration.name) }, "brought the database schema up to date");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new DatabaseError(
      "DATABASE_MIGRATION_FAILED",
      `The database schema could not be brought up to date: ${message}`,
      { cause: error },
    );
  } finally {
    await client.end().catch(() => undefined);
  }
}
