import type { FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";

/** Lists as tables, for whoever goes on with them in a spreadsheet: the same rows as the JSON, one definition of a column. */

type Value = string | number | boolean | null | undefined;

/** One column of a table: its name in the header row, and what stands in it. */
export interface CsvColumn<Row> {
  name: string;
  value: (row: Row) => Value;
}

/** In the query of a list that can also be had as a table: a link in a browser cannot say what it accepts. */
export const tableQuery = { format: z.enum(["json", "csv"]).optional() };

/** What such a list documents as its 200 answer. */
export function jsonOrCsv<T extends z.ZodType>(schema: T) {
  const csv = z.string().describe("RFC 4180 in UTF-8; instants as in the JSON, absent values empty");
  return {
    description: "JSON, or a table with `Accept: text/csv` or `?format=csv`",
    content: { "application/json": { schema }, "text/csv": { schema: csv } },
  };
}

/**
 * A spreadsheet takes text that begins like this for a formula and runs it when the file is opened; texts come from
 * devices, suppliers and people. The apostrophe in front is the spreadsheets' own mark for "this is text".
 */
const formulaLike = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

function cell(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = formulaLike.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** RFC 4180: a header row, lines ended by CRLF, quotes where they are needed; no byte order mark. */
export function csvText<Row>(columns: readonly CsvColumn<Row>[], rows: Iterable<Row>): string {
  const lines = [columns.map(({ name }) => cell(name)).join(",")];
  for (const row of rows) lines.push(columns.map(({ value }) => cell(value(row))).join(","));
  return `${lines.join("\r\n")}\r\n`;
}

/** The query decides, else the first of the two media types that `Accept` names. */
export function asksForCsv(request: FastifyRequest<{ Querystring: { format?: "json" | "csv" | undefined } }>): boolean {
  const { format } = request.query;
  if (format !== undefined) return format === "csv";
  return /text\/csv|application\/json/i.exec(request.headers.accept ?? "")?.[0].toLowerCase() === "text/csv";
}

/** Answers with the table, which a browser saves as `{name}.csv`. */
export function sendCsv<Row>(
  reply: FastifyReply,
  name: string,
  columns: readonly CsvColumn<Row>[],
  rows: Iterable<Row>,
): FastifyReply {
  return reply
    .headers({ vary: "accept", "content-disposition": `attachment; filename="${name.replace(/[^\w.-]/g, "_")}.csv"` })
    .type("text/csv; charset=utf-8; header=present")
    .send(csvText(columns, rows));
}
