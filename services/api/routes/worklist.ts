import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { readWorklist, type TaskRow } from "../../database/read/worklist.js";
import { id, problemResponses, queryBoolean } from "../contract/common.js";
import { type task, worklist } from "../contract/worklist.js";
import type { ApiOptions } from "../options.js";
import { alertView, doseView } from "../views.js";

const query = z.strictObject({
  district: id.optional(),
  residentRef: id.optional(),
  timeCritical: queryBoolean.optional(),
  withoutOwner: queryBoolean.optional().describe("Nobody has acknowledged it"),
  limit: z.coerce.number().int().min(1).max(500).default(200),
});

function taskView({ alert, doses, residentRef, timeCritical }: TaskRow): z.output<typeof task> {
  return { ...alertView(alert), residentRef, timeCritical, doses: doses.map(doseView) };
}

export function worklistRoutes({ pool, now }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/worklist",
      {
        schema: {
          tags: ["overview"],
          summary: "Everything that needs a human now, the most severe first, then the oldest",
          querystring: query,
          response: { 200: worklist, ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const { limit, ...filter } = request.query;
        const generatedAt = new Date(now()).toISOString();
        const { items, ...counts } = await readWorklist(pool, filter, limit);
        return { generatedAt, ...counts, items: items.map(taskView) };
      },
    );
  };
}
