import { expect, it } from "vitest";
import type { Ecosystem, RiskColour } from "../../../rules/model/ecosystem.js";
import type { Acceptance, Assessment, Proposal } from "../../../rules/model/risk.js";
import type { ContractView, ScalingView } from "../../../rules/scaling/view.js";
import type { ScenarioDecisions } from "../../../services/database/read/risk.js";
import { districtEvidence, type GateInputs, gateEvidence, heldWeeks } from "../../../services/scaling/evidence.js";
import { goodWeek } from "../../support/gate-evidence.js";
import { scenarioOf } from "../../support/scenario.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";

const dayMs = 86_400_000;
const nowMs = Date.parse("2026-04-10T11:00:00Z");
const zone = "Europe/Oslo";
const [grorud, alna] = worldEcosystem.districts as [Ecosystem["districts"][0], Ecosystem["districts"][0]];

const config = scenarioOf("R3", 4);
/** Red from a probability of three on, with a consequence of four. */
const matrix: RiskColour[][] = [
  ["green", "green", "green", "yellow", "yellow"],
  ["green", "green", "yellow", "yellow", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["yellow", "yellow", "red", "red", "red"],
  ["yellow", "red", "red", "red", "red"],
];
const ecosystem: Ecosystem = {
  ...worldEcosystem,
  timezone: zone,
  matrix,
  districts: [grorud, { ...alna, fallbackStaff: 3 }],
  scaling: { ...worldEcosystem.scaling, staffPerDistrict: 12 },
};

function contract(componentId: string, availabilityPercent: number | null, window: Partial<ContractView> = {}) {
  const district = componentId.split("@")[1] ?? null;
  const span = { fromMs: nowMs - 60 * dayMs, toMs: nowMs + dayMs };
  const name = { no: componentId, en: componentId };
  return { componentId, name, district, agreedPercent: 99, availabilityPercent, ...span, ...window };
}
const contracts = [
  contract("vendor-cloud", 99.9),
  contract("data-centre", 99.5),
  contract("mobile-network@grorud", 99.2),
];

interface Changes {
  view?: Partial<ScalingView>;
  probability?: number | null;
  decisions?: ScenarioDecisions;
  figures?: Partial<GateInputs["figures"]>;
}

function inputs({ view = {}, probability = 2, decisions, figures = {} }: Changes = {}): GateInputs {
  const proposal = { probability } as Proposal;
  return {
    ecosystem,
    view: {
      nowMs: nowMs - 30_000,
      beganMs: 0,
      residents: { grorud: 40, alna: 0 },
      chainTestsMs: { grorud: nowMs - dayMs, alna: null },
      contracts,
      risk: { nowMs, world: {} as ScalingView["risk"]["world"], scenarios: [{ config, indicators: {}, proposal }] },
      ...view,
    },
    figures: { countedAtMs: nowMs - 600_000, days: [], busiestHours: new Map(), unreviewed: [], ...figures },
    decisionsOf: () => decisions ?? decided(2),
    weeks: heldWeeks(zone, 28, nowMs),
    nowMs,
  };
}

function decided(probability: number, more: Partial<{ shown: number | null; days: number; until: number }> = {}) {
  const { shown = probability, days = 1, until = nowMs + dayMs } = more;
  const assessment = {
    atMs: nowMs - days * dayMs,
    probability,
    consequence: config.consequence,
    basis: { proposal: { probability: shown } },
  } as unknown as Assessment;
  const acceptance = { colour: "red", untilMs: until, atMs: nowMs } as unknown as Acceptance;
  return { assessment, acceptance } as unknown as ScenarioDecisions;
}

const gates = (changes?: Changes) => {
  const all = inputs(changes);
  const [city, first, second] = gateEvidence(all, districtEvidence(all));
  if (!city || !first || !second) throw new Error("a gate is missing");
  return { city, first, second };
};
const scenario = (changes: Changes) => gates(changes).city.scenarios[0];
const components = (changed: ContractView[], view: Partial<ScalingView> = {}) =>
  Object.fromEntries(
    gates({ view: { contracts: changed, ...view } }).city.components.map((one) => [
      one.name.en,
      one.availabilityPercent,
    ]),
  );

it("weeks are whole local days before today, the oldest first and perhaps shorter, across the change of clocks", () => {
  const local = (ms: number) =>
    new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" }).format(ms);
  const weeks = heldWeeks(zone, 16, nowMs).map(({ fromMs, toMs }) => [local(fromMs), local(toMs)]);
  expect(weeks).toEqual([
    ["2026-03-25 00:00", "2026-03-27 00:00"],
    ["2026-03-27 00:00", "2026-04-03 00:00"],
    ["2026-04-03 00:00", "2026-04-10 00:00"],
  ]);
});

it("figures are as old as their count, the rest as old as the engine's time, and nothing was seen before it began", () => {
  expect(gates().first).toMatchObject({ figuresAtMs: nowMs - 600_000, seenAtMs: nowMs - 30_000 });
  expect(gates({ figures: { countedAtMs: null } }).city.figuresAtMs).toBeNull();
  expect(gates({ view: { beganMs: null } }).city.seenAtMs).toBeNull();
});

it("incidents that nobody has reviewed shut every gate", () => {
  const unreviewed = [{}, {}] as unknown as GateInputs["figures"]["unreviewed"];
  const { city, first } = gates({ figures: { unreviewed } });
  expect([city.unreviewed, first.unreviewed]).toEqual([2, 2]);
});

it("the city's gate asks the districts that have residents, a district's its own, with its own staff or the general one", () => {
  const { city, first, second } = gates();
  expect(city.districts.map(({ id, staff }) => [id, staff])).toEqual([["grorud", 12]]);
  expect(first.districts.map(({ id, chainTestMs }) => [id, chainTestMs])).toEqual([["grorud", nowMs - dayMs]]);
  expect(second.districts.map(({ id, staff, residents }) => [id, staff, residents])).toEqual([["alna", 3, 0]]);
});

it("a place's weeks are its own days, and the city's are the city's", () => {
  const { cell } = goodWeek();
  const day = { cell, hours: 24, phonePeak: 4.5, fromMs: heldWeeks(zone, 28, nowMs)[1]?.fromMs ?? 0 };
  const { city, first, second } = gates({
    figures: { days: [{ ...day, district: "grorud" }], busiestHours: new Map([["grorud", 1.5]]) },
  });
  expect(first.weeks.map(({ hours }) => hours.counted)).toEqual([0, 24, 0, 0]);
  expect(first.held.hours.counted).toBe(24);
  expect([city, second].map(({ held }) => held.hours.counted)).toEqual([0, 0]);
  expect(first.cityWeeks).toEqual(city.weeks);
  expect(first.districts[0]).toMatchObject({ phonePeak: 4.5, busiestHourAlerts: 1.5 });
  expect(second.districts[0]).toMatchObject({ phonePeak: null, busiestHourAlerts: null });
});

it("a component's worst window counts, and one that cannot be said leaves it unknown unless another broke the contract", () => {
  const past = { fromMs: nowMs - 90 * dayMs, toMs: nowMs - 10 * dayMs };
  const [cloud, ...others] = contracts as [ContractView, ContractView, ContractView];
  expect(components(contracts)).toEqual({ "vendor-cloud": 99.9, "data-centre": 99.5, "mobile-network@grorud": 99.2 });
  expect(components([...contracts, contract("vendor-cloud", 99.1, past)])["vendor-cloud"]).toBe(99.1);
  expect(components([...contracts, contract("vendor-cloud", null, past)])["vendor-cloud"]).toBeNull();
  const broken = [contract("vendor-cloud", 98, past), contract("vendor-cloud", null), ...others];
  expect(components(broken)["vendor-cloud"]).toBe(98);
  const longAgo = { ...past, toMs: heldWeeks(zone, 28, nowMs)[0]?.fromMs ?? 0 };
  expect(components([cloud, contract("vendor-cloud", 98, longAgo), ...others])["vendor-cloud"]).toBe(99.9);
});

it("a component that was never heard of is unknown, where there are residents that it serves", () => {
  expect(components([])).toEqual({ "vendor-cloud": null, "data-centre": null, "mobile-network in Grorud": null });
  const { first, second } = gates({ view: { contracts: [...contracts, contract("mobile-network@alna", 98)] } });
  expect(first.components.map(({ name }) => name.en)).not.toContain("mobile-network@alna");
  expect(second.components.map(({ name }) => name.en).sort()).toEqual([
    "data-centre",
    "mobile-network@alna",
    "vendor-cloud",
  ]);
});

it("an assessment is outdated by age, and by figures that have become worse than it and than what it was shown", () => {
  const { assessmentDaysMax } = ecosystem.thresholds;
  expect(scenario({})).toEqual({ id: "R3", state: "accepted", isRed: false, isOutdated: false });
  const old = (days: number) => scenario({ decisions: decided(2, { days }) })?.isOutdated;
  expect([old(assessmentDaysMax), old(assessmentDaysMax + 0.01)]).toEqual([false, true]);
  expect(scenario({ probability: 3, decisions: decided(2, { shown: 3 }) })?.isOutdated).toBe(false);
  expect(scenario({ probability: 3, decisions: decided(3, { shown: 1 }) })?.isOutdated).toBe(false);
  expect(scenario({ probability: null })?.isOutdated).toBe(false);
});

it("what telemetry shows as red since the session nobody has accepted", () => {
  expect(scenario({ probability: 3 })).toEqual({ id: "R3", state: "not-accepted", isRed: true, isOutdated: true });
  // It was red and accepted as such before: worse, and due again.
  expect(scenario({ probability: 4, decisions: decided(3) })).toEqual({
    id: "R3",
    state: "accepted",
    isRed: true,
    isOutdated: true,
  });
  expect(scenario({ decisions: decided(3, { until: nowMs }) })).toMatchObject({ state: "not-accepted", isRed: true });
  const none = { assessment: null, acceptance: null } as unknown as ScenarioDecisions;
  expect(scenario({ probability: 5, decisions: none })).toEqual({
    id: "R3",
    state: "not-assessed",
    isRed: false,
    isOutdated: false,
  });
});
