import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { listAudit } from "../../database/read/audit.js";
import { id, oneOrMore, pageOf, pageQuery, problemResponses, queryInstant } from "../contract/common.js";
import { auditEntry } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

const listQuery = pageQuery.extend({
  actor: id.optional(),
  action: oneOrMore(id).optional(),
  subject: id.optional().describe("Id of the alert, dose, incident, scenario or request"),
  since: queryInstant.optional().describe("At or after"),
  until: queryInstant.optional().describe("Before"),
});

export function auditRoutes({ pool }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/audit",
      {
        schema: {
          tags: ["audit"],
          summary:
            "What people did, newest first: who took, closed, followed up, reviewed, assessed, accepted, decided",
          querystring: listQuery,
          response: { 200: pageOf(auditEntry), ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID") },
        },
      },
      async (request) => {
        const { limit, cursor, since, until, ...filter } = request.query;
        const asked = { ...filter, sinceMs: since, untilMs: until };
        const page = await listAudit(pool, asked, pageRequest("audit", { limit, cursor }));
        return pageAnswer("audit", page, ({ detail, ...rest }) => ({
          ...withIsoTimes(rest),
          detail: withIsoTimes(detail),
        }));
      },
    );
  };
}
