import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listIncidents } from "../../database/read/incidents.js";
import { id, pageOf, pageQuery, problemResponses, queryBoolean } from "../contract/common.js";
import { incident, incidentSummary } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { existingIncident } from "../existing.js";
import type { ApiOptions } from "../options.js";
import { incidentSummaryView, incidentView } from "../views.js";

export function incidentRoutes({ pool }: ApiOptions): FastifyPluginAsyncZod {
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
      async (request) => incidentView(await existingIncident(pool, request.params.id)),
    );
  };
}
