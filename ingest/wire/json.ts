import { jsonDepthMax } from "./limits.js";

export type JsonResult =
  /** `allFinite` is false when a number was too large for a double and became Infinity. */
  | { ok: true; value: unknown; allFinite: boolean }
  /** `value` where the text was JSON but may not be used. */
  | { ok: false; reason: "INGEST_TOO_DEEP" | "INGEST_NOT_JSON"; detail: string; value?: unknown };

const quote = 34;
const backslash = 92;

/** Counted on the text before parsing: a hundred thousand brackets must not reach anything that recurses. */
function isDeeperThan(text: string, depthMax: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (inString) {
      if (char === backslash) at++;
      else if (char === quote) inString = false;
    } else if (char === quote) inString = true;
    else if (char === 123 || char === 91) {
      if (++depth > depthMax) return true;
    } else if (char === 125 || char === 93) depth--;
  }
  return false;
}

interface Findings {
  allFinite: boolean;
  pollutes: boolean;
}

/** Recursion is safe here: the depth has been checked. */
function inspect(value: unknown, findings: Findings): void {
  if (typeof value === "number") {
    if (!Number.isFinite(value)) findings.allFinite = false;
  } else if (Array.isArray(value)) {
    for (const item of value) inspect(item, findings);
  } else if (typeof value === "object" && value !== null) {
    const members = value as Record<string, unknown>;
    for (const name of Object.keys(members)) {
      if (name === "__proto__" || name === "constructor" || name === "prototype") findings.pollutes = true;
      inspect(members[name], findings);
    }
  }
}

/**
 * JSON from strangers. Refused: more than `depthMax` levels, and members named `__proto__`,
 * `constructor` or `prototype`, which no contract needs and which turn a careless copy anywhere
 * later into a change of every object. Of members with the same name the last counts, as in every
 * JavaScript; nothing but that value is stored, screened or judged. Never throws, and no detail
 * quotes the text.
 */
export function parseJson(text: string, depthMax: number = jsonDepthMax): JsonResult {
  if (isDeeperThan(text, depthMax)) {
    return { ok: false, reason: "INGEST_TOO_DEEP", detail: `payload: more than ${depthMax} levels of nesting` };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, reason: "INGEST_NOT_JSON", detail: "payload: not a JSON text" };
  }
  const findings: Findings = { allFinite: true, pollutes: false };
  inspect(value, findings);
  if (findings.pollutes) {
    const detail = "payload: a member is named __proto__, constructor or prototype";
    return { ok: false, reason: "INGEST_NOT_JSON", detail, value };
  }
  return { ok: true, value, allFinite: findings.allFinite };
}
