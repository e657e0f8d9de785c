import { describe, expect, it } from "vitest";
import { createState, dumpState, type EngineState, loadState, step } from "../../rules/engine.js";
import type { Input } from "../../rules/model/engine.js";
import { createRig } from "../support/engine.js";
import { worldEcosystem } from "../support/world/ecosystem.js";
import { inputsOf } from "../support/world/engine-ledger.js";
import { randomOf } from "../support/world/random.js";
import { screened } from "../support/world/screened.js";
import { worldOf } from "../support/world/world.js";

const seeds = Array.from({ length: Number(process.env.SEEDS ?? 40) }, (_, index) => index + 1);

function textOf(state: EngineState, inputs: readonly Input[]): string {
  return inputs.flatMap((input) => step(state, input).map((output) => JSON.stringify(output))).join("\n");
}

describe("a snapshot", () => {
  it("taken anywhere in any world gives an engine that goes on the same to the byte", { timeout: 3_600_000 }, () => {
    for (const seed of seeds) {
      const { lines, ecosystem, endMs } = worldOf(seed);
      const inputs = inputsOf(screened(lines), endMs);
      const random = randomOf(seed);
      // Twice on the way: a snapshot of an engine that came out of a snapshot.
      const [first, second] = [random.int(0, inputs.length), random.int(0, inputs.length)].sort((a, b) => a - b) as [
        number,
        number,
      ];
      const whole = createState(ecosystem);
      let other = createState(ecosystem);
      const parts = [inputs.slice(0, first), inputs.slice(first, second), inputs.slice(second)];
      for (const part of parts) {
        expect(textOf(other, part), `seed ${seed}`).toBe(textOf(whole, part));
        other = loadState(ecosystem, [...dumpState(other)]);
      }
      expect([...dumpState(other)].sort()).toEqual([...dumpState(whole)].sort());
    }
  });

  it("keeps what has not ended and what has never been", () => {
    const rig = createRig()
      .at("28 01:00")
      .connection("D-1", "offline")
      .component("vendor-cloud", "outage.opened", { detectedBy: "supplier" });
    rig.log({ kind: "gap-opened", fromMs: rig.nowMs(), reason: "restart" });
    const loaded = loadState(worldEcosystem, dumpState(rig.state));
    expect(loaded.gaps[0]?.toMs).toBe(Number.POSITIVE_INFINITY);
    expect(loaded.devices.get("D-1")?.bufferEmptyMs).toBe(Number.NEGATIVE_INFINITY);
    expect(loaded.components.get("vendor-cloud")).toEqual(rig.state.components.get("vendor-cloud"));
  });

  it("of an engine that has seen nothing is one that has seen nothing", () => {
    const empty = createState(worldEcosystem);
    expect(loadState(worldEcosystem, dumpState(empty))).toEqual(empty);
  });

  it("has lines of text that hold one cell each", () => {
    const rig = createRig().plan("D-1").heartbeat("D-1");
    const lines = [...dumpState(rig.state)];
    expect(lines.filter((line) => line.startsWith('["devices"'))).toHaveLength(1);
    for (const line of lines) expect(() => JSON.parse(line)).not.toThrow();
  });

  it.each([
    ["a line of another format", '["somewhere","key",{}]', TypeError],
    ["a line that names something of the state that is no map of cells", '["ecosystem","key",{}]', TypeError],
    ["half a line", '["devices","D-1",{"dev', SyntaxError],
    ["a line that is no list", '{"devices":1}', TypeError],
  ])("is refused for %s", (_says, line, error) => {
    expect(() => loadState(worldEcosystem, [line])).toThrow(error);
  });
});
