import { expect, it } from "vitest";
import { dumpState, loadState, step } from "../../../rules/engine.js";
import { createRig, rigEcosystem } from "../../support/engine.js";

const ceiling = { scaling: { ...rigEcosystem.scaling, ceiling: 2 } };

function withResidents(count: number) {
  const rig = createRig(ceiling, "27 00:00").time();
  for (let n = 1; n <= count; n++) rig.plan(`grorud/D-${n}`, { planId: `P-${n}`, residentRef: `r-${n}` });
  return rig.time("27 01:00");
}

it("the approved number is not too many; one more is told within the hour", () => {
  expect(withResidents(2).alerts("ceiling-exceeded")).toEqual([]);
  expect(withResidents(3).active("ceiling-exceeded")).toMatchObject([
    { scenario: "R7", severity: "serious", evidence: { residents: 3, ceiling: 2 } },
  ]);
});

it("is looked at every hour, and over when enough have left", () => {
  const rig = withResidents(2);
  rig.send("grorud/D-3", "inventory.assigned", { residentRef: "r-3" }).time("27 01:59");
  expect(rig.active("ceiling-exceeded")).toEqual([]);
  expect(rig.time("27 02:00").active("ceiling-exceeded")).toHaveLength(1);
  rig.send("grorud/D-3", "inventory.assigned", { residentRef: "r-2" });
  expect(rig.time("27 03:00").active("ceiling-exceeded")).toEqual([]);
});

it("an engine from a snapshot of before the look at the ceiling takes it up", () => {
  const rig = withResidents(3);
  const lines = [...dumpState(rig.state)].filter((line) => !line.includes("ceiling"));
  const state = loadState(rig.ecosystem, lines);
  step(state, { kind: "time", nowMs: rig.nowMs() + 1000 });
  const outputs = step(state, { kind: "time", nowMs: rig.nowMs() + 2000 });
  const raised = outputs.flatMap((one) => (one.kind === "alert" ? [one.alert.kind] : []));
  expect(new Set(raised)).toEqual(new Set(["ceiling-exceeded"]));
});
