import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { defaultThresholds, type Thresholds } from "../../rules/thresholds.js";
import { checks } from "./checks/all.js";
import { ecosystemBytesMax, type Misplaced, readText } from "./document.js";
import { draftOf } from "./draft.js";
import { type Finding, type Mistake, mistakesMax, pathText } from "./mistake.js";
import { ecosystemFileSchema } from "./schema.js";
import { schemaFindings } from "./schema-issues.js";

export type LoadedEcosystem =
  | {
      ok: true;
      ecosystem: Ecosystem;
      /** Of what the file means, not of its text: comments and layout do not outdate a snapshot. */
      hash: string;
    }
  | { ok: false; mistakes: Mistake[] };

/**
 * Reads an ecosystem file's text. All mistakes are reported together, in the order of the lines,
 * because a file is corrected in one sitting. Never throws for any text.
 */
export function loadEcosystem(text: string, fileName: string): LoadedEcosystem {
  const read = readText(text);
  if (!read.ok) return refused(read.mistakes, fileName);
  const { raw, mistakes, locate } = read.text;
  if (raw === null) {
    const empty: Misplaced = {
      code: "ECOSYSTEM_EMPTY",
      line: 1,
      column: 1,
      path: "",
      message: "the file is empty",
      action: "Start from a copy of the example, services/ecosystem/oslo.yaml.",
    };
    return refused([empty], fileName);
  }
  const parsed = ecosystemFileSchema.safeParse(raw);
  const draft = draftOf(raw);
  const findings = [
    ...(parsed.success ? [] : schemaFindings(ecosystemFileSchema, raw, parsed.error.issues)),
    ...checks.flatMap((check) => check(draft).slice(0, mistakesMax)),
  ];
  const placed = findings.map(({ code, path, at, message, action }: Finding): Misplaced => {
    return { code, ...locate(path, at ?? "value"), path: pathText(path), message, action };
  });
  if (!parsed.success || placed.length > 0 || mistakes.length > 0) return refused([...mistakes, ...placed], fileName);
  const ecosystem: Ecosystem = {
    ...parsed.data,
    thresholds: { ...defaultThresholds, ...given(parsed.data.thresholds) },
  };
  return { ok: true, ecosystem, hash: hashOf(ecosystem) };
}

const given = (thresholds: { [K in keyof Thresholds]?: number | undefined }) =>
  Object.fromEntries(Object.entries(thresholds).filter(([, value]) => value !== undefined)) as Partial<Thresholds>;

/** What stands once and is used by several (an anchor and its aliases) is one mistake. */
function refused(mistakes: Misplaced[], file: string): { ok: false; mistakes: Mistake[] } {
  const different = new Map(
    mistakes.map((mistake) => [`${mistake.line}:${mistake.column} ${mistake.message}`, mistake]),
  );
  const sorted = [...different.values()].sort((a, b) => a.line - b.line || a.column - b.column);
  return { ok: false, mistakes: sorted.map((mistake) => ({ ...mistake, file })) };
}

/** Independent of the order in which keys happen to be written. */
function hashOf(ecosystem: Ecosystem): string {
  const sorted = (_key: string, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value;
  return createHash("sha256").update(JSON.stringify(ecosystem, sorted)).digest("hex");
}

/** Reads an ecosystem file from disk; a file that cannot be read is a mistake like any other. */
export async function readEcosystemFile(file: string): Promise<LoadedEcosystem> {
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
  if (bytes.length > ecosystemBytesMax) return loadEcosystem(bytes.toString("latin1"), file);
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
    if (!text.includes("\0")) return loadEcosystem(text, file);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  return refuse("ECOSYSTEM_FILE_NOT_TEXT", "the file is not UTF-8 text", "Name a YAML file, saved as UTF-8.");
}

/** One byte more than is allowed, at most: enough for `loadEcosystem` to refuse it. */
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

/**
 * Oslo's ecosystem, the shipped example and the default. It lies beside this file in the sources,
 * and the build copies it to the same place beside the compiled code.
 */
export const defaultEcosystemPath: string = fileURLToPath(new URL("oslo.yaml", import.meta.url));
