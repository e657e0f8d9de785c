import type pg from "pg";
import { readRows } from "./query.js";

/** Where a page ended: the sort key of its last row. */
export type PageKey = (string | number)[];

export interface PageRequest {
  limit: number;
  after: PageKey | null;
}

export interface Page<T> {
  items: T[];
  /** Null on the last page. */
  nextKey: PageKey | null;
}

/** Conditions of one query and the values they bind; `undefined` in a filter means "not asked for". */
export interface Conditions {
  where: string[];
  values: unknown[];
}

export function noConditions(): Conditions {
  return { where: [], values: [] };
}

/** Adds `sql` with `?` replaced by the bound value, unless there is nothing to filter by. */
export function addCondition(conditions: Conditions, sql: string, value: unknown): void {
  if (value === undefined) return;
  conditions.values.push(value);
  conditions.where.push(sql.replace("?", () => `$${conditions.values.length}`));
}

export interface PageSource {
  table: string;
  /** Sort columns with their types; together unique and never changed in a row's life. */
  key: { column: string; type: "bigint" | "text" }[];
  direction: "ASC" | "DESC";
  /** What to read as `record`; the column of that name when left out. */
  record?: string;
}

/**
 * One page by keyset: rows added or removed between two pages neither shift nor repeat the others,
 * and a far page costs no more than the first.
 */
export async function readPage<T>(
  pool: pg.Pool,
  source: PageSource,
  conditions: Conditions,
  request: PageRequest,
): Promise<Page<T>> {
  const { where, values } = { where: [...conditions.where], values: [...conditions.values] };
  const columns = source.key.map((part) => part.column);
  if (request.after !== null) {
    const bound = source.key.map((part, i) => {
      values.push(request.after?.[i]);
      return `$${values.length}::${part.type}`;
    });
    where.push(`(${columns.join(", ")}) ${source.direction === "ASC" ? ">" : "<"} (${bound.join(", ")})`);
  }
  values.push(request.limit + 1);
  const rows = await readRows<{ record: T; page_key: PageKey }>(
    pool,
    `SELECT ${source.record ?? "record"} AS record, jsonb_build_array(${columns.join(", ")}) AS page_key
     FROM ${source.table}
     ${where.length > 0 ? `WHERE ${where.join(" AND ")}` : ""}
     ORDER BY ${columns.map((column) => `${column} ${source.direction}`).join(", ")}
     LIMIT $${values.length}`,
    values,
  );
  const shown = rows.slice(0, request.limit);
  return {
    items: shown.map((row) => row.record),
    nextKey: rows.length > request.limit ? (shown.at(-1)?.page_key ?? null) : null,
  };
}

/** The whole record under an id, or null. */
export async function readRecord<T>(pool: pg.Pool, table: string, idColumn: string, id: string): Promise<T | null> {
  const rows = await readRows<{ record: T }>(pool, `SELECT record FROM ${table} WHERE ${idColumn} = $1`, [id]);
  return rows[0]?.record ?? null;
}
