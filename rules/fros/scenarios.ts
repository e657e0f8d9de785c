import type { Scenario } from "../model/record.js";
import type { Indicator, RiskLevel } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { proposedScenarios } from "./proposal.js";

/** What telemetry says about one FROS scenario. People set levels; this only proposes. */
export interface ScenarioRecord {
  id: Scenario;
  indicators: Record<string, Indicator>;
  /** 1–5; null while the evidence does not carry a proposal. */
  probability: number | null;
  level: RiskLevel;
}

/** The evidence per scenario, as `replay` prints it. */
export function scenarioRecords(state: EngineState): ScenarioRecord[] {
  return proposedScenarios(state).map(({ config, indicators, proposal }) => ({
    id: config.id,
    indicators,
    probability: proposal.probability,
    level: proposal.level,
  }));
}
