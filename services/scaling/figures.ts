import type { ProposedScenario } from "../../rules/fros/proposal.js";
import { standingOf } from "../../rules/fros/standing.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Judged } from "./keeper.js";

/** What the series are told of a judgement. */
export function scalingFigures({ gates, headrooms, view, decisionsOf, atMs }: Judged, { matrix }: Ecosystem) {
  const scenarios = view.risk.scenarios.map((proposed: ProposedScenario) => {
    const { assessment, acceptance } = decisionsOf(proposed.config.id);
    const { state } = standingOf(matrix, assessment, acceptance, atMs);
    const consequence = assessment && Math.max(...Object.values(assessment.consequence));
    return { proposed, assessed: { probability: assessment?.probability ?? null, consequence, state } };
  });
  return { gates, headrooms, scenarios };
}
