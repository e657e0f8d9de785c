import type { ProposedScenario } from "../../rules/fros/proposal.js";
import type { Gate } from "../../rules/model/risk.js";
import type { Headroom } from "../../rules/scaling/headroom.js";
import type { Offer, Point } from "../database/point.js";
import type { MadePoint } from "./measurements.js";

/** What people have decided of a scenario, as far as a chart shows it. */
export interface AssessedScenario {
  probability: number | null;
  consequence: number | null;
  state: string;
}

export interface ScalingFigures {
  gates: readonly Gate[];
  headrooms: readonly Headroom[];
  scenarios: readonly { proposed: ProposedScenario; assessed: AssessedScenario }[];
}

function scenarioPoint({ proposed, assessed }: ScalingFigures["scenarios"][number]): Point {
  const { config, proposal } = proposed;
  const made: MadePoint<"scenario"> = {
    measurement: "scenario",
    tags: { scenario: config.id },
    fields: {
      observed: proposal.observed?.value ?? null,
      sample: proposal.observed?.sample ?? null,
      coveragePercent: proposal.observed?.coveragePercent ?? null,
      proposedProbability: proposal.probability,
      proposedLevel: proposal.level,
      confidence: proposal.confidence,
      assessedProbability: assessed.probability,
      assessedConsequence: assessed.consequence,
      state: assessed.state,
    },
  };
  return made as Point;
}

const gateNumber = { GO: 1, UNKNOWN: 0, "NO-GO": -1 } as const;

function gatePoints(gate: Gate, headroom: Headroom | undefined): Point[] {
  const district = gate.district ?? "_";
  const whole: MadePoint<"scaling"> = {
    measurement: "scaling",
    tags: { district },
    fields: {
      status: gate.status,
      gate: gateNumber[gate.status],
      unmet: gate.criteria.filter(({ met }) => met === false).length,
      unknown: gate.criteria.filter(({ met }) => met === null).length,
      served: headroom?.residents ?? null,
      headroom: headroom?.more ?? null,
      headroomAtMost: headroom?.atMost ?? null,
    },
  };
  const each = gate.criteria.map(
    ({ id, actual, target, met }): MadePoint<"scaling_criterion"> => ({
      measurement: "scaling_criterion",
      tags: { district, criterion: id },
      fields: { actual, target, met: met === null ? 0 : met ? 1 : -1 },
    }),
  );
  return [whole as Point, ...(each as Point[])];
}

/** The gates and scenarios as they were judged, for the series. */
export function createScalingSeries(offer: (offer: Offer) => boolean): (figures: ScalingFigures) => void {
  return ({ gates, headrooms, scenarios }) => {
    const points = gates.flatMap((gate) =>
      gatePoints(
        gate,
        headrooms.find(({ district }) => district === gate.district),
      ),
    );
    // Without room this judgement is missing in the series; the next comes in five minutes.
    offer({ points: [...points, ...scenarios.map(scenarioPoint)], outboxIds: [] });
  };
}
