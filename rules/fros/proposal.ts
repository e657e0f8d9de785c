import type { RiskColour, ScenarioConfig } from "../model/ecosystem.js";
import type { Scenario } from "../model/record.js";
import type { Indicator, Proposal, RiskLevel } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { changes, control, development } from "./governance-indicators.js";
import { alertsOf, type Evidence } from "./indicator.js";
import { rateRange, shareRange } from "./interval.js";
import { astray, care, inTime, restored, scaling } from "./service-indicators.js";

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

type Bounds = { low: number; high: number } | null;

/** How far chance may have moved what was counted: events a year, shares of a sample, or what was simply measured. */
const boundsOf: Record<Scenario, (counted: Indicator, value: number) => Bounds> = {
  R1: ({ sample }, perYear) => rateRange((perYear * sample) / 365, sample / 365),
  R2: ofShare,
  R3: () => null,
  R4: ofShare,
  R5: ofShare,
  R6: ofShare,
  R7: (_counted, value) => ({ low: value, high: value }),
  R8: ofShare,
};

function ofShare({ unit, sample }: Indicator, value: number): Bounds {
  return shareRange(value, sample, unit === "per-mille" ? 1000 : 100);
}

/** 1 up to the first band, 5 above the last. */
export function probabilityOf(bands: readonly number[], observed: number): number {
  return 1 + bands.filter((band) => observed > band).length;
}

/** The colour of the matrix with the gravest consequence: no area's is outvoted by the others. */
export function colourOf(
  matrix: readonly (readonly RiskColour[])[],
  consequence: Record<string, number>,
  probability: number,
): RiskLevel {
  const gravest = Math.max(...Object.values(consequence));
  return matrix[probability - 1]?.[gravest - 1] ?? "insufficient data";
}

/** Below this share of what should have been observed nobody can be sure. Source: judgement. */
const coverageForHighPercent = 90;

function confidenceOf(probability: number | null, range: Bounds, counted: Indicator | null): Proposal["confidence"] {
  if (probability === null || counted === null) return "insufficient data";
  const isCovered = counted.coveragePercent === null || counted.coveragePercent >= coverageForHighPercent;
  if (range === null) return isCovered ? "medium" : "low";
  const open = range.high - range.low;
  if (open >= 2) return "low";
  return open === 0 && isCovered ? "high" : "medium";
}

export interface ProposedScenario {
  config: ScenarioConfig;
  indicators: Record<string, Indicator>;
  proposal: Proposal;
}

/** What telemetry says about one scenario. Where the sample does not carry a proposal there is none, and never green. */
export function proposed(state: EngineState, config: ScenarioConfig): ProposedScenario {
  const { indicators, counted: name, observed } = evidenceOf[config.id](state);
  const counted = (name === null ? null : indicators[name]) ?? null;
  const probability = observed === null ? null : probabilityOf(config.bands, observed);
  const bounds = observed === null || counted === null ? null : boundsOf[config.id](counted, observed);
  const range = bounds && {
    low: probabilityOf(config.bands, bounds.low),
    high: probabilityOf(config.bands, bounds.high),
  };
  return {
    config,
    indicators: { ...indicators, ...alertsOf(state, config.id) },
    proposal: {
      observed: counted,
      probability,
      range,
      confidence: confidenceOf(probability, range, counted),
      level:
        probability === null ? "insufficient data" : colourOf(state.ecosystem.matrix, config.consequence, probability),
    },
  };
}

/** All scenarios, in the order of their ids. */
export function proposedScenarios(state: EngineState): ProposedScenario[] {
  const configs = [...state.ecosystem.scenarios].sort((a, b) => (a.id < b.id ? -1 : 1));
  return configs.map((config) => proposed(state, config));
}
