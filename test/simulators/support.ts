import { scenarioNames, shippedScenario } from "../../services/commands/scenario-file.js";
import { type City, createCity } from "../../simulators/city/city.js";
import { messagesOf } from "../../simulators/city/messages.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { cityOptionsOf, type Scenario } from "../../simulators/scenarios.js";
import { createTruth, type Truth } from "../../simulators/truth.js";

/** A Wednesday in winter; the scenarios below happen on it. */
export const cityDate = "2026-11-18";
export const cityStartMs = Date.parse("2026-11-18T06:00:00+01:00");
export const hourMs = 3_600_000;

/** An instant of the scenarios' day by its wall time. */
export function wallMs(time: string): number {
  return Date.parse(`${cityDate}T${time}:00+01:00`);
}

/** All shipped scenarios, read once. */
export const scenarios = new Map(
  await Promise.all(scenarioNames.map(async (name) => [name, await shippedScenario(name)] as const)),
);

export function scenarioOf(name: string): Scenario {
  const scenario = scenarios.get(name);
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`);
  return scenario;
}

export function cityOf(name: string, residents = 60, seed = 1): City {
  return createCity({ seed, residents, ...cityOptionsOf(scenarioOf(name), cityDate) });
}

export interface Lived {
  city: City;
  messages: CityMessage[];
  truth: Truth;
}

export function live(name: string, hours: number, residents = 60, seed = 1): Lived {
  const city = cityOf(name, residents, seed);
  const truth = createTruth();
  const messages = [...messagesOf(city, cityStartMs, cityStartMs + hours * hourMs, truth)];
  return { city, messages, truth };
}

/** What the tests look at of a payload on an event topic. */
export interface Said {
  id: string;
  source: string;
  type: string;
  time: string;
  sequence?: number;
  replayed?: boolean;
  data: Record<string, unknown>;
}

export interface Heard extends Said {
  receivedAtMs: number;
  topic: string;
}

export function eventsOf(messages: readonly CityMessage[]): Heard[] {
  return messages
    .filter(({ topic }) => topic.endsWith("/event"))
    .map(({ receivedAtMs, topic, payload }) => ({ receivedAtMs, topic, ...(payload as Said) }));
}

/** What dispensers themselves said, by device; not what systems said on their topics. */
export function byDispenser(messages: readonly CityMessage[]): Map<string, Heard[]> {
  const all = new Map<string, Heard[]>();
  for (const event of eventsOf(messages)) {
    const [, , , , deviceClass, deviceId = ""] = event.topic.split("/");
    if (!deviceClass?.endsWith("-dispenser") || event.source !== deviceId) continue;
    all.set(deviceId, [...(all.get(deviceId) ?? []), event]);
  }
  return all;
}
