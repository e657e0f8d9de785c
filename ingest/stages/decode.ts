import { isUtf8 } from "node:buffer";
import type { z } from "zod";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { LogEvent, RejectReason, Sender, Telemetry } from "../../rules/model/event.js";
import type { RawMessage } from "../message.js";
import type { EventKey } from "../store/log-store.js";
import { contentHash } from "../wire/content-hash.js";
import { type CloudEvent, parseEnvelope, peekEnvelope } from "../wire/envelope.js";
import { eventTypes, knownType } from "../wire/event-types.js";
import { isObject, withoutNulls, wording } from "../wire/fields.js";
import { type JsonResult, parseJson } from "../wire/json.js";
import { messageBytesMax } from "../wire/limits.js";
import { stateSchema } from "../wire/state.js";
import { allDistricts, componentClass, parseTopic } from "../wire/topic.js";

/** What of the ecosystem decides who may speak. */
export interface DecodeContext {
  tenant: string;
  districts: ReadonlySet<string>;
  deviceClasses: ReadonlySet<string>;
  /** Component id → whether it exists once per district. */
  components: ReadonlyMap<string, boolean>;
}

export type Decoded = Accepted | Ignored | Rejected;

export interface Accepted {
  ok: true;
  event: LogEvent;
  /** Null for what is not deduplicated. */
  key: EventKey | null;
  /** The whole message as JSON, also what the contract does not know: screening must see it. Absent for events of our own. */
  payload?: unknown;
}

/** Valid and without effect: nothing of it is stored. `why` is absent before decoding. */
export interface Ignored {
  ok: "ignored";
  why?: "retained-copy" | "state-cleared";
}

export interface Rejected {
  ok: false;
  reason: RejectReason;
  /** Field and fault in words, never a value: it is shown and logged unmasked. */
  detail: string;
  sender: Sender | null;
  type: string | null;
  timeMs: number | null;
  /** The message as JSON, where it could be read. */
  payload?: unknown;
}

type Fault = { reason: RejectReason; detail: string };
type Body = JsonResult | { ok: false; reason: "INGEST_TOO_LARGE" | "INGEST_NOT_UTF8"; detail: string; value?: unknown };

export function createDecodeContext(
  ecosystem: Pick<Ecosystem, "tenant" | "districts" | "deviceClasses" | "components">,
): DecodeContext {
  return {
    tenant: ecosystem.tenant,
    districts: new Set(ecosystem.districts.map(({ id }) => id)),
    deviceClasses: new Set(ecosystem.deviceClasses.map(({ id }) => id)),
    components: new Map(ecosystem.components.map(({ id, perDistrict }) => [id, perDistrict])),
  };
}

