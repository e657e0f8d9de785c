import type { RejectReason } from "../../rules/model/event.js";
import type { RawMessage } from "../message.js";
import { isObject } from "./fields.js";
import { parseJson } from "./json.js";
import { jsonDepthMax } from "./limits.js";
import { parseInstant } from "./time.js";

export type ReplayLine =
  | { ok: true; receivedAtMs: number; message: RawMessage }
  | { ok: false; reason: RejectReason; detail: string };

/** Infinity (from 1e999) must be refused as on the wire; plain JSON would turn it into null, which means absent. */
function keepInfinity(_name: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

/**
 * One line of a recording, `{"receivedAt","topic","payload","retained"?}`, as the message that it
 * recorded. A payload that is text is taken as the raw bytes, anything else as the JSON that was
 * sent; so whatever is wrong with the message itself is found by the decoder, as it was live.
 */
export function parseReplayLine(text: string): ReplayLine {
  const parsed = parseJson(text, jsonDepthMax + 1);
  if (!parsed.ok && parsed.value === undefined) return parsed;
  if (!isObject(parsed.value)) return { ok: false, reason: "INGEST_NOT_JSON", detail: "line: must be a JSON object" };
  const { receivedAt, topic, payload, retained } = parsed.value;
  const receivedAtMs = typeof receivedAt === "string" ? parseInstant(receivedAt) : null;
  if (receivedAtMs === null) {
    return { ok: false, reason: "INGEST_ENVELOPE_INVALID", detail: "receivedAt: must be a time with zone (RFC 3339)" };
  }
  if (typeof topic !== "string") return { ok: false, reason: "INGEST_TOPIC_INVALID", detail: "topic: must be text" };
  if (payload === undefined) return { ok: false, reason: "INGEST_NOT_JSON", detail: "payload: is missing" };
  const sent = typeof payload === "string" ? payload : JSON.stringify(payload, keepInfinity);
  return { ok: true, receivedAtMs, message: { topic, payload: Buffer.from(sent), retained: retained === true } };
}
