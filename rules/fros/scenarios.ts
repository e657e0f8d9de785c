import type { RiskColour, ScenarioConfig } from "../model/ecosystem.js";
import type { Scenario } from "../model/record.js";
import type { EngineState } from "../state.js";
import { changes, control, development } from "./governance-indicators.js";
import { alertsOf, type Evidence, type Indicator } from "./indicator.js";
import { astray, care, inTime, restored, scaling } from "./service-indicators.js";

/** What telemetry says about one FROS scenario. People set levels; this only proposes. */
export interface ScenarioRecord {
  id: Scenario;
  indicators: Record<string, Indicator>;
  /** 1–5; null while the evidence does not carry a proposal. */
  probability: number | null;
  level: RiskColour | "insufficient data";
}

/** What each scenario's bands count, and everything else that speaks for or against it. */
const evidenceOf: Record<Scenario, (state: EngineState) => Evidence> = {
  R1: astray,
  R2: inTime,
  R3: restored,
  R4: development,
  R5: control,
  R6: changes,
  R7: scaling,
  R8: care,
};

/** 1 up to the first band, 5 above the last. */
function probabilityOf(bands: readonly number[], observed: number): number {
  return 1 + bands.filter((band) => observed > band).length;
}

/** The colour of the matrix with the scenario's gravest consequence: no area's is outvoted by the others. */
function levelOf(state: EngineState, { consequence }: ScenarioConfig, probability: number) {
  const gravest = Math.max(...Object.values(consequence));
  return state.ecosystem.matrix[probability - 1]?.[gravest - 1] ?? "insufficient data";
}

/** The evidence per scenario. Where the sample does not carry a proposal there is none, and never green. */
export function scenarioRecords(state: EngineState): ScenarioRecord[] {
  return state.ecosystem.scenarios
    .map((config): ScenarioRecord => {
      const { indicators, observed } = evidenceOf[config.id](state);
      const probability = observed === null ? null : probabilityOf(config.bands, observed);
      return {
        id: config.id,
        indicators: { ...indicators, ...alertsOf(state, config.id) },
        probability,
        level: probability === null ? "insufficient data" : levelOf(state, config, probability),
      };
    })
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
