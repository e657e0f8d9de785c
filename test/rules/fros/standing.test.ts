import { expect, it } from "vitest";
import { colourOf, probabilityOf } from "../../../rules/fros/proposal.js";
import { standingOf } from "../../../rules/fros/standing.js";
import type { RiskColour } from "../../../rules/model/ecosystem.js";

/** Rows are probabilities and columns consequences; it is not the same the other way round. */
const matrix: RiskColour[][] = [
  ["green", "green", "green", "yellow", "yellow"],
  ["green", "green", "yellow", "yellow", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["yellow", "yellow", "red", "red", "red"],
];
const untilMs = 1_000;
const assessment = (probability: number, consequence: number) => ({
  probability,
  consequence: { "life-and-health": consequence, compliance: 1, "goal-attainment": 1, trust: 1 },
});
const standing = (level: RiskColour | null, accepted: RiskColour | null, nowMs = 0) => {
  const assessed = { red: assessment(3, 4), yellow: assessment(4, 3), green: assessment(1, 1) };
  const { acceptance, state } = standingOf(
    matrix,
    level && assessed[level],
    accepted && { colour: accepted, untilMs },
    nowMs,
  );
  return [acceptance, state];
};

it("the row is the probability, the column the gravest consequence, whichever area it is in", () => {
  expect(colourOf(matrix, { a: 1, b: 4, c: 2 }, 3)).toBe("red");
  expect(colourOf(matrix, { a: 3, b: 1, c: 2 }, 4)).toBe("yellow");
  expect(colourOf(matrix, { a: 1 }, 5)).toBe("yellow");
  expect(colourOf(matrix, { a: 6 }, 3)).toBe("insufficient data");
});

it("a value on a band belongs to what is below it, and beyond the last there is a fifth", () => {
  const bands = [1, 5, 15, 40];
  expect([0, 1, 1.01, 5, 15, 40, 40.01].map((value) => probabilityOf(bands, value))).toEqual([1, 1, 2, 2, 3, 4, 5]);
});

it.each<[RiskColour | null, RiskColour | null, [string | null, string]]>([
  [null, null, [null, "not-assessed"]],
  [null, "red", ["valid", "not-assessed"]],
  ["green", null, [null, "green"]],
  ["yellow", null, [null, "not-accepted"]],
  ["red", null, [null, "not-accepted"]],
  ["yellow", "yellow", ["valid", "accepted"]],
  ["yellow", "red", ["valid", "accepted"]],
  ["red", "red", ["valid", "accepted"]],
  ["red", "yellow", ["outgrown", "not-accepted"]],
  ["yellow", "green", ["outgrown", "not-accepted"]],
])("assessed as %s and accepted as %s", (level, accepted, expected) => {
  expect(standing(level, accepted)).toEqual(expected);
});

it("an acceptance holds until its instant and no longer, and one that has ended is not called outgrown", () => {
  expect(standing("red", "red", untilMs - 1)).toEqual(["valid", "accepted"]);
  expect(standing("red", "red", untilMs)).toEqual(["expired", "not-accepted"]);
  expect(standing("red", "yellow", untilMs)).toEqual(["expired", "not-accepted"]);
});
