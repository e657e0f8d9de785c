import pg from "pg";
import {
  type BackupEnd,
  type BackupHeader,
  type BackupTable,
  backupFormat,
  columnList,
  markPrefix,
  migrationsOf,
  tableName,
} from "./backup.js";
import { DatabaseError } from "./errors.js";
import { createPartitions, dayMs } from "./partitions.js";
import { inTransaction } from "./transaction.js";

export interface Restored extends BackupHeader {
  rows: number;
}

/** Text and rows sent at a time. */
const portionChars = 4_000_000;
const portionRowsMax = 5_000;

const unusable = (what: string, cause?: unknown) =>
  new DatabaseError("DATABASE_BACKUP_UNUSABLE", `This is no backup that can be restored: ${what}`, { cause });

function parsed<T>(line: string): T {
  try {
    return JSON.parse(line.slice(markPrefix.length)) as T;
  } catch (error) {
    throw unusable("a mark in it cannot be read.", error);
  }
}

/**
 * Fills a database that has its tables and nothing in them, all in one transaction: a file that turns out to be cut off
 * leaves it as empty as it was.
 */
export async function restoreLines(pool: pg.Pool, lines: AsyncIterable<string>): Promise<Restored> {
  const reader = readable(lines);
  const first = await reader.next();
  const header = await checkedHeader(pool, first.done === true ? "" : first.value);
  const dayUs = dayMs * 1_000;
  await createPartitions(pool).ensure(header.logDays.map((day) => day * dayUs));
  return inTransaction(pool, async (client) => {
    const rows = await fill(client, reader);
    await restartIdentities(client);
    return { ...header, rows };
  });
}

/** What goes wrong with reading is the file's fault and not the database's. */
async function* readable(lines: AsyncIterable<string>): AsyncGenerator<string> {
  try {
    yield* lines;
  } catch (error) {
    throw unusable(`it is damaged or was cut off (${error instanceof Error ? error.message : error}).`, error);
  }
}

async function checkedHeader(pool: pg.Pool, line: string): Promise<BackupHeader> {
  const header = line.startsWith(markPrefix) ? parsed<Partial<BackupHeader>>(line) : {};
  if (header.backup !== "velvakt") throw unusable("it was not made by `velvakt backup`.");
  if (header.format !== backupFormat) throw unusable(`its format is ${header.format}, and this is ${backupFormat}.`);
  const here = await migrationsOf(pool);
  if (JSON.stringify(header.migrations) !== JSON.stringify(here)) {
    const [theirs, ours] = [header.migrations?.at(-1) ?? "none", here.at(-1)];
    throw unusable(`its tables are those of ${theirs}, ours of ${ours}. Restore it with the Velvakt that made it.`);
  }
  const { rowCount } = await pool.query("SELECT FROM engine_position");
  if (rowCount) {
    const what = "There is a log in this database already. A backup is restored into an empty one.";
    throw new DatabaseError("DATABASE_NOT_EMPTY", what);
  }
  return header as BackupHeader;
}

async function fill(client: pg.PoolClient, reader: AsyncIterator<string>): Promise<number> {
  let table: BackupTable | null = null;
  let portion: string[] = [];
  let chars = 0;
  let rows = 0;
  const write = async () => {
    if (table !== null && portion.length > 0) await insert(client, table, portion);
    rows += portion.length;
    portion = [];
    chars = 0;
  };
  for (let next = await reader.next(); !next.done; next = await reader.next()) {
    const line = next.value;
    if (line.startsWith(markPrefix)) {
      await write();
      const mark = parsed<BackupTable | BackupEnd>(line);
      if (!("end" in mark)) {
        table = mark;
        continue;
      }
      if (mark.rows === rows) return rows;
      throw unusable(`it has ${rows} rows and says that there are ${mark.rows}.`);
    }
    portion.push(line);
    chars += line.length;
    if (chars >= portionChars || portion.length >= portionRowsMax) await write();
  }
  throw unusable("its end is missing.");
}

async function insert(client: pg.PoolClient, { table, columns }: BackupTable, rows: string[]): Promise<void> {
  const [name, list] = [tableName(table), columnList(columns)];
  await client.query(
    `INSERT INTO ${name} (${list}) OVERRIDING SYSTEM VALUE
     SELECT ${list} FROM json_populate_recordset(NULL::${name}, $1::json)`,
    [`[${rows.join(",")}]`],
  );
}

/** Numbers that the database gives go on behind the highest that came in. */
async function restartIdentities(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string }>(
    `SELECT c.relname AS table, a.attname AS column FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
     WHERE a.attidentity <> '' AND c.relnamespace = 'public'::regnamespace`,
  );
  for (const { table, column } of rows) {
    const [name, id] = [tableName(table), pg.escapeIdentifier(column)];
    await client.query(`SELECT setval(pg_get_serial_sequence($1, $2), (SELECT max(${id}) FROM ${name}))`, [
      name,
      column,
    ]);
  }
}
