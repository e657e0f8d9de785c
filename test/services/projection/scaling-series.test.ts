import { expect, it } from "vitest";
import { proposedScenarios } from "../../../rules/fros/proposal.js";
import { judgeGate } from "../../../rules/scaling/gate.js";
import { districtHeadroom } from "../../../rules/scaling/headroom.js";
import type { Offer } from "../../../services/database/point.js";
import { measurementOf } from "../../../services/projection/measurements.js";
import { createScalingSeries } from "../../../services/projection/scaling-series.js";
import { createRig } from "../../support/engine.js";
import { gateNowMs, gateRules, goodDistrict, goodEvidence } from "../../support/gate-evidence.js";
import { scenarioOf } from "../../support/scenario.js";

it("tells of each gate, criterion and scenario what the API tells", () => {
  const [proposed] = proposedScenarios(createRig({ scenarios: [scenarioOf("R8")] }).time().state);
  if (!proposed) throw new Error("there is one scenario");
  const gate = judgeGate(goodEvidence({ unreviewed: 1 }), gateRules, gateNowMs);
  const headroom = districtHeadroom(goodDistrict(), 540, gateRules.scaling);
  const offers: Offer[] = [];
  createScalingSeries((offer) => offers.push(offer) > 0)({
    gates: [gate],
    headrooms: [headroom],
    scenarios: [{ proposed, assessed: { probability: 3, consequence: 5, state: "accepted" } }],
  });
  const points = offers.flatMap((offer) => offer.points);
  expect(points.find(({ measurement }) => measurement === "scaling")).toMatchObject({
    tags: { district: "grorud" },
    fields: { status: "NO-GO", gate: -1, unmet: 1, unknown: 0, served: 40, headroom: headroom.more },
  });
  for (const { id, actual, target } of gate.criteria) {
    expect(points.find(({ tags }) => tags.criterion === id)?.fields).toMatchObject({ actual, target });
  }
  expect(points.find(({ measurement }) => measurement === "scenario")).toMatchObject({
    tags: { scenario: "R8" },
    fields: {
      proposedProbability: null,
      proposedLevel: "insufficient data",
      assessedProbability: 3,
      assessedConsequence: 5,
    },
  });
  for (const { measurement, tags, fields } of points) {
    const table = measurementOf(measurement);
    expect(Object.keys(tags).every((name) => name in (table?.tags ?? {}))).toBe(true);
    expect(Object.keys(fields).every((name) => name in (table?.fields ?? {}))).toBe(true);
  }
});
