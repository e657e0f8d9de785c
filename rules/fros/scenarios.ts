import type { Scenario } from "../model/record.js";
import type { EngineState } from "../state.js";

/** What telemetry says about one FROS scenario. People set levels; this only proposes. */
export interface ScenarioRecord {
  id: Scenario;
  indicators: Record<string, number>;
  /** 1–5; null while the evidence does not carry a proposal. */
  probability: number | null;
  level: string;
}

/**
 * The evidence per scenario that is open now. A proposal needs observed frequencies with a sample
 * size, which one run of the engine does not have: without them the level is never green.
 */
export function scenarioRecords(state: EngineState): ScenarioRecord[] {
  return state.ecosystem.scenarios
    .map(({ id }) => {
      const open = [...state.alerts.values()].filter(({ record }) => record.scenario === id);
      const active = open.filter(({ record }) => record.condition === "active");
      const indicators = { alertsOpen: open.length, alertsActive: active.length };
      return { id, indicators, probability: null, level: "insufficient data" };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
