import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { z } from "zod";
import { ecosystemBytesMax, type Misplaced, readText } from "./document.js";
import { type Mistake, pathText } from "./mistake.js";
import { schemaFindings } from "./schema-issues.js";

type Refused = { ok: false; mistakes: Mistake[] };

/** What stands once and is used by several (an anchor and its aliases) is one mistake. */
export function refused(mistakes: readonly Misplaced[], file: string): Refused {
  const different = new Map(
    mistakes.map((mistake) => [`${mistake.line}:${mistake.column} ${mistake.message}`, mistake]),
  );
  const sorted = [...different.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, mistakes: sorted.map((mistake) => ({ ...mistake, file })) };
}

/** A file's text, bounded in size; a file that cannot be read is a mistake like any other. */
export async function readFileText(file: string): Promise<{ ok: true; text: string } | Refused> {
  const refuse = (code: Mistake["code"], message: string, action: string) =>
    refused([{ code, line: 0, column: 0, path: "", message, action }], file);
  let bytes: Buffer;
  try {
    const info = await stat(file);
    if (info.isDirectory()) {
      return refuse("ECOSYSTEM_FILE_UNREADABLE", "this is a directory", "Name the YAML file inside it.");
    }
    // Pipes are read too (`check <(…)`), devices that never end are not.
    if (!info.isFile() && !info.isFIFO()) {
      return refuse("ECOSYSTEM_FILE_UNREADABLE", "this is not a file", "Name a YAML file.");
    }
    bytes = await readBounded(file);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "unknown";
    if (code === "ENOENT" || code === "ENOTDIR") {
      return refuse("ECOSYSTEM_FILE_MISSING", "there is no such file", "Check the name and the folder.");
    }
    const action =
      code === "EACCES" || code === "EPERM" ? "Give this user permission to read it." : "Check the name and the disk.";
    return refuse("ECOSYSTEM_FILE_UNREADABLE", `the file cannot be read (${code})`, action);
  }
  // Cut off at the limit the last letter may be halved, and decoding would blame that.
  if (bytes.length > ecosystemBytesMax) return { ok: true, text: bytes.toString("latin1") };
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    if (!text.includes("\0")) return { ok: true, text };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return refuse("ECOSYSTEM_FILE_NOT_TEXT", "the file is not UTF-8 text", "Name a YAML file, saved as UTF-8.");
}

/** One byte more than is allowed, at most: enough for the reader to refuse it. */
async function readBounded(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of createReadStream(file)) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > ecosystemBytesMax) break;
  }
  return Buffer.concat(chunks);
}

/** YAML text that a schema describes completely; every mistake is told with its line. */
export function readYaml<T>(
  text: string,
  file: string,
  schema: z.ZodType<T>,
  whenEmpty: string,
): { ok: true; value: T } | Refused {
  const read = readText(text);
  if (!read.ok) return refused(read.mistakes, file);
  const { raw, mistakes, locate } = read.text;
  if (raw === null) {
    const place = { line: 1, column: 1, path: "" };
    return refused([{ code: "ECOSYSTEM_EMPTY", ...place, message: "the file is empty", action: whenEmpty }], file);
  }
  const parsed = schema.safeParse(raw);
  if (parsed.success && mistakes.length === 0) return { ok: true, value: parsed.data };
  const findings = parsed.success ? [] : schemaFindings(schema, raw, parsed.error.issues);
  const placed = findings.map(({ code, path, at, message, action }): Misplaced => {
    return { code, ...locate(path, at ?? "value"), path: pathText(path), message, action };
  });
  return refused([...mistakes, ...placed], file);
}