function readBody(bytes: Uint8Array): Body {
  if (bytes.byteLength > messageBytesMax) {
    return { ok: false, reason: "INGEST_TOO_LARGE", detail: `payload: more than ${messageBytesMax} bytes` };
  }
  if (!isUtf8(bytes)) return { ok: false, reason: "INGEST_NOT_UTF8", detail: "payload: not UTF-8" };
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
  return parseJson(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
}

/** Whether the installation knows whom the topic names; null if it does. */
function findStranger(sender: Sender, context: DecodeContext): Fault | null {
  const { tenant, district, deviceClass, deviceId } = sender;
  const isComponent = deviceClass === componentClass;
  if (tenant !== context.tenant) {
    return { reason: "INGEST_TENANT_UNKNOWN", detail: "topic: tenant is not the one of this installation" };
  }
  const isForAll = district === allDistricts;
  if (!context.districts.has(district) && !(isComponent && isForAll)) {
    const detail = isForAll ? "topic: district _ is for components only" : "topic: district is not in the ecosystem";
    return { reason: "INGEST_DISTRICT_UNKNOWN", detail };
  }
  if (!isComponent) {
    if (context.deviceClasses.has(deviceClass)) return null;
    return { reason: "INGEST_CLASS_UNKNOWN", detail: "topic: class is not in the ecosystem" };
  }
  const perDistrict = context.components.get(deviceId);
  if (perDistrict === undefined) {
    return { reason: "INGEST_COMPONENT_UNKNOWN", detail: "topic: component is not in the ecosystem" };
  }
  if (perDistrict !== isForAll) return null;
  const detail = perDistrict
    ? "topic: this component exists once per district and must name it"
    : "topic: this component serves all districts and must use district _";
  return { reason: "INGEST_DISTRICT_UNKNOWN", detail };
}

const issuesMax = 3;

/** Paths are those of the schemas, so no name or value of the message gets into the text. */
function describe(error: z.ZodError, root: string | null): string {
  const faults = error.issues.slice(0, issuesMax).map(({ path, message }) => {
    const steps = root === null ? path : [root, ...path];
    const field = steps.reduce<string>((text, step) => {
      if (typeof step === "number") return `${text}[${step}]`;
      return text === "" ? String(step) : `${text}.${String(step)}`;
    }, "");
    return `${field}: ${message}`;
  });
  return faults.join("; ");
}

function reject(fault: Fault, sender: Sender | null, body: Body): Rejected {
  const { type, timeMs } = peekEnvelope(body.value);
  const rejected: Rejected = {
    ok: false,
    reason: fault.reason,
    detail: fault.detail,
    sender,
    type: type === null ? null : (knownType(type) ?? type),
    timeMs,
  };
  if (body.value !== undefined) rejected.payload = body.value;
  return rejected;
}

/** Neither `source` nor `id` has a space. */
function keyOf({ envelope, type }: CloudEvent, data: unknown, sender: Sender): EventKey {
  return {
    key: `${envelope.source} ${envelope.id}`,
    contentHash: contentHash({ type, timeMs: envelope.timeMs, data, deviceId: sender.deviceId }),
  };
}

/** The event that a CloudEvent carries, or what is wrong with it. */
function readEvent(root: Record<string, unknown>, sender: Sender): Accepted | Fault {
  const read = parseEnvelope(root);
  if (!read.ok) return { reason: "INGEST_ENVELOPE_INVALID", detail: describe(read.error, null) };
  const { cloudEvent } = read;
  const type = knownType(cloudEvent.type);
  if (type === null) {
    const data = cloudEvent.data ?? null;
    const event = { ...cloudEvent.envelope, type: cloudEvent.type, data };
    return { ok: true, event: { kind: "unknown-type", sender, event }, key: keyOf(cloudEvent, data, sender) };
  }
  const row = eventTypes[type];
  if ((row.sender === "component") !== (sender.deviceClass === componentClass)) {
    return { reason: "INGEST_TYPE_NOT_FOR_SENDER", detail: `type: may only be sent on the topic of a ${row.sender}` };
  }
  // Types without fields may leave `data` out.
  const given = cloudEvent.data ?? {};
  const parsed = row.schema.safeParse(isObject(given) ? withoutNulls(given) : given, wording);
  if (!parsed.success) return { reason: "INGEST_DATA_INVALID", detail: describe(parsed.error, "data") };
  // The table ties each type to its data; TypeScript cannot follow that through a union of keys.
  const event = { ...cloudEvent.envelope, type, data: parsed.data } as Telemetry;
  const key = row.deduplicated ? keyOf(cloudEvent, parsed.data, sender) : null;
  return { ok: true, event: { kind: "telemetry", sender, event }, key };
}

function decodeEvent(body: Body, sender: Sender): Decoded {
  if (!body.ok) return reject(body, sender, body);
  if (!isObject(body.value)) {
    const detail = "payload: must be one JSON object (a batch is for HTTP only)";
    return reject({ reason: "INGEST_ENVELOPE_INVALID", detail }, sender, body);
  }
  const read = readEvent(body.value, sender);
  if (!("ok" in read)) return reject(read, sender, body);
  if (!body.allFinite) {
    const detail = "payload: a number is too large to be kept";
    return reject({ reason: "INGEST_DATA_INVALID", detail }, sender, body);
  }
  return { ...read, payload: body.value };
}

function decodeState(body: Body, sender: Sender): Decoded {
  if (!body.ok) return reject(body, sender, body);
  const parsed = stateSchema.safeParse(body.value);
  if (!parsed.success) {
    const detail = 'payload: must be {"state":"online"} or {"state":"offline"}';
    return reject({ reason: "INGEST_STATE_INVALID", detail }, sender, body);
  }
  return { ok: true, event: { kind: "state", sender, state: parsed.data.state }, key: null, payload: body.value };
}

/**
 * From bytes to an event, or to the first thing that is wrong: size, topic, tenant, district, class,
 * component, UTF-8, JSON, envelope, type, data. Never throws, whatever the bytes.
 *
 * Retained copies are ignored, also of events, which the contract wants not retained: a copy may be
 * weeks old, and an event older than the buffers of devices counts as happening at its reception,
 * so that an old dispense would stand for today's dose. An empty payload on a state topic is how
 * MQTT removes a retained state, and says nothing about the device.
 */
export function decode(message: RawMessage, context: DecodeContext): Decoded {
  const parsed = parseTopic(message.topic);
  // Read before the topic is judged: the rules want to know what kind of message was refused.
  const body = readBody(message.payload);
  if (!body.ok && body.reason === "INGEST_TOO_LARGE") return reject(body, parsed.ok ? parsed.topic.sender : null, body);
  if (!parsed.ok) return reject(parsed, null, body);
  const { sender, channel } = parsed.topic;
  const stranger = findStranger(sender, context);
  if (stranger !== null) return reject(stranger, sender, body);
  if (message.retained) return { ok: "ignored", why: "retained-copy" };
  if (channel === "event") return decodeEvent(body, sender);
  return message.payload.byteLength === 0 ? { ok: "ignored", why: "state-cleared" } : decodeState(body, sender);
}
