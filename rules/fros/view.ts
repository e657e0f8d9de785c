import type { RiskWorld } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { type ProposedScenario, proposedScenarios } from "./proposal.js";
import { riskWorld } from "./world.js";

/** What telemetry says of all scenarios at one moment. */
export interface RiskView {
  nowMs: number;
  world: RiskWorld;
  scenarios: ProposedScenario[];
}

export function riskView(state: EngineState): RiskView {
  return { nowMs: state.nowMs, world: riskWorld(state), scenarios: proposedScenarios(state) };
}
