import type { ScenarioConfig } from "../../rules/model/ecosystem.js";

/** A scenario that is about life and health, so gravely, and whose bands are 1 to 4. */
export function scenarioOf(id: ScenarioConfig["id"], lifeAndHealth = 5): ScenarioConfig {
  return {
    id,
    name: { no: id, en: id },
    owner: { no: "somebody", en: "somebody" },
    consequence: { "life-and-health": lifeAndHealth, compliance: 1, "goal-attainment": 1, trust: 1 },
    bands: [1, 2, 3, 4],
    acceptance: { green: { no: "a", en: "a" }, yellow: { no: "b", en: "b" }, red: { no: "c", en: "c" } },
  };
}
