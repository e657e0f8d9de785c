import { expect, it } from "vitest";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { judge, type OracleDose } from "../oracle/oracle.js";
import { inferringThresholds, worldEcosystem } from "../support/world/ecosystem.js";
import { engineLedger } from "../support/world/engine-ledger.js";
import { screened } from "../support/world/screened.js";
import { worldOf } from "../support/world/world.js";

/** Seeds 1…SEEDS, or the one SEED. */
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 100) }, (_, index) => index + 1);

const ecosystem: Ecosystem = { ...worldEcosystem, thresholds: inferringThresholds };

it("an inferred outage may leave unconfirmed what is missed, and never the reverse", { timeout: 3_600_000 }, () => {
  for (const seed of seeds) {
    const { lines, endMs } = worldOf(seed);
    const heard = screened(lines);
    const right = judge(heard, ecosystem, endMs);
    const said = engineLedger(heard, ecosystem, endMs);
    const again = `again: SEED=${seed} npx vitest run test/simulation/inference.test.ts`;
    expect(said.map(beside), again).toEqual(right.map(beside));
    for (const [index, dose] of right.entries()) {
      const engine = said[index];
      if (engine && !mayDiffer(dose, engine)) {
        expect([engine.verdict, engine.cause], `${dose.doseId}; ${again}`).toEqual([dose.verdict, dose.cause]);
      }
    }
  }
});

/** Everything but the verdict and its cause is exact all the same. */
function beside({ verdict: _verdict, cause: _cause, ...rest }: OracleDose) {
  return rest;
}

/** Only what would have been missed by its deadline or unconfirmed may be put down to something inferred. */
function mayDiffer(right: OracleDose, said: OracleDose): boolean {
  return said.verdict === "unconfirmed" && ["missed", "unconfirmed"].includes(right.verdict);
}
