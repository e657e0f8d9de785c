import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RiskView } from "../../../rules/fros/view.js";
import type { Scenario } from "../../../rules/model/record.js";
import { readDecisions, readScenarioHistory } from "../../database/read/risk.js";
import { problemResponses } from "../contract/common.js";
import { scenario as scenarioId } from "../contract/records.js";
import {
  acceptanceBody,
  assessmentBody,
  scenarioDetail,
  scenarios,
  type scenarioView as view,
} from "../contract/scenarios.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";
import { acceptanceView, assessmentView, scenarioView } from "../scenario-views.js";

const dayMs = 86_400_000;
/** What one scenario shows of its past: some years of weekly sessions, a year of days. */
const historyLimits = { decisions: 200, days: 400 };

const matrixSource = {
  no: "Sektorens veileder gir én rute: sannsynlighet 3 med konsekvens 4 er rød. Resten er installasjonens egen vurdering.",
  en: "The sector's guide gives one cell: probability 3 with consequence 4 is red. The rest is the installation's own judgement.",
};

type View = z.output<typeof view>;

const columns: CsvColumn<View>[] = [
  { name: "scenario", value: ({ id }) => id },
  { name: "name", value: ({ name }) => name.no },
  { name: "owner", value: ({ owner }) => owner.no },
  { name: "observed", value: ({ proposal }) => proposal.observed?.value },
  { name: "unit", value: ({ proposal }) => proposal.observed?.unit },
  { name: "sample", value: ({ proposal }) => proposal.observed?.sample },
  { name: "coveragePercent", value: ({ proposal }) => proposal.observed?.coveragePercent },
  { name: "proposedProbability", value: ({ proposal }) => proposal.probability },
  { name: "confidence", value: ({ proposal }) => proposal.confidence },
  { name: "proposedLevel", value: ({ proposal }) => proposal.level },
  { name: "assessedProbability", value: ({ place }) => place?.probability },
  { name: "assessedConsequence", value: ({ place }) => place?.consequence },
  { name: "assessedLevel", value: ({ assessment }) => assessment?.level },
  { name: "assessedAt", value: ({ assessment }) => assessment?.at },
  { name: "version", value: ({ assessment }) => assessment?.version },
  { name: "state", value: ({ state }) => state },
  { name: "acceptedBy", value: ({ acceptance }) => acceptance?.actor },
  { name: "acceptedUntil", value: ({ acceptance }) => acceptance?.until },
  { name: "reassess", value: ({ reassess }) => reassess.map(({ what }) => what.no).join("; ") },
];

const params = z.object({ id: scenarioId });

export function scenarioRoutes({ pool, ecosystem, submitOwn, risk, now }: ApiOptions): FastifyPluginAsyncZod {
  const all = async (seen: RiskView): Promise<View[]> => {
    const decisionsOf = await readDecisions(pool);
    return seen.scenarios.map((one) => scenarioView(ecosystem, seen, one, decisionsOf(one.config.id), now()));
  };
  const one = async (seen: RiskView, id: Scenario): Promise<View> => {
    const found = (await all(seen)).find((scenario) => scenario.id === id);
    if (!found) throw new ApiError("API_SCENARIO_UNKNOWN", `The ecosystem file has no scenario ${id}.`);
    return found;
  };
  const detail = async (id: Scenario): Promise<z.output<typeof scenarioDetail>> => {
    const found = await one(risk(), id);
    const { assessments, acceptances, days } = await readScenarioHistory(pool, id, historyLimits);
    return {
      ...found,
      history: {
        assessments: assessments.map((record) => assessmentView(ecosystem, record)),
        acceptances: acceptances.map(acceptanceView),
        proposals: days.map(({ day, proposal }) => ({ date: day, proposal })),
      },
    };
  };

  return async (app) => {
    app.get(
      "/v1/scenarios",
      {
        schema: {
          tags: ["risk"],
          summary: "R1 to R8: evidence and proposal, what people decided, and why it may be due again",
          querystring: z.strictObject(tableQuery),
          response: { 200: jsonOrCsv(scenarios), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const seen = risk();
        const items = await all(seen);
        if (asksForCsv(request)) return sendCsv(reply, "scenarios", columns, items) as never;
        return {
          generatedAt: new Date(now()).toISOString(),
          observedUntil: new Date(seen.nowMs).toISOString(),
          matrix: ecosystem.matrix,
          matrixSource,
          residents: seen.world.residents,
          items,
        };
      },
    );

    app.get(
      "/v1/scenarios/:id",
      {
        schema: {
          tags: ["risk"],
          summary: "One scenario with all that was ever decided about it, and what was proposed day by day",
          params,
          response: { 200: scenarioDetail, ...problemResponses("API_SCENARIO_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => detail(request.params.id),
    );

    app.post(
      "/v1/scenarios/:id/assessments",
      {
        schema: {
          tags: ["risk"],
          summary: "The weekly session's assessment; it never replaces an earlier one",
          params,
          body: assessmentBody,
          response: {
            200: scenarioDetail,
            ...problemResponses(
              "API_SCENARIO_UNKNOWN",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const { id } = request.params;
        const seen = risk();
        const { proposal } = await one(seen, id);
        const basis = { proposal, world: seen.world };
        await submitOwn({ kind: "scenario-assessed", assessment: { scenario: id, ...request.body, basis } });
        return detail(id);
      },
    );

    app.post(
      "/v1/scenarios/:id/acceptances",
      {
        schema: {
          tags: ["risk"],
          summary: "Somebody takes responsibility for the risk as it was assessed, for a limited time",
          params,
          body: acceptanceBody,
          response: {
            200: scenarioDetail,
            ...problemResponses(
              "API_SCENARIO_UNKNOWN",
              "API_SCENARIO_NOT_ASSESSED",
              "API_ASSESSMENT_SUPERSEDED",
              "API_ACCEPTANCE_ROLE",
              "API_ACCEPTANCE_UNTIL",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const { id } = request.params;
        const { until, ...body } = request.body;
        const { assessment, acceptableBy } = await one(risk(), id);
        if (assessment === null || assessment.level === "insufficient data") {
          throw new ApiError("API_SCENARIO_NOT_ASSESSED", `Nobody has assessed ${id} yet.`);
        }
        if (assessment.version !== body.version) {
          throw new ApiError("API_ASSESSMENT_SUPERSEDED", `The latest assessment is version ${assessment.version}.`);
        }
        const colour = assessment.level;
        const { no, en } = acceptableBy[colour];
        if (body.role !== no && body.role !== en) {
          throw new ApiError("API_ACCEPTANCE_ROLE", `A ${colour} risk is accepted by: ${en}.`);
        }
        const { acceptanceRedDaysMax, acceptanceDaysMax } = ecosystem.thresholds;
        const daysMax = colour === "red" ? acceptanceRedDaysMax : acceptanceDaysMax;
        const untilMs = Date.parse(until);
        if (untilMs <= now() || untilMs > now() + daysMax * dayMs) {
          throw new ApiError(
            "API_ACCEPTANCE_UNTIL",
            `A ${colour} risk is accepted for at most ${daysMax} days from now.`,
          );
        }
        await submitOwn({ kind: "risk-accepted", acceptance: { scenario: id, ...body, colour, untilMs } });
        return detail(id);
      },
    );
  };
}
