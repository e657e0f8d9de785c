import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listComponents } from "../../database/read/components.js";
import { oneOrMore, pageOf, problemResponses } from "../contract/common.js";
import { component, componentStatus } from "../contract/records.js";
import type { ApiOptions } from "../options.js";
import { componentViews, knownComponents } from "../views.js";

export function componentRoutes({ pool, ecosystem }: ApiOptions): FastifyPluginAsyncZod {
  const known = knownComponents(ecosystem);
  return async (app) => {
    app.get(
      "/v1/components",
      {
        schema: {
          tags: ["components"],
          summary: "Every component of the installation, in one page; never heard of is unknown",
          querystring: z.strictObject({ status: oneOrMore(componentStatus).optional() }),
          response: { 200: pageOf(component), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const { status } = request.query;
        const all = componentViews(known, await listComponents(pool));
        return { items: all.filter((one) => status?.includes(one.status) ?? true), nextCursor: null };
      },
    );
  };
}
