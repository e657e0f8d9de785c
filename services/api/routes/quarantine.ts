import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { listQuarantine } from "../../database/read/quarantine.js";
import { id, oneOrMore, pageOf, pageQuery, problemResponses } from "../contract/common.js";
import { quarantineEntry } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

export function quarantineRoutes({ pool }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/quarantine",
      {
        schema: {
          tags: ["ingest"],
          summary: "Messages that could not be used and why, newest first",
          querystring: pageQuery.extend({ reason: oneOrMore(id).optional() }),
          response: { 200: pageOf(quarantineEntry), ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID") },
        },
      },
      async (request) => {
        const { limit, cursor, reason } = request.query;
        const page = await listQuarantine(pool, { reason }, pageRequest("quarantine", { limit, cursor }));
        return pageAnswer("quarantine", page, withIsoTimes);
      },
    );
  };
}
