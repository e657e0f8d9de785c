import { hash } from "node:crypto";

/** JSON with members in the order of their names, so that equal content is equal text. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(",")}}`;
}

/**
 * What an event says, as 128 bits: type, instant, data and device. The rest of the envelope is
 * about the sending (`replayed`, `sequence`, …) and may differ when the same thing is said again.
 */
export function contentHash(content: { type: string; timeMs: number; data: unknown; deviceId: string }): string {
  return hash("sha256", canonical(content), "hex").slice(0, 32);
}
