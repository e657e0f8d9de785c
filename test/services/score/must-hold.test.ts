import { expect, test } from "vitest";
import { scenarioNames } from "../../../services/commands/scenario-file.js";
import { readScoreOptions } from "../../../services/commands/score-options.js";
import { scoreCity } from "../../../services/commands/score-run.js";
import { addScores, type Row, type Score } from "../../../services/score/figures.js";

/**
 * What must hold for every shipped scenario. The short form takes one seed of small cities for some days;
 * `SEEDS=50 npx vitest run --project unit test/services/score/must-hold` is the long one, cities and days as shipped.
 */
const seeds = Number(process.env.SEEDS ?? 0);
const isLong = seeds > 0;
const small = { residents: "24", daysMax: 2, wholeStoryDays: 3 };
const perRunMs = 1_200_000;

async function scoreOfScenario(scenario: string): Promise<Score> {
  const size = isLong ? {} : { residents: small.residents, days: await shortDays(scenario) };
  const read = await readScoreOptions({ scenario, seed: "1", seeds: String(Math.max(1, seeds)), ...size });
  if (read.order?.from !== "cities") throw new Error(read.problems.join("\n"));
  const { ecosystem, runs } = read.order;
  return runs.map((run) => scoreCity(run, ecosystem)).reduce(addScores);
}

/** The first three days of everything have an outage of each sort. */
async function shortDays(scenario: string): Promise<string> {
  const { order } = await readScoreOptions({ scenario, seed: "1", seeds: "1" });
  const [run] = order?.from === "cities" ? order.runs : [];
  if (!run) throw new Error(`${scenario} has mistakes`);
  const days = (run.untilMs - run.startMs) / 86_400_000;
  return String(Math.min(days, scenario === "everything" ? small.wholeStoryDays : small.daysMax));
}

function velvaktIn({ rows }: Score, id: string) {
  const { facts, cells } = rows.find((row) => row.id === id) as Row;
  return { facts, ...(cells[0] as Row["cells"][number]) };
}

test.each(scenarioNames)(
  "%s: all missed doses are found, none is falsely missed, and the root cause is right",
  async (scenario) => {
    const score = await scoreOfScenario(scenario);
    const said = score.shortfalls.filter(({ watcher }) => watcher === "Velvakt");
    const about = (id: string) => said.filter(({ row }) => row === id);

    expect(about("dose-missed")).toEqual([]);
    expect(velvaktIn(score, "dose-falsely-missed").facts).toBeGreaterThan(20);
    const { found, missed, wrong } = velvaktIn(score, "root-cause");
    const named = (found ?? 0) + (missed ?? 0) + (wrong ?? 0);
    expect((found ?? 0) / Math.max(1, named), JSON.stringify(about("root-cause"))).toBeGreaterThanOrEqual(
      named === 0 ? 0 : 0.95,
    );
  },
  isLong ? seeds * perRunMs : 120_000,
);
