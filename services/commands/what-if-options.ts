import { parseInstant } from "../../ingest/wire/time.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { type City, createCity } from "../../simulators/city/city.js";
import { cityOptionsOf, scenarioDate } from "../../simulators/scenarios.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import type { Mistake } from "../ecosystem/mistake.js";
import { readScenario } from "./scenario-file.js";
import { emptyPlaces } from "./simulate.js";
import { createReader, fileStart, residentsMax } from "./simulate-options.js";

export interface WhatIfOptions {
  /** So many more over all districts, such as `+30`. */
  residents?: string;
  /** So many more (`more`) in one district. */
  in?: string;
  more?: string;
  days: string;
  scenario: string;
  seed: string;
  ecosystem?: string;
  json?: boolean;
}

export interface WhatIfOrder {
  ecosystem: Ecosystem;
  /** As it is, and with more residents. */
  cities: { today: City; scaled: City };
  /** Null: the whole city. */
  district: string | null;
  more: number;
  days: number;
  startMs: number;
}

export interface ReadWhatIfOptions {
  order: WhatIfOrder | null;
  problems: string[];
  mistakes: Mistake[];
}

/** A month is what the gate's criteria are held for. */
const whatIfDaysMax = 31;
const seedMax = 0xffff_ffff;

/** The same city with more residents: they are there from the first minute, and bring no staff. */
function withMore(
  city: City,
  { districts, more, startMs }: { districts: readonly string[]; more: number; startMs: number },
): City {
  const before = city.residents.length;
  const known = new Set(city.residents.map(({ residentRef }) => residentRef));
  const drawn = createCity({
    seed: city.seed,
    residents: before + more,
    tenant: city.tenant,
    timezone: city.timezone,
    population: { ...city.population, districts: [...districts] },
  });
  const moved = drawn.residents.slice(before).map((one) => ({
    ...one,
    residentRef: known.has(one.residentRef) ? `${one.residentRef}-2` : one.residentRef,
    movesInMs: startMs,
  }));
  return { ...city, residents: [...city.residents, ...moved] };
}

/** How many more, and where. */
function growthOf(options: WhatIfOptions, problems: string[]): { district: string | null; more: number } {
  const { numberIn } = createReader(problems);
  const { residents, in: district, more } = options;
  if ((residents === undefined) === (district === undefined)) {
    problems.push("say how many more: --residents +30 for the city, or --in alna --more 30 for a district");
    return { district: null, more: 0 };
  }
  if (district === undefined) {
    return { district: null, more: numberIn("residents", (residents ?? "").replace(/^\+/, ""), 1, residentsMax) };
  }
  if (more === undefined) problems.push(`--in ${district} needs --more, such as --more 30`);
  return { district, more: numberIn("more", more ?? "1", 1, residentsMax) };
}

/** Everything that is wrong with the options is said together. */
export async function readWhatIfOptions(options: WhatIfOptions): Promise<ReadWhatIfOptions> {
  const problems: string[] = [];
  const mistakes: Mistake[] = [];
  const { numberIn } = createReader(problems);
  const loaded = await readEcosystemFile(options.ecosystem ?? defaultEcosystemPath);
  const read = await readScenario(options.scenario);
  if (!loaded.ok) mistakes.push(...loaded.mistakes);
  if (!read.ok) mistakes.push(...read.mistakes);
  const days = numberIn("days", options.days, 1, whatIfDaysMax);
  const seed = numberIn("seed", options.seed, 0, seedMax);
  const { district, more } = growthOf(options, problems);
  if (!loaded.ok || !read.ok) return { order: null, problems, mistakes };
  const startMs = parseInstant(fileStart) as number;
  const { value: scenario } = read;
  const today = createCity({
    seed,
    residents: scenario.residents,
    ...cityOptionsOf(scenario, scenarioDate(scenario.timezone, startMs)),
  });
  problems.push(...emptyPlaces(today));
  if (district !== null && !today.districts.includes(district)) {
    problems.push(`--in ${district}: the city of this scenario has ${today.districts.join(", ")}`);
  }
  const known = new Set(loaded.ecosystem.districts.map(({ id }) => id));
  const strange = today.districts.filter((one) => !known.has(one));
  if (strange.length > 0) problems.push(`the ecosystem file has no ${strange.join(", ")}, where residents live`);
  if (problems.length > 0) return { order: null, problems, mistakes };
  const districts = district === null ? today.districts : [district];
  const cities = { today, scaled: withMore(today, { districts, more, startMs }) };
  return { order: { ecosystem: loaded.ecosystem, cities, district, more, days, startMs }, problems, mistakes };
}
