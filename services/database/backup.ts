import pg from "pg";
import { DatabaseError, guarded } from "./errors.js";
import { listPartitions } from "./partitions.js";
import { sessionOptions } from "./pool.js";

/**
 * Everything that is in the database, as lines of text: a mark (`#` and JSON) before each table and at the beginning and
 * end, and one JSON object a row between them. Written by the database itself, so no number or instant is rounded on
 * its way; read back by the same kind of server, whatever its version.
 */

export const backupFormat = 1;

/** The first line: what this is, and where the engine stood. */
export interface BackupHeader {
  backup: "velvakt";
  format: number;
  takenAt: string;
  /** Names of the migrations behind it: a schema of another age has other tables. */
  migrations: string[];
  seq: number;
  /** UTC ms. */
  engineTimeMs: number;
  /** Days that the log has, counted from 1970: a part of the table each. */
  logDays: number[];
}

export interface BackupTable {
  table: string;
  columns: string[];
}

/** The last line: a file without it was cut off. */
export interface BackupEnd {
  end: true;
  rows: number;
}

export const markPrefix = "#";
const mark = (fields: object) => `${markPrefix}${JSON.stringify(fields)}`;

/** Text read at a time, about. */
const portionChars = 4_000_000;
const portionRowsMax = 5_000;
const connectTimeoutMs = 5_000;

/** Names of the migrations that have been applied, in order. */
export async function migrationsOf(client: pg.ClientBase | pg.Pool): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>("SELECT name FROM schema_migration ORDER BY name");
  return rows.map(({ name }) => name);
}

/**
 * Tables in the order of their names, which is also one in which they can be filled; without columns that the database
 * works out itself. The queue is not among them: it is filled from the outbox.
 */
async function tablesOf(client: pg.Client): Promise<BackupTable[]> {
  const { rows } = await client.query<BackupTable>(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attnum) AS columns
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND c.relname <> 'schema_migration' AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
  );
  return rows;
}

export const columnList = (columns: readonly string[]): string =>
  columns.map((column) => pg.escapeIdentifier(column)).join(", ");

/** With its schema: PostgreSQL has a type `point` of its own, which would come first. */
export const tableName = (table: string): string => `public.${pg.escapeIdentifier(table)}`;

/**
 * The lines of a backup, as the database was at one instant; the service may run meanwhile. Days of the log that are due
 * to be dropped wait until it is done.
 */
export async function* backupLines(connectionString: string): AsyncGenerator<string> {
  const client = new pg.Client({
    connectionString,
    application_name: "velvakt-backup",
    options: sessionOptions,
    connectionTimeoutMillis: connectTimeoutMs,
  });
  client.on("error", () => undefined);
  try {
    await guarded(async () => {
      await client.connect();
      await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    });
    yield mark(await guarded(() => headerOf(client)));
    let rows = 0;
    for (const table of await guarded(() => tablesOf(client))) {
      yield mark(table);
      for await (const line of rowsOf(client, table)) {
        rows += 1;
        yield line;
      }
    }
    yield mark({ end: true, rows } satisfies BackupEnd);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function headerOf(client: pg.Client): Promise<BackupHeader> {
  const { rows } = await client.query<{ seq: string; engine_time_ms: string }>(
    "SELECT seq, engine_time_ms FROM engine_position",
  );
  if (rows[0] === undefined)
    throw new DatabaseError("DATABASE_EMPTY", "There is nothing to back up: the log is empty.");
  return {
    backup: "velvakt",
    format: backupFormat,
    takenAt: new Date().toISOString(),
    migrations: await migrationsOf(client),
    seq: Number(rows[0].seq),
    engineTimeMs: Number(rows[0].engine_time_ms),
    logDays: (await listPartitions(client)).map(({ day }) => day),
  };
}

async function* rowsOf(client: pg.Client, { table, columns }: BackupTable): AsyncGenerator<string> {
  // In JSON a line break is only ever white space between two values.
  await guarded(() =>
    client.query(
      `DECLARE backup NO SCROLL CURSOR FOR SELECT replace(row_to_json(whole_row)::text, E'\\n', ' ') AS line
       FROM (SELECT ${columnList(columns)} FROM ${tableName(table)}) whole_row`,
    ),
  );
  for (let count = 10; ; ) {
    const { rows } = await guarded(() => client.query<{ line: string }>(`FETCH ${count} FROM backup`));
    if (rows.length === 0) break;
    let chars = 0;
    for (const { line } of rows) {
      chars += line.length;
      yield line;
    }
    // Heartbeats are short and pieces of a snapshot are long.
    count = Math.max(1, Math.min(portionRowsMax, Math.floor((rows.length * portionChars) / chars)));
  }
  await guarded(() => client.query("CLOSE backup"));
}
