import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readScoreOptions } from "../services/commands/score-options.js";
import { scoreCity } from "../services/commands/score-run.js";
import { addScores, type Row, type Score } from "../services/score/figures.js";

/**
 * `npm run score:seeds [SCENARIO…]`: what must hold for every shipped scenario, over many seeds. It takes an hour for
 * all of them, so each scenario is written to docs/many-seeds.json as soon as it is done; `npm run docs` makes a table
 * of it. Seeds that fall short are told with what was wrong.
 */

export interface ScenarioFigures {
  seeds: number;
  residents: number;
  days: number;
  doses: number;
  missed: number;
  missedFound: number;
  /** In the end, as the ledger has it. */
  falselyMissed: number;
  /** Called missed although dispensed, and taken back. */
  falselyMissedForAWhile: number;
  causes: number;
  causesNamed: number;
  causesWrong: number;
}

export type ManySeeds = Record<string, ScenarioFigures>;

const file = "docs/many-seeds.json";
const residents = "30";
/** A month of a growing city is long; what it is about shows in ten days. */
const daysMax = 10;

export function readManySeeds(): ManySeeds {
  return JSON.parse(readFileSync(file, "utf8")) as ManySeeds;
}

function ofVelvakt({ rows }: Score, id: string) {
  const { facts, cells } = rows.find((row) => row.id === id) as Row;
  const { found, wrong } = cells[0] as Row["cells"][number];
  return { facts, found: found ?? 0, wrong: wrong ?? 0 };
}

function figuresOf(score: Score): Omit<ScenarioFigures, "seeds" | "residents" | "days"> {
  const [missed, dispensed, causes] = ["dose-missed", "dose-falsely-missed", "root-cause"].map((id) =>
    ofVelvakt(score, id),
  ) as [ReturnType<typeof ofVelvakt>, ReturnType<typeof ofVelvakt>, ReturnType<typeof ofVelvakt>];
  return {
    doses: missed.facts + dispensed.facts,
    missed: missed.facts,
    missedFound: missed.found,
    falselyMissed: missed.wrong,
    falselyMissedForAWhile: dispensed.wrong,
    causes: causes.facts,
    causesNamed: causes.found,
    causesWrong: causes.wrong,
  };
}

async function runsOf(scenario: string, seeds: string, days?: string) {
  const { order, problems } = await readScoreOptions({ scenario, seed: "1", seeds, residents, ...(days && { days }) });
  if (order?.from !== "cities") throw new Error([scenario, ...problems].join("\n"));
  return order;
}

/** What fell short, by seed, so that it can be looked at with `velvakt score --seed`. */
function complain(scenario: string, seed: number, { shortfalls }: Score): void {
  for (const { row, watcher, what, subject, atMs } of shortfalls) {
    if (watcher !== "Velvakt" || !["dose-missed", "root-cause"].includes(row)) continue;
    process.stderr.write(`${scenario} seed ${seed}: ${row} ${what} ${subject} ${new Date(atMs).toISOString()}\n`);
  }
}

async function figuresOfScenario(scenario: string, seeds: string): Promise<ScenarioFigures> {
  const [shipped] = (await runsOf(scenario, "1")).runs;
  if (!shipped) throw new Error(scenario);
  const days = Math.min(daysMax, (shipped.untilMs - shipped.startMs) / 86_400_000);
  const { runs, ecosystem } = await runsOf(scenario, seeds, String(days));
  let sum: Score | null = null;
  for (const run of runs) {
    const score = scoreCity(run, ecosystem);
    complain(scenario, run.seed, score);
    sum = sum === null ? score : addScores(sum, score);
  }
  return { seeds: runs.length, residents: Number(residents), days, ...figuresOf(sum as Score) };
}

async function main(): Promise<void> {
  const { scenarioNames } = await import("../services/commands/scenario-file.js");
  const named = process.argv.slice(2);
  for (const scenario of named.length > 0 ? named : scenarioNames) {
    const figures = await figuresOfScenario(scenario, process.env.SEEDS ?? "50");
    const all = { ...readManySeeds(), [scenario]: figures };
    const ordered = Object.fromEntries(scenarioNames.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
    writeFileSync(file, `${JSON.stringify(ordered, null, 2)}\n`);
    process.stderr.write(`${scenario}: ${JSON.stringify(figures)}\n`);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main();
