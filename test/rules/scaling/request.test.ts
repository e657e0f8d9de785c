import { expect, it } from "vitest";
import { judgeGate } from "../../../rules/scaling/gate.js";
import { districtHeadroom } from "../../../rules/scaling/headroom.js";
import { checkRequest, type RequestEvidence } from "../../../rules/scaling/request.js";
import { gateNowMs, gateRules, goodDistrict, goodEvidence } from "../../support/gate-evidence.js";

const { scaling } = gateRules;
const district = goodDistrict({ staff: 15 });

function evidence(changes: Partial<RequestEvidence> = {}): RequestEvidence {
  const gate = judgeGate(goodEvidence({ districts: [district] }), gateRules, gateNowMs);
  const headroom = districtHeadroom(district, 540, scaling);
  return { gate, cityGate: gate, district, cityResidents: 540, ceiling: 600, visitMin: 20, headroom, ...changes };
}

const met = (more: number, changes: Partial<RequestEvidence> = {}) =>
  Object.fromEntries(checkRequest(more, evidence(changes)).map((check) => [check.id, check.met]));

it("what fits under every limit is met by all", () => {
  expect(met(20)).toEqual({
    gate: true,
    "city-gate": true,
    ceiling: true,
    "open-reds": true,
    headroom: true,
    fallback: true,
  });
});

it("one more than manual rounds reach, or than the ceiling has room for, is not met", () => {
  expect(met(21)).toMatchObject({ fallback: false, headroom: false, ceiling: true });
  expect(met(61)).toMatchObject({ ceiling: false, headroom: false });
});

it("what is not known is not met, and what is too much for one limit is too much without the others", () => {
  expect(met(10, { gate: null, cityGate: null })).toMatchObject({ gate: null, "city-gate": null, "open-reds": null });
  const blind = { ...district, phonePeak: null, staff: null };
  const headroom = districtHeadroom(blind, 540, scaling);
  expect(met(60, { district: blind, headroom })).toMatchObject({ headroom: null, fallback: null });
  expect(met(61, { district: blind, headroom })).toMatchObject({ headroom: false });
});

it("a shut gate says by what", () => {
  const shut = judgeGate(goodEvidence({ unreviewed: 2 }), gateRules, gateNowMs);
  const [check] = checkRequest(1, evidence({ gate: shut }));
  expect(check).toMatchObject({ met: false, why: { en: "2 incidents that touched doses are not reviewed" } });
});

it("a request that fills the ceiling to the last place is met", () => {
  expect(met(20, { cityResidents: 580 })).toMatchObject({ ceiling: true });
  expect(met(20, { cityResidents: 581 })).toMatchObject({ ceiling: false });
});

it("a gate that nobody can judge is neither open nor shut, and red risks are asked for by themselves", () => {
  const unknown = judgeGate(goodEvidence({ figuresAtMs: null }), gateRules, gateNowMs);
  const [gate, , , reds] = checkRequest(1, evidence({ gate: unknown }));
  expect([gate, reds]).toMatchObject([
    { id: "gate", met: null, why: { en: "Cannot be judged" } },
    { id: "open-reds", met: true, why: { en: "No red risk without acceptance" } },
  ]);
  const scenarios = [{ id: "R8", state: "not-accepted", isRed: true, isOutdated: false } as const];
  const red = judgeGate(goodEvidence({ scenarios }), gateRules, gateNowMs);
  expect(checkRequest(1, evidence({ gate: red }))[3]).toMatchObject({
    met: false,
    why: { en: "Red and not accepted: R8" },
  });
});

it("a place of which nothing is known is told as such", () => {
  const checks = checkRequest(10, evidence({ district: null, headroom: null, gate: null }));
  expect(checks.map(({ id, met, why }) => [id, met, why.en])).toEqual([
    ["gate", null, "Cannot be judged"],
    ["city-gate", true, "All criteria are met"],
    ["ceiling", true, "540 + 10 of 600"],
    ["open-reds", null, "Cannot be judged"],
    ["headroom", null, "Room for ? more"],
    ["fallback", null, "Manual rounds reach ? of 10"],
  ]);
  const known = checkRequest(10, evidence());
  expect(known.slice(4).map(({ why }) => why.en)).toEqual(["Room for 20 more", "Manual rounds reach 60 of 50"]);
  const headroom = districtHeadroom({ ...district, phonePeak: null }, 540, scaling);
  expect(checkRequest(10, evidence({ headroom }))[4]).toMatchObject({ met: null, why: { en: "Room for 20 more" } });
});
