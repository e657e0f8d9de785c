import { z } from "zod";
import { didYouMean, nearest } from "./did-you-mean.js";
import { type Finding, mistakesMax, oneOf, type Path, pathText, shown } from "./mistake.js";

type Issue = z.core.$ZodIssue;

/** What zod found, in words for the people who wrote the file. */
export function schemaFindings(schema: z.ZodType, raw: unknown, found: readonly Issue[]): Finding[] {
  const issues = found.slice(0, mistakesMax);
  const unknown = issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [];
    const known = keysOf(schemaAt(schema, issue.path as Path));
    return issue.keys
      .slice(0, mistakesMax)
      .map((key) => ({ path: issue.path as Path, key, known, meant: nearest(key, known) }));
  });
  // A misspelt key is one mistake, not an unknown key and a missing one.
  const misspelt = new Set(unknown.map(({ path, meant }) => pathText([...path, meant ?? ""])));
  const others = issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === "unrecognized_keys") return [];
    const value = valueAt(raw, path);
    if (value !== undefined) return [badValue(schema, issue, path, value)];
    return misspelt.has(pathText(path)) ? [] : [missingKey(schema, path)];
  });
  return [...unknown.slice(0, mistakesMax).map(unknownKey), ...others];
}

interface UnknownKey {
  path: Path;
  key: string;
  known: string[];
  meant: string | null;
}

function unknownKey({ path, key, known, meant }: UnknownKey): Finding {
  const threshold = path[0] === "thresholds";
  const secret = /secret|password|token/i.test(key);
  return {
    code: threshold ? "ECOSYSTEM_THRESHOLD_UNKNOWN" : "ECOSYSTEM_KEY_UNKNOWN",
    path: [...path, key],
    at: "key",
    message: `${threshold ? "there is no threshold" : "unknown key"} ${shown(key)}${meant === null ? "" : `; did you mean "${meant}"?`}`,
    action: secret
      ? "Secrets do not belong in this file: name an environment variable in secretEnv, and change the secret if it has been shared."
      : `Correct or remove it${meant === null ? `; known here: ${oneOf(known, known.length)}` : ""}.`,
  };
}

function missingKey(schema: z.ZodType, path: Path): Finding {
  const key = String(path.at(-1) ?? "");
  const described = describe(schema, path);
  return {
    code: "ECOSYSTEM_KEY_MISSING",
    path,
    message: `\`${key}\` is missing`,
    action: `Add \`${key}\`${described === null ? "" : `: ${described}`}.`,
  };
}

function badValue(schema: z.ZodType, issue: Issue, path: Path, value: unknown): Finding {
  const key = path.findLast((part) => typeof part === "string");
  const { must, allowed } = demand(issue);
  const counted = Array.isArray(value) && (issue.code === "too_small" || issue.code === "too_big");
  // Whoever writes a secret where its name belongs should not find it in a log as well.
  const quotable = /secret/i.test(key ?? "") ? "something else" : shown(value);
  const found = counted ? `it has ${value.length}` : `it is ${quotable}`;
  const described = describe(schema, path);
  const advice = described === null ? "Correct the value" : `What belongs here: ${described}`;
  const quoted =
    typeof value === "string" && value.trim() !== "" && Number.isFinite(Number(value)) && /number/.test(must);
  return {
    code: "ECOSYSTEM_VALUE_INVALID",
    path,
    message: `\`${key ?? "the file"}\` ${must}, ${found}${typeof value === "string" ? didYouMean(value, allowed) : ""}`,
    action: quoted ? "Write the number without quotes." : `${advice}.`,
  };
}

const typeWords: Record<string, string> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping of keys to values",
};

function demand(issue: Issue): { must: string; allowed: string[] } {
  if (issue.code === "invalid_type")
    return { must: `must be ${typeWords[issue.expected] ?? issue.expected}`, allowed: [] };
  if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    return { must: `must be ${oneOf(allowed)}`, allowed };
  }
  if (issue.code === "invalid_union") {
    const allowed = [
      ...("options" in issue ? (issue.options ?? []) : []),
      ...issue.errors.flat().flatMap((inner) => ("values" in inner ? inner.values : [])),
    ];
    return { must: `must be ${oneOf(allowed.map(String))}`, allowed: allowed.map(String) };
  }
  if (issue.code === "too_small" || issue.code === "too_big") return { must: limit(issue), allowed: [] };
  return { must: issue.message, allowed: [] };
}

function limit(issue: Extract<Issue, { code: "too_small" | "too_big" }>): string {
  const bound = issue.code === "too_small" ? issue.minimum : issue.maximum;
  const counted: Record<string, string> = { array: "item", string: "character" };
  const noun = counted[issue.origin];
  const amount = noun === undefined ? String(bound) : `${bound} ${noun}${Number(bound) === 1 ? "" : "s"}`;
  const verb = noun === undefined ? "must be" : "must have";
  if (issue.exact === true) return `${verb} ${amount}`;
  const words = issue.code === "too_small" ? ["more than", "at least"] : ["less than", "at most"];
  return `${verb} ${words[issue.inclusive === false ? 0 : 1]} ${amount}`;
}

function valueAt(raw: unknown, path: Path): unknown {
  let value = raw;
  for (const part of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[part];
  }
  return value;
}

/** The description of the field at `path`, or of the nearest list around an item without one. */
function describe(schema: z.ZodType, path: Path): string | null {
  const own = descriptionOf(schemaAt(schema, path));
  if (own !== null) return own;
  return typeof path.at(-1) === "number" ? descriptionOf(schemaAt(schema, path.slice(0, -1))) : null;
}

/** Optional and defaulted fields carry their description inside the wrapper. */
function descriptionOf(schema: z.ZodType | undefined): string | null {
  if (schema === undefined) return null;
  if (schema.description !== undefined) return schema.description;
  const inside = inWrapper(schema);
  return inside === null ? null : descriptionOf(inside);
}

function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  let here: z.ZodType | undefined = schema;
  for (const part of path) here = here === undefined ? undefined : inner(unwrapped(here), part);
  return here;
}

function inner(schema: z.ZodType, part: string | number): z.ZodType | undefined {
  if (schema instanceof z.ZodArray) return schema.element as z.ZodType;
  if (schema instanceof z.ZodObject) return schema.shape[part] as z.ZodType | undefined;
  if (!(schema instanceof z.ZodUnion)) return undefined;
  for (const option of schema.options as z.ZodType[]) {
    const found = inner(option, part);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inWrapper(schema: z.ZodType): z.ZodType | null {
  if (schema instanceof z.ZodPipe) return schema.out as z.ZodType;
  const wrapper =
    schema instanceof z.ZodDefault ||
    schema instanceof z.ZodPrefault ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodOptional;
  return wrapper ? (schema.unwrap() as z.ZodType) : null;
}

function unwrapped(schema: z.ZodType): z.ZodType {
  const inside = inWrapper(schema);
  return inside === null ? schema : unwrapped(inside);
}

function keysOf(schema: z.ZodType | undefined): string[] {
  const plain = schema === undefined ? undefined : unwrapped(schema);
  if (plain instanceof z.ZodObject) return Object.keys(plain.shape);
  if (plain instanceof z.ZodUnion) return [...new Set((plain.options as z.ZodType[]).flatMap(keysOf))];
  return [];
}
