import { expect, it } from "vitest";
import { createState, dumpState, step } from "../../rules/engine.js";
import type { Input, Output } from "../../rules/model/engine.js";
import { type Random, randomOf } from "../support/world/random.js";
import { screened } from "../support/world/screened.js";
import { worldOf } from "../support/world/world.js";

/** Seeds 1…SEEDS, or the one SEED. */
const seeds = process.env.SEED
  ? [Number(process.env.SEED)]
  : Array.from({ length: Number(process.env.SEEDS ?? 40) }, (_, index) => index + 1);

/**
 * The events of a world, with the clock passed to the engine at random instants between them: as
 * often as a live service would, seldom, or never. Never across the beginning of an absence of our own.
 */
function inputsOf(random: Random, seed: number, timesBetween: number): Input[] {
  const { lines, endMs } = worldOf(seed);
  const inputs: Input[] = [];
  let lastMs = Number.NEGATIVE_INFINITY;
  for (const [index, { receivedAtMs, event }] of screened(lines).entries()) {
    const newestMs = event.kind === "gap-opened" ? Math.min(event.fromMs, receivedAtMs - 1) : receivedAtMs - 1;
    if (lastMs > Number.NEGATIVE_INFINITY && newestMs > lastMs) {
      const moments = Array.from({ length: random.int(0, timesBetween) }, () => random.int(lastMs, newestMs));
      inputs.push(...moments.sort((a, b) => a - b).map((nowMs): Input => ({ kind: "time", nowMs })));
    }
    inputs.push({ kind: "event", seq: index + 1, receivedAtMs, event });
    lastMs = receivedAtMs;
  }
  return [...inputs, { kind: "time", nowMs: endMs }];
}

function textOf(outputs: readonly Output[]): string {
  return outputs.map((output) => JSON.stringify(output)).join("\n");
}

it("however often time is passed between two events, the outputs are the same to the byte", {
  timeout: 3_600_000,
}, () => {
  for (const seed of seeds) {
    const [never, seldom, often] = [0, 1, 12].map((timesBetween) => {
      const state = createState(worldOf(seed).ecosystem);
      const inputs = inputsOf(randomOf(seed), seed, timesBetween);
      const outputs = textOf(inputs.flatMap((input) => step(state, input)));
      return { outputs, cells: [...dumpState(state)].join("\n"), inputs: inputs.length };
    });
    const again = `again: SEED=${seed} npx vitest run test/rules/batches.test.ts`;
    expect(often?.inputs, again).toBeGreaterThan(never?.inputs ?? 0);
    expect(seldom?.outputs, again).toBe(never?.outputs);
    expect(often?.outputs, again).toBe(never?.outputs);
    expect(often?.cells, again).toBe(never?.cells);
  }
});

it("the same inputs twice give the same bytes", () => {
  for (const seed of seeds.slice(0, 5)) {
    const run = () => {
      const state = createState(worldOf(seed).ecosystem);
      return textOf(inputsOf(randomOf(seed), seed, 2).flatMap((input) => step(state, input)));
    };
    expect(run()).toBe(run());
  }
});
