import { parseInstant } from "../../ingest/wire/time.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { createCity } from "../../simulators/city/city.js";
import { cityOptionsOf, type Scenario, scenarioDate } from "../../simulators/scenarios.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import type { Mistake } from "../ecosystem/mistake.js";
import { readScenario, scenarioNames } from "./scenario-file.js";
import { emptyPlaces } from "./simulate.js";
import { createReader, daysMax, fileStart, residentsMax } from "./simulate-options.js";

export interface ScoreCommandOptions {
  scenario: string;
  seed: string;
  seeds: string;
  residents?: string;
  days?: string;
  input?: string;
  truth?: string;
  ecosystem?: string;
  json?: boolean;
  markdown?: boolean;
}

/** One city for as long as its scenario is scored. */
export interface CityRun {
  name: string;
  scenario: Scenario;
  seed: number;
  residents: number;
  startMs: number;
  untilMs: number;
}

export type ScoreOrder =
  | { from: "cities"; ecosystem: Ecosystem; runs: CityRun[] }
  | { from: "files"; ecosystem: Ecosystem; input: string; truth: string };

export interface ReadScoreOptions {
  order: ScoreOrder | null;
  problems: string[];
  mistakes: Mistake[];
}

const dayMs = 86_400_000;
const seedMax = 0xffff_ffff;
const seedsMax = 1_000;
const allScenarios = "all";

function cityOfRun({ scenario, seed, residents, startMs }: CityRun) {
  return createCity({ seed, residents, ...cityOptionsOf(scenario, scenarioDate(scenario.timezone, startMs)) });
}

async function readRuns(options: ScoreCommandOptions, problems: string[], mistakes: Mistake[]): Promise<CityRun[]> {
  const { numberIn } = createReader(problems);
  const seed = numberIn("seed", options.seed, 0, seedMax);
  const seeds = numberIn("seeds", options.seeds, 1, seedsMax);
  const startMs = parseInstant(fileStart) as number;
  const runs: CityRun[] = [];
  for (const name of options.scenario === allScenarios ? scenarioNames : options.scenario.split(",")) {
    const read = await readScenario(name);
    if (!read.ok) {
      mistakes.push(...read.mistakes);
      continue;
    }
    const scenario = read.value;
    const residents = numberIn("residents", options.residents ?? String(scenario.residents), 1, residentsMax);
    const days = numberIn("days", options.days ?? String(scenario.days), 0.01, daysMax, false);
    const untilMs = startMs + days * dayMs;
    const run = { name, scenario, seed, residents, startMs, untilMs };
    problems.push(...emptyPlaces(cityOfRun(run)));
    for (let more = 0; more < seeds; more++) runs.push({ ...run, seed: seed + more });
  }
  return runs;
}

/** Everything that is wrong with the options is said together. */
export async function readScoreOptions(options: ScoreCommandOptions): Promise<ReadScoreOptions> {
  const problems: string[] = [];
  const mistakes: Mistake[] = [];
  const loaded = await readEcosystemFile(options.ecosystem ?? defaultEcosystemPath);
  if (!loaded.ok) mistakes.push(...loaded.mistakes);
  if (options.json && options.markdown) problems.push("--json and --markdown: choose one");
  const { input, truth } = options;
  if ((input === undefined) !== (truth === undefined)) {
    problems.push("--input and --truth belong together: velvakt simulate --out FILE --truth FILE writes both");
  }
  const isFiles = input !== undefined && truth !== undefined;
  const runs = isFiles ? [] : await readRuns(options, problems, mistakes);
  if (!loaded.ok || problems.length > 0 || mistakes.length > 0) return { order: null, problems, mistakes };
  const { ecosystem } = loaded;
  const order: ScoreOrder = isFiles ? { from: "files", ecosystem, input, truth } : { from: "cities", ecosystem, runs };
  return { order, problems, mistakes };
}

export { cityOfRun };
