import type { LogEvent } from "../../rules/model/event.js";
import type { RawMessage } from "../message.js";
import { hasIdentityNumber, isIdentityAsNumber, isPersonalField, masked, maskNumbers } from "../wire/identity.js";
import { parseJson } from "../wire/json.js";
import { messageBytesMax, quarantinePayloadMax, quarantineTopicMax } from "../wire/limits.js";
import type { Decoded, Rejected } from "./decode.js";

type Finding = "a national identity number" | "a personal name or number in a field made for it";

/** A field made for a name counts as soon as anything is in it. */
function hasContent(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.values(value).some(hasContent);
  return typeof value === "number" || (typeof value === "string" && value.trim() !== "");
}

/** Recursion is safe: only what the bounded parser returned comes here. */
function find(value: unknown): Finding | null {
  if (typeof value === "string") return hasIdentityNumber(value) ? "a national identity number" : null;
  if (typeof value === "number") return isIdentityAsNumber(value) ? "a national identity number" : null;
  if (typeof value !== "object" || value === null) return null;
  const members = value as Record<string, unknown>;
  for (const name of Object.keys(members)) {
    const member = members[name];
    if (hasIdentityNumber(name)) return "a national identity number";
    if (isPersonalField(name) && hasContent(member)) return "a personal name or number in a field made for it";
    const finding = find(member);
    if (finding !== null) return finding;
  }
  return null;
}

/** Where a message could not be read as JSON, its text has to do. */
function findInBytes(payload: Uint8Array): Finding | null {
  const text = textOf(payload);
  if (hasIdentityNumber(text)) return "a national identity number";
  return maskFields(text) === text ? null : "a personal name or number in a field made for it";
}

/**
 * Refuses a message that says who somebody is, anywhere in topic, envelope or data, also in parts
 * that the contract does not know and the decoder drops. It goes before every other fault: whoever
 * reads the quarantine has to learn that such a sender exists. Neither the number nor the name gets
 * into the rejection, which the log keeps.
 */
export function screen(message: RawMessage, decoded: Decoded): Decoded {
  if (decoded.ok === "ignored") return decoded;
  const inTopic = hasIdentityNumber(message.topic);
  const inPayload = "payload" in decoded ? find(decoded.payload) : findInBytes(message.payload);
  if (!inTopic && inPayload === null) return decoded;
  const where = inTopic ? "topic: a national identity number" : `payload: ${inPayload}`;
  const { sender, type, timeMs } = decoded.ok ? whatIsKnown(decoded.event) : decoded;
  const rejected: Rejected = {
    ok: false,
    reason: "INGEST_IDENTITY_IN_PAYLOAD",
    detail: `${where}; only opaque tokens may be sent`,
    sender: inTopic ? null : sender,
    type: type !== null && hasIdentityNumber(type) ? null : type,
    timeMs,
  };
  return rejected;
}

/** What a rejection tells of the event that it stands for. */
export function whatIsKnown(event: LogEvent): Pick<Rejected, "sender" | "type" | "timeMs"> {
  if (event.kind === "telemetry" || event.kind === "unknown-type") {
    return { sender: event.sender, type: event.event.type, timeMs: event.event.timeMs };
  }
  return { sender: event.kind === "state" ? event.sender : null, type: null, timeMs: null };
}

const fieldPattern = /"([^"\\]{1,64})"\s*:\s*/g;
/** A string, number, list or object, as far as a text that may be cut off or broken shows its end. */
const valuePattern = /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|\[[^\]]*(?:\]|$)|\{[^}]*(?:\}|$)|-?\d[\d.eE+-]*/sy;
const emptyValue = /^(?:"\s*"?|\[\s*\]?|\{\s*\}?)$/;

/** Masks what stands in personal fields of text that looks like JSON. */
function maskFields(text: string): string {
  let out = "";
  let done = 0;
  for (const match of text.matchAll(fieldPattern)) {
    if (match.index < done || !isPersonalField(match[1] ?? "")) continue;
    const start = match.index + match[0].length;
    valuePattern.lastIndex = start;
    const value = valuePattern.exec(text)?.[0];
    if (value === undefined || emptyValue.test(value)) continue;
    out += `${text.slice(done, start)}"${masked}"`;
    done = start + value.length;
  }
  return out + text.slice(done);
}

/** Text with identity numbers, and the contents of personal fields, masked. */
export function mask(text: string): string {
  return maskNumbers(maskFields(text));
}

function maskValue(value: unknown): unknown {
  if (typeof value === "string") return maskNumbers(value);
  // JSON has no word for Infinity and would say null.
  if (typeof value === "number")
    return isIdentityAsNumber(value) ? masked : Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(maskValue);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      return [maskNumbers(name), isPersonalField(name) && hasContent(member) ? masked : maskValue(member)];
    }),
  );
}

/** What the bytes say, as far as it is worth reading; wrong UTF-8 becomes replacement characters. */
function textOf(payload: Uint8Array): string {
  const length = Math.min(payload.byteLength, messageBytesMax);
  return Buffer.from(payload.buffer, payload.byteOffset, length).toString("utf8");
}

/** Text that PostgreSQL stores: no NUL, no half surrogate pairs, at most `bytesMax`. */
function storable(text: string, bytesMax: number): string {
  const bytes = Buffer.from(text.replaceAll("\0", "\ufffd"), "utf8");
  if (bytes.byteLength <= bytesMax) return bytes.toString("utf8");
  return bytes
    .subarray(0, bytesMax)
    .toString("utf8")
    .replace(/\ufffd+$/, "");
}

/**
 * A payload as quarantine keeps it. JSON is masked as data and written anew, because text can say
 * the same in ways that no search finds (escapes, 1.0e10, a name given twice); the rest as text.
 * Masked first and cut afterwards: half a number would not be found.
 */
export function maskPayload(payload: Uint8Array): string {
  const text = textOf(payload);
  if (payload.byteLength > messageBytesMax) return storable(mask(text).slice(0, -cutEdgeChars), quarantinePayloadMax);
  const parsed = parseJson(text);
  const whole = parsed.value === undefined ? mask(text) : JSON.stringify(maskValue(parsed.value));
  return storable(whole, quarantinePayloadMax);
}

/** Where reading stopped, a number may have been cut in two. */
const cutEdgeChars = 32;

export function maskTopic(topic: string): string {
  return storable(maskNumbers(topic), quarantineTopicMax);
}
