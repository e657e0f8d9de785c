import type { Resident } from "./resident.js";

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
  /** Roll dispensers are filled at the start; else they were days before, and nobody knows of it until the next time. */
  newRolls: boolean;
  /** Alarms, sensors, locators and locks beside the dispensers. */
  safetyTechnology: boolean;
  /** Share of alerts that nobody ever takes. Source: judgement. */
  unansweredPercent: number;
}

/** A city apart from what goes wrong in it: all that those who live and work there know of it. */
export interface QuietCity {
  seed: number;
  tenant: string;
  timezone: string;
  districts: readonly string[];
  population: Population;
  residents: Resident[];
}
