/** Stable codes: tests, documentation and callers rely on them, never on the words of a message. */
export type MistakeCode =
  | "ECOSYSTEM_FILE_MISSING"
  | "ECOSYSTEM_FILE_UNREADABLE"
  | "ECOSYSTEM_FILE_NOT_TEXT"
  | "ECOSYSTEM_TOO_LARGE"
  | "ECOSYSTEM_TOO_COMPLEX"
  | "ECOSYSTEM_EMPTY"
  | "ECOSYSTEM_SYNTAX"
  | "ECOSYSTEM_KEY_TWICE"
  | "ECOSYSTEM_KEY_UNKNOWN"
  | "ECOSYSTEM_KEY_MISSING"
  | "ECOSYSTEM_VALUE_INVALID"
  | "ECOSYSTEM_ID_DUPLICATE"
  | "ECOSYSTEM_ID_RESERVED"
  | "ECOSYSTEM_ID_UNKNOWN"
  | "ECOSYSTEM_NAMED_TWICE"
  | "ECOSYSTEM_CYCLE"
  | "ECOSYSTEM_PER_DISTRICT"
  | "ECOSYSTEM_PATH_BROKEN"
  | "ECOSYSTEM_HOP_LIMITS"
  | "ECOSYSTEM_OFFLINE_LIMIT"
  | "ECOSYSTEM_CLOUDLESS_HOURS"
  | "ECOSYSTEM_PROBE"
  | "ECOSYSTEM_ADDRESS"
  | "ECOSYSTEM_TIMEZONE"
  | "ECOSYSTEM_COUNTRY"
  | "ECOSYSTEM_THRESHOLD_UNKNOWN"
  | "ECOSYSTEM_THRESHOLD_RANGE"
  | "ECOSYSTEM_THRESHOLD_CONFLICT"
  | "ECOSYSTEM_MATRIX_ORDER"
  | "ECOSYSTEM_MATRIX_GIVEN_CELL"
  | "ECOSYSTEM_SCENARIO_MISSING"
  | "ECOSYSTEM_BANDS_ORDER"
  | "ECOSYSTEM_SCHEDULE"
  | "ECOSYSTEM_ROUTE_UNREACHABLE"
  | "ECOSYSTEM_DISTRICT_UNREACHED";

export type Path = readonly (string | number)[];

/** What a check finds, before its place in the text has been looked up. */
export interface Finding {
  code: MistakeCode;
  path: Path;
  /** Point at the key's name instead of its value. */
  at?: "key" | "value";
  message: string;
  /** What to do about it. */
  action: string;
}

/** A finding with its place. */
export interface Mistake {
  code: MistakeCode;
  file: string;
  /** From 1; 0 when it concerns the file as a whole, such as one that does not exist. */
  line: number;
  column: number;
  /** `components[3].dependsOn[0]`; empty for the whole file. */
  path: string;
  message: string;
  action: string;
}

/**
 * Of one sort, so many mistakes are looked into: nobody corrects more in one sitting, and finding
 * the place of each, and what was meant, takes time.
 */
export const mistakesMax = 200;

/** A path as people write it. */
export function pathText(path: Path): string {
  return path.map((part, i) => (typeof part === "number" ? `[${part}]` : i === 0 ? part : `.${part}`)).join("");
}

/** A value as it may be quoted in a message: short, and on one line. */
export function shown(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  if (typeof value !== "string") return String(value);
  return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
}

/** `a, b or c`; long lists are cut, because the reader has the file at hand. */
export function oneOf(words: readonly string[], wordsMax = 12): string {
  if (words.length > wordsMax) return `${words.slice(0, wordsMax).join(", ")} … (${words.length} in all)`;
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}
