import type { Sender } from "../../rules/model/event.js";
import { idPattern } from "./fields.js";

export type Channel = "event" | "state";

export interface Topic {
  sender: Sender;
  channel: Channel;
}

export type TopicResult = { ok: true; topic: Topic } | { ok: false; reason: "INGEST_TOPIC_INVALID"; detail: string };

/** The class of the ecosystem's systems, and the district of those that serve all districts. */
export const componentClass = "component";
export const allDistricts = "_";

const shape = "vft/v1/{tenant}/{district}/{class}/{deviceId}/{event|state}";

function invalid(detail: string): TopicResult {
  return { ok: false, reason: "INGEST_TOPIC_INVALID", detail };
}

/** Checks the form only; whether tenant, district, class and component exist is the decoder's question. */
export function parseTopic(text: string): TopicResult {
  // One more than the seven parts, so that a topic of a million slashes costs no more than eight.
  const parts = text.split("/", 8);
  const [root, version, tenant, district, deviceClass, deviceId, channel] = parts;
  if (parts.length !== 7) return invalid(`topic: must have the seven parts ${shape}`);
  if (root !== "vft" || version !== "v1") return invalid("topic: must begin with vft/v1/");
  if (!tenant || !idPattern.test(tenant)) return invalid("topic: tenant is not an id");
  if (!district || !idPattern.test(district)) return invalid("topic: district is not an id");
  if (!deviceClass || !idPattern.test(deviceClass)) return invalid("topic: class is not an id");
  if (!deviceId || !idPattern.test(deviceId)) return invalid("topic: deviceId is not an id");
  if (channel !== "event" && channel !== "state") return invalid("topic: must end with /event or /state");
  return { ok: true, topic: { sender: { tenant, district, deviceClass, deviceId }, channel } };
}

/** The topic on which `sender` speaks. Throws RangeError for parts that could not be parsed back. */
export function buildTopic(sender: Sender, channel: Channel): string {
  const text = `vft/v1/${sender.tenant}/${sender.district}/${sender.deviceClass}/${sender.deviceId}/${channel}`;
  const parsed = parseTopic(text);
  if (!parsed.ok) throw new RangeError(parsed.detail);
  return text;
}
