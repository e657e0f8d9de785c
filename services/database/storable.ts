import { createHash } from "node:crypto";

/** What stands in for characters that PostgreSQL cannot hold. */
const replacement = "\uFFFD";
/** NUL, and halves of a surrogate pair without the other half. */
const unstorable = /\0|\p{Surrogate}/gu;
/** JSON.stringify writes NUL and lone surrogates as escapes, in lower case. */
const suspicious = /\\u(?:0000|d[89a-f])/;
/** An index entry of PostgreSQL may have about 2,700 bytes; UTF-8 takes up to 3 for one unit. */
const keyCharactersMax = 800;

/** Text as PostgreSQL can hold it: its `text` has no NUL, and UTF-8 has no lone surrogates. */
export function storableText(text: string): string {
  return text.replace(unstorable, replacement);
}

/** The same for a value that may be absent. */
export function storableTextOrNull(text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : storableText(text);
}

/**
 * JSON for a `jsonb` column, which unlike `json` stores decoded text and refuses what text cannot
 * hold. Almost every value takes the quick way: one pass of a regular expression.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  return suspicious.test(json) ? JSON.stringify(cleaned(value)) : json;
}

function cleaned(value: unknown): unknown {
  if (typeof value === "string") return storableText(value);
  if (Array.isArray(value)) return value.map(cleaned);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [storableText(key), cleaned(inner)]));
}

/**
 * A deduplication key as the index can hold it. What is too long or has unstorable characters is
 * replaced by its hash, not cleaned: two different keys must stay different.
 */
export function storableKey(key: string): string {
  if (key.length <= keyCharactersMax && storableText(key) === key) return key;
  return `sha256:${createHash("sha256").update(key, "utf16le").digest("hex")}`;
}
