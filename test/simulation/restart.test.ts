import { expect, it } from "vitest";
import { createState, dumpState, type EngineState, loadState, step } from "../../rules/engine.js";
import type { Input, Output } from "../../rules/model/engine.js";
import { inputsOf } from "../support/world/engine-ledger.js";
import { randomOf } from "../support/world/random.js";
import { screened } from "../support/world/screened.js";
import { worldOf } from "../support/world/world.js";

/** Seeds 1…SEEDS, or the one SEED. */
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 60) }, (_, index) => index + 1);

function outputsOf(state: EngineState, inputs: Input[]): Output[] {
  return inputs.flatMap((input) => step(state, input));
}

it("an engine loaded from a snapshot goes on as if it had never stopped", { timeout: 3_600_000 }, () => {
  for (const seed of seeds) {
    const { lines, ecosystem, endMs } = worldOf(seed);
    const inputs = inputsOf(screened(lines), endMs);
    const at = randomOf(seed).int(1, inputs.length - 1);
    const whole = createState(ecosystem);
    outputsOf(whole, inputs.slice(0, at));
    const loaded = loadState(ecosystem, JSON.parse(JSON.stringify([...dumpState(whole)])));
    const rest = inputs.slice(at);
    const again = `again: SEED=${seed} npx vitest run test/simulation/restart.test.ts`;
    expect(JSON.stringify(outputsOf(loaded, rest)), again).toBe(JSON.stringify(outputsOf(whole, rest)));
    expect([...dumpState(loaded)], again).toEqual([...dumpState(whole)]);
  }
});
