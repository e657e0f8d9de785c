import { syntheticNumber } from "../../ingest/wire/identity-numbers.js";
import { speaker } from "./messages.js";

/** Something that cannot be used, and the reason that quarantine gives. */
export interface GarbageRow {
  name: string;
  reason: string;
  topic?: string;
  payload: string | Uint8Array;
  /** What quarantine shows of the payload; all of it unless told. */
  shown?: RegExp;
  /** HTTP answers 400 to a body that is no JSON text: there is no event that quarantine could keep. */
  isNoJson?: true;
}

/** Where a row is sent that names no topic. */
export const garbageTopic = "vft/v1/oslo/grorud/roll-dispenser/D-bad/event";
const good = speaker("D-bad")("door.opened", Date.now(), { authorised: true });
/** A valid event with one member more or other: `members` is JSON text, so that it can say what no object can. */
const withMember = (members: string) => good.payload.replace(/\}$/, `,${members}}`);
const withData = (data: string) =>
  good.payload.replace("door.opened", "link.heartbeat").replace('{"authorised":true}', data);

export const garbageRows: GarbageRow[] = [
  {
    name: "a payload of 1 MiB",
    reason: "INGEST_TOO_LARGE",
    payload: padded(1024 * 1024),
    shown: /^\{"specversion":"1\.0".*x{1000}/s,
  },
  {
    name: "a payload of one byte too many",
    reason: "INGEST_TOO_LARGE",
    payload: padded(64 * 1024 + 1),
    shown: /x{1000}/,
  },
  { name: "a topic of another system", reason: "INGEST_TOPIC_INVALID", topic: "house/kitchen", payload: good.payload },
  {
    name: "a topic of the broker's own",
    reason: "INGEST_TOPIC_INVALID",
    topic: "$SYS/broker/clients",
    payload: good.payload,
  },
  {
    name: "a topic with a part missing",
    reason: "INGEST_TOPIC_INVALID",
    topic: "vft/v1/oslo/grorud/D-bad/event",
    payload: good.payload,
  },
  {
    name: "a topic of a later version",
    reason: "INGEST_TOPIC_INVALID",
    topic: garbageTopic.replace("v1", "v2"),
    payload: good.payload,
  },
  {
    name: "another tenant",
    reason: "INGEST_TENANT_UNKNOWN",
    topic: garbageTopic.replace("oslo", "bergen"),
    payload: good.payload,
  },
  {
    name: "an unknown district",
    reason: "INGEST_DISTRICT_UNKNOWN",
    topic: garbageTopic.replace("grorud", "atlantis"),
    payload: good.payload,
  },
  {
    name: "an unknown class",
    reason: "INGEST_CLASS_UNKNOWN",
    topic: garbageTopic.replace("roll-dispenser", "toaster"),
    payload: good.payload,
  },
  {
    name: "an unknown component",
    reason: "INGEST_COMPONENT_UNKNOWN",
    topic: "vft/v1/oslo/_/component/mainframe/event",
    payload: good.payload,
  },
  { name: "invalid UTF-8", reason: "INGEST_NOT_UTF8", payload: broken(good.payload), shown: /\ufffd/, isNoJson: true },
  { name: "an empty payload", reason: "INGEST_NOT_JSON", payload: "", isNoJson: true },
  { name: "half a JSON text", reason: "INGEST_NOT_JSON", payload: good.payload.slice(0, 60), isNoJson: true },
  { name: "a list", reason: "INGEST_ENVELOPE_INVALID", payload: "[1]", shown: /^\[?1\]?$/ },
  {
    name: "brackets in brackets",
    reason: "INGEST_TOO_DEEP",
    payload: "[".repeat(30_000) + "]".repeat(30_000),
    shown: /^\[+$/,
  },
  {
    name: "objects in objects",
    reason: "INGEST_TOO_DEEP",
    payload: withMember(`"a":${'{"a":'.repeat(17)}1${"}".repeat(17)}`),
  },
  {
    name: "a number beyond all numbers",
    reason: "INGEST_DATA_INVALID",
    payload: withData('{"rssiDbm":1e999}'),
    shown: /"rssiDbm":"Infinity"/,
  },
  {
    name: "a number beyond all numbers where nobody looks",
    reason: "INGEST_DATA_INVALID",
    payload: withMember('"extra":-1e999'),
    shown: /"extra":"-Infinity"/,
  },
  { name: "a member __proto__", reason: "INGEST_NOT_JSON", payload: withMember('"__proto__":{"isAdmin":true}') },
  {
    name: "a member __proto__ spelt with escapes",
    reason: "INGEST_NOT_JSON",
    payload: withMember('"\\u005f_proto__":{"isAdmin":true}'),
    shown: /__proto__/,
  },
  { name: "no envelope", reason: "INGEST_ENVELOPE_INVALID", payload: '{"temperature":21}' },
  {
    name: "an id with a zero byte",
    reason: "INGEST_ENVELOPE_INVALID",
    payload: good.payload.replace('"D-bad-1"', '"D-\\u0000"'),
    shown: /\\u0000/,
  },
  {
    name: "a known type with unknown data",
    reason: "INGEST_DATA_INVALID",
    payload: withData('{"batteryPercent":"full"}'),
  },
  {
    name: "a component's type from a device",
    reason: "INGEST_TYPE_NOT_FOR_SENDER",
    payload: good.payload.replace("door.opened", "probe.result"),
  },
  {
    name: "an identity number",
    reason: "INGEST_IDENTITY_IN_PAYLOAD",
    payload: withMember(`"note":"resident ${syntheticNumber}"`),
    shown: /"note":"resident [^\d]+"/,
  },
  {
    name: "an identity number in a message that is broken too",
    reason: "INGEST_IDENTITY_IN_PAYLOAD",
    payload: `{"ssn":"${syntheticNumber}`,
    shown: /^\{"ssn":"[^\d]+"?$/,
    isNoJson: true,
  },
  {
    name: "a name",
    reason: "INGEST_IDENTITY_IN_PAYLOAD",
    payload: withMember('"patientName":"Kari Nordmann"'),
    shown: /"patientName":"[^K]+"/,
  },
  {
    name: "an identity number in the topic",
    reason: "INGEST_IDENTITY_IN_PAYLOAD",
    topic: garbageTopic.replace("D-bad", syntheticNumber),
    payload: good.payload,
  },
  {
    name: "a state that is none",
    reason: "INGEST_STATE_INVALID",
    topic: garbageTopic.replace("event", "state"),
    payload: '{"state":"sleeping"}',
  },
];

function padded(bytes: number): string {
  const payload = withMember('"padding":""');
  return payload.replace('"padding":""', `"padding":"${"x".repeat(bytes - payload.length)}"`);
}

function broken(payload: string): Uint8Array {
  const bytes = Buffer.from(payload);
  bytes[bytes.length - 4] = 0xff;
  return bytes;
}
