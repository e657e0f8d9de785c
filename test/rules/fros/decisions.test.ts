import { expect, it } from "vitest";
import type { Acceptance, Assessment } from "../../../rules/model/risk.js";
import { createRig, instantOf, type Rig, type rigEcosystem } from "../../support/engine.js";
import { scenarioOf } from "../../support/scenario.js";

const scenarios = [scenarioOf("R3", 4)];
const matrix = [
  ["green", "green", "green", "yellow", "yellow"],
  ["green", "green", "yellow", "yellow", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["yellow", "yellow", "red", "red", "red"],
  ["yellow", "red", "red", "red", "red"],
] as (typeof rigEcosystem)["matrix"];

const rigOf = () => createRig({ scenarios, matrix }, "02 00:00").time();

function assess(rig: Rig, probability: number, scenario: Assessment["scenario"] = "R3"): Rig {
  const consequence = { "life-and-health": 4, compliance: 1, "goal-attainment": 1, trust: 1 };
  const assessment = { scenario, consequence, probability } as Assessment;
  return rig.log({ kind: "scenario-assessed", assessment });
}

function accept(rig: Rig, until: string): Rig {
  const acceptance = { scenario: "R3", version: 1, colour: "red", untilMs: instantOf(until) } as Acceptance;
  return rig.log({ kind: "risk-accepted", acceptance });
}

it("an acceptance that ends opens the risk again and tells the coordinators, once", () => {
  const rig = accept(assess(rigOf(), 3), "10 12:00");
  rig.time("10 11:59");
  expect(rig.active("acceptance-expired")).toEqual([]);
  rig.time("10 12:00").time("12 12:00");
  expect(rig.active("acceptance-expired")).toMatchObject([
    {
      subject: "R3",
      scenario: "R5",
      openedAtMs: instantOf("10 12:00"),
      summary: { en: "The acceptance of risk R3 has expired" },
    },
  ]);
});

it("a new acceptance before the end takes the place of the former", () => {
  const rig = accept(assess(rigOf(), 3), "10 12:00");
  accept(rig.at("09 00:00"), "20 12:00").time("19 00:00");
  expect(rig.alerts("acceptance-expired")).toEqual([]);
  rig.time("20 12:00");
  expect(rig.active("acceptance-expired")).toHaveLength(1);
  accept(rig.at("21 00:00"), "30 00:00");
  expect(rig.alerts("acceptance-expired")).toMatchObject([{ condition: "cleared" }]);
});

it("no acceptance is missed where the risk has been assessed as green since", () => {
  const rig = accept(assess(rigOf(), 3), "10 12:00");
  // The gravest consequence is 4: yellow at best in this matrix, so another assessment alone does not end it.
  assess(rig.at("05 00:00"), 1).time("10 12:00");
  expect(rig.active("acceptance-expired")).toHaveLength(1);
  const mild = { scenario: "R3", probability: 1, consequence: { a: 1 } } as unknown as Assessment;
  rig.at("11 00:00").log({ kind: "scenario-assessed", assessment: mild });
  expect(rig.active("acceptance-expired")).toEqual([]);
  accept(rig, "12 00:00").time("12 00:01");
  expect(rig.active("acceptance-expired")).toEqual([]);
});

it("an assessment that is not green leaves an acceptance that has ended, and one of an unknown scenario is nobody's", () => {
  const rig = accept(assess(rigOf(), 3), "10 12:00").time("10 12:00");
  assess(rig.at("11 00:00"), 2);
  expect(rig.active("acceptance-expired")).toHaveLength(1);
  const acceptance = { scenario: "R1", version: 1, colour: "red", untilMs: instantOf("12 00:00") } as Acceptance;
  rig.log({ kind: "risk-accepted", acceptance }).time("13 00:00");
  expect(rig.active("acceptance-expired").map(({ subject }) => subject)).toEqual(["R3"]);
  expect([...rig.state.risks.keys()]).toEqual(["R3"]);
});

it("counts the versions of an assessment and knows no scenario that the file does not have", () => {
  const rig = assess(assess(rigOf(), 3), 2);
  expect(rig.state.risks.get("R3")).toMatchObject({ version: 2, probability: 2, assessedMs: instantOf("02 00:00") });
  assess(rig, 2, "R1");
  expect([...rig.state.risks.keys()]).toEqual(["R3"]);
});
