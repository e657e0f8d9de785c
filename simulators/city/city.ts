import type { Fault } from "../faults/fault.js";
import type { Population, QuietCity } from "./population.js";
import { randomOf } from "./random.js";
import { type Protagonist, residentOf } from "./resident.js";

/** A city: who lives in it and what goes wrong. Everything else follows from the seed. */
export interface City extends QuietCity {
  faults: readonly Fault[];
}

export interface CityOptions {
  seed: number;
  residents: number;
  tenant?: string;
  timezone?: string;
  /** The first residents. */
  protagonists?: readonly Protagonist[];
  faults?: readonly Fault[];
  population?: Partial<Population>;
}

export const cityTimezone = "Europe/Oslo";

export const defaultPopulation: Population = {
  districts: null,
  forgetsFactor: 1,
  morning: null,
  absences: true,
  mishaps: true,
  newRolls: false,
  safetyTechnology: true,
  unansweredPercent: 4,
};

/** Three of Oslo's districts. */
export const smallCityDistricts = ["grorud", "alna", "sagene"];
const smallCityResidentsMax = 300;
/** Oslo's fifteen, with those of a small city first. */
export const allDistricts = [
  ...smallCityDistricts,
  "gamle-oslo",
  "grunerlokka",
  "st-hanshaugen",
  "frogner",
  "ullern",
  "vestre-aker",
  "nordre-aker",
  "bjerke",
  "stovner",
  "ostensjo",
  "nordstrand",
  "sondre-nordstrand",
];

export function createCity(options: CityOptions): City {
  const { seed, residents, protagonists = [], faults = [], population = {} } = options;
  const { tenant = "oslo", timezone = cityTimezone } = options;
  const people = { ...defaultPopulation, ...population };
  const districts = people.districts ?? (residents <= smallCityResidentsMax ? smallCityDistricts : allDistricts);
  const taken = new Set<string>();
  const movesIn = faults.flatMap((fault) => fault.moveIns?.(residents, randomOf(seed, `move-ins-${fault.name}`)) ?? []);
  const all = [...Array<null>(residents).fill(null), ...movesIn].map((movesInMs, index) =>
    residentOf({
      seed,
      index,
      districts,
      taken,
      protagonist: index < residents ? protagonists[index] : undefined,
      forgetsFactor: people.forgetsFactor,
      morning: people.morning,
      movesInMs,
    }),
  );
  return { seed, tenant, timezone, districts, population: people, residents: all, faults };
}
