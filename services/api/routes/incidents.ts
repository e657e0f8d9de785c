import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { readIncidentContexts } from "../../database/read/incident-context.js";
import { listIncidentDoses } from "../../database/read/incident-doses.js";
import { listIncidents } from "../../database/read/incidents.js";
import { id, pageOf, pageQuery, problemResponses, queryBoolean } from "../contract/common.js";
import { dose, incident, incidentSummary } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { existingIncident } from "../existing.js";
import { incidentContextView } from "../incident-context.js";
import type { ApiOptions } from "../options.js";
import { doseView, incidentSummaryView, incidentView } from "../views.js";

export function incidentRoutes({ pool, ecosystem, now }: ApiOptions): FastifyPluginAsyncZod {
  const contextOf = incidentContextView(ecosystem);
  return async (app) => {
    app.get(
      "/v1/incidents",
      {
        schema: {
          tags: ["incidents"],
          summary: "Incidents, newest first, with counts instead of lists",
          querystring: pageQuery.extend({ open: queryBoolean.optional() }),
          response: { 200: pageOf(incidentSummary), ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID") },
        },
      },
      async (request) => {
        const { limit, cursor, open } = request.query;
        const page = await listIncidents(pool, { open }, pageRequest("incidents", { limit, cursor }));
        return pageAnswer("incidents", page, incidentSummaryView);
      },
    );

    app.get(
      "/v1/incidents/:id",
      {
        schema: {
          tags: ["incidents"],
          summary: "One incident with every resident, alert and dose it concerns",
          params: z.object({ id }),
          response: { 200: incident, ...problemResponses("API_INCIDENT_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const record = await existingIncident(pool, request.params.id);
        const contexts = await readIncidentContexts(pool, [record.incidentId], now());
        const context = contexts.get(record.incidentId) ?? { sinceMs: record.openedAtMs, nextWave: null, told: [] };
        return { ...incidentView(record), ...contextOf(record.rootCause, context) };
      },
    );

    app.get(
      "/v1/incidents/:id/doses",
      {
        schema: {
          tags: ["incidents"],
          summary: "The doses an incident concerns: time-critical first, then those whose deadline comes first",
          params: z.object({ id }),
          querystring: z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(200) }),
          response: {
            200: z.object({ total: z.int(), items: z.array(dose) }),
            ...problemResponses("API_INCIDENT_UNKNOWN", "API_REQUEST_INVALID"),
          },
        },
      },
      async (request) => {
        const record = await existingIncident(pool, request.params.id);
        const items = await listIncidentDoses(pool, record.incidentId, request.query.limit);
        return { total: record.doseIds.length, items: items.map(doseView) };
      },
    );
  };
}
