import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Received } from "../oracle/facts.js";
import { judge, type OracleDose } from "../oracle/oracle.js";
import { worldEcosystem } from "../support/world/ecosystem.js";
import { engineLedger } from "../support/world/engine-ledger.js";
import { screened } from "../support/world/screened.js";
import { shrink } from "../support/world/shrink.js";
import { worldOf } from "../support/world/world.js";

/**
 * Seeds 1…SEEDS, or the one SEED, or the lines of the file LINES (as a failure printed them).
 * Long form: `SEEDS=20000 npx vitest run test/simulation/oracle.test.ts`.
 */
const only = process.env.SEED ? Number(process.env.SEED) : null;
const seedsMax = Number(process.env.SEEDS ?? 300);
const linesFile = process.env.LINES ?? null;

it("the engine's final ledger is the oracle's, in every random world", { timeout: 3_600_000 }, () => {
  if (linesFile !== null) {
    const [first = "", ...rest] = readFileSync(linesFile, "utf8").trim().split("\n");
    const { endMs } = JSON.parse(first) as { endMs: number };
    const lines = rest.map((line) => JSON.parse(line) as Received);
    expect(differences(lines, endMs)).toEqual([]);
    return;
  }
  const seeds = only === null ? Array.from({ length: seedsMax }, (_, index) => index + 1) : [only];
  for (const seed of seeds) {
    const { lines, endMs } = worldOf(seed);
    const found = differences(lines, endMs);
    if (found.length > 0) throw new Error(failure(seed, lines, endMs));
  }
});

/** What the two say differently, dose by dose; an engine that throws differs too. */
function differences(
  lines: Received[],
  endMs: number,
): { oracle: OracleDose | null; engine: OracleDose | string | null }[] {
  const heard = screened(lines);
  const right = judge(heard, worldEcosystem, endMs);
  let said: OracleDose[];
  try {
    said = engineLedger(heard, worldEcosystem, endMs);
  } catch (error) {
    return [{ oracle: null, engine: String(error instanceof Error ? error.stack : error) }];
  }
  const doseIds = [...new Set([...right, ...said].map((dose) => dose.doseId))].sort();
  return doseIds
    .map((doseId) => ({
      oracle: right.find((dose) => dose.doseId === doseId) ?? null,
      engine: said.find((dose) => dose.doseId === doseId) ?? null,
    }))
    .filter(({ oracle, engine }) => JSON.stringify(oracle) !== JSON.stringify(engine));
}

function failure(seed: number, lines: Received[], endMs: number): string {
  const fewest = shrink(lines, (fewer) => differences(fewer, endMs).length > 0);
  const [difference] = differences(fewest, endMs);
  return [
    `engine and oracle differ in world ${seed}`,
    `again: SEED=${seed} npx vitest run test/simulation/oracle.test.ts`,
    `oracle: ${JSON.stringify(difference?.oracle)}`,
    `engine: ${typeof difference?.engine === "string" ? difference.engine : JSON.stringify(difference?.engine)}`,
    "the fewest lines that still differ (save them to a file and name it in LINES):",
    JSON.stringify({ endMs }),
    ...fewest.map((line) => JSON.stringify(line)),
  ].join("\n");
}
