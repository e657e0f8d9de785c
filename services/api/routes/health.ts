import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { problemSchema } from "../contract/common.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";

const unwellPart = z.object({ part: z.string(), reason: z.string() });

const unwell = (parts: [string, string | null][]) =>
  parts.flatMap(([part, reason]) => (reason === null ? [] : [{ part, reason }]));

export function healthRoutes({ readiness, degraded = () => ({}), registry }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/healthz",
      {
        config: { public: true },
        schema: {
          tags: ["operation"],
          summary: "The process lives",
          security: [],
          response: { 200: z.object({ status: z.literal("alive") }) },
        },
      },
      async () => ({ status: "alive" as const }),
    );

    app.get(
      "/readyz",
      {
        config: { public: true },
        schema: {
          tags: ["operation"],
          summary: "Every part that is needed works; otherwise which does not and why",
          security: [],
          response: {
            200: z.object({ status: z.literal("ready"), parts: z.array(z.string()), degraded: z.array(unwellPart) }),
            503: { description: "API_NOT_READY", content: { "application/problem+json": { schema: problemSchema } } },
          },
        },
      },
      async () => {
        const all = Object.entries(readiness());
        const parts = unwell(all);
        if (parts.length === 0) {
          return {
            status: "ready" as const,
            parts: all.map(([part]) => part),
            degraded: unwell(Object.entries(degraded())),
          };
        }
        const detail = parts.map(({ part, reason }) => `${part}: ${reason}`).join("; ");
        throw new ApiError("API_NOT_READY", detail, { extra: { parts }, headers: { "retry-after": "5" } });
      },
    );

    app.get(
      "/metrics",
      {
        schema: {
          tags: ["operation"],
          summary: "Prometheus metrics",
          response: { 200: { description: "Metrics", content: { "text/plain": { schema: z.string() } } } },
        },
      },
      async (_request, reply) => {
        const text = await registry.metrics();
        // Set on the raw header: the exposition format is text already and passes no serializer.
        return reply.type(registry.contentType).serializer(String).send(text);
      },
    );
  };
}
