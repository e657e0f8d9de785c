import { expect, it } from "vitest";
import { triggersOf } from "../../../rules/fros/reassess.js";
import type { Proposal, RiskWorld } from "../../../rules/model/risk.js";
import { rigEcosystem } from "../../support/engine.js";

const dayMs = 86_400_000;
const thresholds = { ...rigEcosystem.thresholds, assessmentDaysMax: 30, growthReassessPercent: 20 };
const world: RiskWorld = {
  residents: 100,
  ceiling: 600,
  deviceClasses: ["roll-dispenser"],
  firmware: ["roll-dispenser 3"],
  suppliers: { cloud: "vendor", phones: "operator" },
  versions: { cloud: "1.0" },
};
const proposal = { probability: 2 } as Proposal;

interface Now {
  days?: number;
  world?: Partial<RiskWorld>;
  probability?: number | null;
}

function triggers({ days = 1, world: other = {}, probability = 2 }: Now, before: Partial<RiskWorld> = {}): string[] {
  const assessed = { atMs: 1_000 * dayMs, basis: { proposal, world: { ...world, ...before } } };
  const now = {
    nowMs: (1_000 + days) * dayMs,
    world: { ...world, ...before, ...other },
    proposal: { ...proposal, probability },
  };
  return triggersOf(assessed, now, thresholds).map(({ id, what }) => `${id}: ${what.en}`);
}

it.each<[string, Now, string[]]>([
  ["nothing", {}, []],
  [
    "a new class of device",
    { world: { deviceClasses: ["roll-dispenser", "gps"] } },
    ["new-class: New class of device: gps"],
  ],
  ["a class that is gone", { world: { deviceClasses: [] } }, []],
  [
    "a new major firmware",
    { world: { firmware: ["roll-dispenser 3", "roll-dispenser 4"] } },
    ["new-firmware: New major firmware: roll-dispenser 4"],
  ],
  [
    "another supplier, a new component and one that is gone",
    { world: { suppliers: { cloud: "other", lock: "smith" } } },
    [
      "supplier-change: Supplier of cloud: vendor → other",
      "supplier-change: Supplier of lock: – → smith",
      "supplier-change: Supplier of phones: operator → –",
    ],
  ],
  [
    "another version, and the first that is known of another component",
    { world: { versions: { cloud: "1.1", phones: "7" } } },
    ["new-version: New version of cloud: 1.0 → 1.1", "new-version: New version of phones: – → 7"],
  ],
  ["growth by less than a fifth", { world: { residents: 119 } }, []],
  ["growth by a fifth", { world: { residents: 120 } }, ["growth: Residents: 100 → 120"]],
  ["fewer residents", { world: { residents: 50 } }, []],
  ["another ceiling", { world: { ceiling: 500 } }, ["ceiling: Approved ceiling: 600 → 500"]],
  ["a likelier risk", { probability: 3 }, ["band-crossed: Proposed probability: 2 → 3"]],
  ["a less likely one", { probability: 1 }, ["band-crossed: Proposed probability: 2 → 1"]],
  ["figures that say nothing any more", { probability: null }, []],
  ["an age of thirty days and a bit", { days: 30.9 }, []],
  ["an age of more than thirty days", { days: 31 }, ["age: The assessment is 31 days old"]],
])("an assessment is due again after what has happened since: %s", (_what, now, expected) => {
  expect(triggers(now)).toEqual(expected);
});

it("the first residents are growth, none at all are not", () => {
  expect(triggers({ world: { residents: 1 } }, { residents: 0 })).toEqual(["growth: Residents: 0 → 1"]);
  expect(triggers({}, { residents: 0 })).toEqual([]);
});
