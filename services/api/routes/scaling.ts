import { randomUUID } from "node:crypto";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { ScalingRequest } from "../../../rules/model/risk.js";
import { checkRequest } from "../../../rules/scaling/request.js";
import { gateHistory, gatesSince, scalingRequests } from "../../database/gate-store.js";
import { id, problemResponses } from "../contract/common.js";
import * as contract from "../contract/scaling.js";
import { asksForCsv, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";
import { requestView, scalingColumns, scalingRows, scalingView } from "../scaling-views.js";

/** What one answer shows of the past. */
const requestsMax = 100;
const historyMax = 500;

export function scalingRoutes({ pool, ecosystem, submitOwn, scaling, now }: ApiOptions): FastifyPluginAsyncZod {
  const existingRequest = async (requestId: string) => {
    const [found] = await scalingRequests(pool, { requestId, limit: 1 });
    if (!found) throw new ApiError("API_REQUEST_UNKNOWN", `There is no request ${requestId}.`);
    return found;
  };
  const existingDistrict = (district: string) => {
    if (ecosystem.districts.some((one) => one.id === district)) return;
    throw new ApiError("API_DISTRICT_UNKNOWN", `The ecosystem file has no district ${district}.`);
  };

  return async (app) => {
    app.get(
      "/v1/scaling",
      {
        schema: {
          tags: ["scaling"],
          summary: "Whether more residents are responsible: gates and headroom of the city and its districts, requests",
          querystring: z.strictObject(tableQuery),
          response: { 200: jsonOrCsv(contract.scaling), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const [judged, since, requests] = await Promise.all([
          scaling(),
          gatesSince(pool),
          scalingRequests(pool, { limit: requestsMax }),
        ]);
        const view = scalingView(ecosystem, judged, since, requests, now());
        return asksForCsv(request) ? (sendCsv(reply, "scaling", scalingColumns, scalingRows(view)) as never) : view;
      },
    );

    app.get(
      "/v1/scaling/history",
      {
        schema: {
          tags: ["scaling"],
          summary: "How a gate was judged over time: the city's, or a district's",
          querystring: z.strictObject({ district: id.optional() }),
          response: { 200: contract.gateHistory, ...problemResponses("API_DISTRICT_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const { district = null } = request.query;
        if (district !== null) existingDistrict(district);
        const items = await gateHistory(pool, district, historyMax);
        return {
          items: items.map(({ atMs, gate }) => ({
            at: new Date(atMs).toISOString(),
            status: gate.status,
            criteria: gate.criteria,
          })),
        };
      },
    );

    app.post(
      "/v1/scaling/requests",
      {
        schema: {
          tags: ["scaling"],
          summary:
            "More residents are asked for: checked against gates, ceiling, risks, headroom and fallback, and kept",
          body: contract.scalingRequestBody,
          response: {
            201: contract.scalingRequest,
            ...problemResponses(
              "API_DISTRICT_UNKNOWN",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request, reply) => {
        const { district: asked, residents } = request.body;
        existingDistrict(asked);
        const judged = await scaling();
        const gate = judged.gates.find((one) => one.district === asked) ?? null;
        const checks = checkRequest(residents, {
          gate,
          cityGate: judged.gates.find((one) => one.district === null) ?? null,
          district: judged.districts.find((one) => one.id === asked) ?? null,
          cityResidents: judged.residents,
          ceiling: ecosystem.scaling.ceiling,
          visitMin: ecosystem.scaling.visitMin,
          headroom: judged.headrooms.find((one) => one.district === asked) ?? null,
        });
        const kept: ScalingRequest = {
          requestId: randomUUID(),
          ...request.body,
          gate: gate?.status ?? "UNKNOWN",
          checks,
        };
        await submitOwn({ kind: "scaling-requested", request: kept });
        return reply.code(201).send(requestView(await existingRequest(kept.requestId)));
      },
    );

    app.post(
      "/v1/scaling/requests/:id/decision",
      {
        schema: {
          tags: ["scaling"],
          summary: "A person decides, whatever the checks say; deciding again keeps the earlier decision in the audit",
          params: z.object({ id }),
          body: contract.scalingDecisionBody,
          response: {
            200: contract.scalingRequest,
            ...problemResponses(
              "API_REQUEST_UNKNOWN",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const { request: found } = await existingRequest(request.params.id);
        const { requestId } = found;
        await submitOwn({ kind: "scaling-decided", decision: { requestId, ...request.body } });
        return requestView(await existingRequest(requestId));
      },
    );
  };
}
