import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listAlerts } from "../../database/read/alerts.js";
import {
  id,
  notModified,
  oneOrMore,
  pageOf,
  pageQuery,
  problemResponses,
  queryBoolean,
  queryInstant,
} from "../contract/common.js";
import { alert, handling, severity } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { isUnchanged } from "../etag.js";
import { existingAlert } from "../existing.js";
import type { ApiOptions } from "../options.js";
import { alertView } from "../views.js";

export const alertParams = z.object({
  id: id.describe("The alert's id, percent-encoded: it contains slashes and colons"),
});

const listQuery = pageQuery.extend({
  open: queryBoolean.optional().describe("true: not closed; false: closed"),
  handling: oneOrMore(handling).optional(),
  kind: oneOrMore(id).optional(),
  severity: oneOrMore(severity).optional(),
  district: id.optional(),
  deviceId: id.optional(),
  since: queryInstant.optional().describe("Opened at or after"),
  until: queryInstant.optional().describe("Opened before"),
});

export function alertRoutes({ pool }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/alerts",
      {
        schema: {
          tags: ["alerts"],
          summary: "Alerts, newest first",
          querystring: listQuery,
          response: {
            200: pageOf(alert),
            304: notModified,
            ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID"),
          },
        },
      },
      async (request, reply) => {
        const { limit, cursor, since, until, ...filter } = request.query;
        const page = await listAlerts(
          pool,
          { ...filter, sinceMs: since, untilMs: until },
          pageRequest("alerts", { limit, cursor }),
        );
        const body = pageAnswer("alerts", page, alertView);
        return isUnchanged(request, reply, body) ? reply.code(304).send() : body;
      },
    );

    app.get(
      "/v1/alerts/:id",
      {
        schema: {
          tags: ["alerts"],
          summary: "One alert",
          params: alertParams,
          response: { 200: alert, ...problemResponses("API_ALERT_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => alertView(await existingAlert(pool, request.params.id)),
    );
  };
}
