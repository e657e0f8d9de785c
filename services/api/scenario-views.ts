import type { z } from "zod";
import { colourOf, type ProposedScenario } from "../../rules/fros/proposal.js";
import { triggersOf } from "../../rules/fros/reassess.js";
import { standingOf } from "../../rules/fros/standing.js";
import type { RiskView } from "../../rules/fros/view.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { AcceptanceRecord, AssessmentRecord, ScenarioDecisions } from "../database/read/risk.js";
import type * as contract from "./contract/scenarios.js";
import { withIsoTimes } from "./iso-times.js";

type AssessmentView = z.output<typeof contract.assessment>;

export function assessmentView({ matrix }: Ecosystem, record: AssessmentRecord): AssessmentView {
  const { scenario: _, ...rest } = record;
  return { ...withIsoTimes(rest), level: colourOf(matrix, record.consequence, record.probability) };
}

export function acceptanceView({ scenario: _, ...record }: AcceptanceRecord): z.output<typeof contract.acceptance> {
  return withIsoTimes(record);
}

function gravest({ consequence }: AssessmentRecord): number {
  return Math.max(...Object.values(consequence));
}

function movementOf({ assessment, previous }: ScenarioDecisions) {
  if (assessment === null || previous === null) return null;
  return {
    sinceVersion: previous.version,
    probability: { from: previous.probability, to: assessment.probability },
    consequence: { from: gravest(previous), to: gravest(assessment) },
  };
}

/** One scenario: what the file says of it, what telemetry proposes, what people have decided. */
export function scenarioView(
  ecosystem: Ecosystem,
  seen: RiskView,
  { config, indicators, proposal }: ProposedScenario,
  decisions: ScenarioDecisions,
  nowMs: number,
): z.output<typeof contract.scenarioView> {
  const { assessment, acceptance } = decisions;
  const standing = standingOf(ecosystem.matrix, assessment, acceptance, nowMs);
  const { id, name, owner, consequence, bands, acceptance: acceptableBy } = config;
  const now = { nowMs, world: seen.world, proposal };
  return {
    id,
    name,
    owner,
    consequence,
    bands,
    acceptableBy,
    indicators,
    proposal,
    assessment: assessment && assessmentView(ecosystem, assessment),
    place: assessment && { probability: assessment.probability, consequence: gravest(assessment) },
    movement: movementOf(decisions),
    acceptance: acceptance && standing.acceptance && { ...acceptanceView(acceptance), state: standing.acceptance },
    state: standing.state,
    reassess: assessment === null ? [] : triggersOf(assessment, now, ecosystem.thresholds),
  };
}
