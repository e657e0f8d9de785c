import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { defaultThresholds, type Thresholds } from "../../rules/thresholds.js";
import { checks } from "./checks/all.js";
import { type Misplaced, readText } from "./document.js";
import { draftOf } from "./draft.js";
import { type Finding, type Mistake, mistakesMax, pathText } from "./mistake.js";
import { ecosystemFileSchema } from "./schema.js";
import { schemaFindings } from "./schema-issues.js";
import { readFileText, refused } from "./yaml-file.js";

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
  const read = await readFileText(file);
  return read.ok ? loadEcosystem(read.text, file) : read;
}

/**
 * Oslo's ecosystem, the shipped example and the default. It lies beside this file in the sources,
 * and the build copies it to the same place beside the compiled code.
 */
export const defaultEcosystemPath: string = fileURLToPath(new URL("oslo.yaml", import.meta.url));
