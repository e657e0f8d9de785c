import { allDistricts, buildTopic, componentClass } from "../../ingest/wire/topic.js";
import type { EventType } from "../../rules/model/event.js";
import type { Truth } from "../truth.js";
import type { Conditions } from "./conditions.js";
import type { LocalTime } from "./local-time.js";
import type { QuietCity } from "./population.js";
import type { Said, State } from "./said.js";

export type { CityMessage, Said } from "./said.js";

/** What every actor in the city lives in: virtual time, what is wrong at the moment, and a voice. */
export interface World {
  readonly city: QuietCity;
  readonly local: LocalTime;
  readonly truth: Truth;
  readonly conditions: Conditions;
  nowMs(): number;
  at(atMs: number, action: () => void): void;
  /** Sends the message on its last way; `heard` is called when the listener has it. */
  say(topic: string, said: Said | State, retained?: boolean, heard?: () => void): void;
  isUp(componentId: string): boolean;
  /** A number that `source` has not used before. */
  nextId(source: string): string;
}

const topics = new Map<string, string>();
const topicsMax = 100_000;

/** A topic of the wire contract; built once, as its check costs more than all else of a message. */
export function topicOf(
  city: QuietCity,
  district: string,
  deviceClass: string,
  id: string,
  channel: "event" | "state",
) {
  const key = `${city.tenant}/${district}/${deviceClass}/${id}/${channel}`;
  let topic = topics.get(key);
  if (topic === undefined) {
    topic = buildTopic({ tenant: city.tenant, district, deviceClass, deviceId: id }, channel);
    if (topics.size < topicsMax) topics.set(key, topic);
  }
  return topic;
}

/** By tenant and component: a fifth of all messages are about one of some dozen. */
const componentTopics = new Map<string, Map<string, string>>();

function componentTopicOf(city: QuietCity, componentId: string): string {
  let ofTenant = componentTopics.get(city.tenant);
  if (ofTenant === undefined) {
    ofTenant = new Map();
    componentTopics.set(city.tenant, ofTenant);
  }
  let topic = ofTenant.get(componentId);
  if (topic === undefined) {
    const [id = componentId, district = allDistricts] = componentId.split("@");
    topic = topicOf(city, district, componentClass, id, "event");
    if (ofTenant.size < topicsMax) ofTenant.set(componentId, topic);
  }
  return topic;
}

/** A system says something about a component of the ecosystem: itself, or one that it watches. */
export function sayAsComponent(world: World, componentId: string, source: string, type: EventType, data: object): void {
  const topic = componentTopicOf(world.city, componentId);
  world.say(topic, { id: world.nextId(source), source, type, timeMs: world.nowMs(), data });
}
