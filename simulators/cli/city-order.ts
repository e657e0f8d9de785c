import { type City, createCity } from "../city/city.js";
import { cityOptionsOf, type Scenario, scenarioDate } from "../scenarios.js";

/** Which city, and what part of its life. Everything else follows from it, in whatever thread. */
export interface CityOrder {
  seed: number;
  residents: number;
  scenario: Scenario;
  startMs: number;
  endMs: number;
}

export function cityOfOrder({ seed, residents, scenario, startMs }: CityOrder): City {
  const date = scenarioDate(scenario.timezone, startMs);
  return createCity({ seed, residents, ...cityOptionsOf(scenario, date) });
}

/** What the thread of a city is started with. */
export interface CityThreadData {
  order: CityOrder;
  /** Packs that the writer has taken, and whether it wants no more. */
  shared: Int32Array;
}

export const flags = { taken: 0, stop: 1 } as const;
