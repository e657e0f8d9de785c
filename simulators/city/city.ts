import type { Fault } from "../faults/fault.js";
import { randomOf } from "./random.js";
import { type Protagonist, type Resident, residentOf } from "./resident.js";

/** What a city is like apart from what goes wrong in it; `defaultPopulation` is an ordinary one. */
export interface Population {
  /** Null: three of them for a small city, so that each has enough residents to show a pattern; else all. */
  districts: readonly string[] | null;
  /** How many doses are forgotten, against the usual 2 %. */
  forgetsFactor: number;
  /** Everybody's first dose, `HH:MM`; null: mornings as they are. */
  morning: string | null;
  /** Hospital stays and journeys. */
  absences: boolean;
  /** Pulled plugs, jammed rolls, trays that are knocked over. */
  mishaps: boolean;
  /** Alarms, sensors, locators and locks beside the dispensers. */
  safetyTechnology: boolean;
  /** Share of alerts that nobody ever takes. Source: judgement. */
  unansweredPercent: number;
}

/** A city: who lives in it and what goes wrong. Everything else follows from the seed. */
export interface City {
  seed: number;
  tenant: string;
  timezone: string;
  districts: readonly string[];
  population: Population;
  residents: Resident[];
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
