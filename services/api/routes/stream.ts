import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { problemResponses } from "../contract/common.js";
import { ApiError } from "../problems.js";
import type { StreamHub } from "../stream-hub.js";

export const streamUrl = "/v1/stream";

export function streamRoutes(hub: StreamHub): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      streamUrl,
      {
        exposeHeadRoute: false,
        schema: {
          tags: ["stream"],
          summary: "Every change as server-sent events, after its commit",
          description:
            "First `event: hello` with {generatedAt}: fetch what you show, from here on changes follow. Then `event: change` with {kind, record}; kind is dose, dose-withdrawn (record: doseId, at), alert, device, component or incident, record as in the lists. Nothing is replayed: after a reconnect comes a new hello.",
          response: {
            200: {
              description: "An event stream",
              content: { "text/event-stream": { schema: z.string() } },
            },
            ...problemResponses("API_NOT_ACCEPTABLE", "API_STREAM_FULL"),
          },
        },
      },
      async (request, reply) => {
        const accepted = (request.headers.accept ?? "").split(",").map((one) => one.split(";", 1)[0]?.trim());
        if (!accepted.includes("text/event-stream")) {
          throw new ApiError("API_NOT_ACCEPTABLE", "This address sends text/event-stream only.");
        }
        if (!hub.open(reply.raw)) {
          throw new ApiError("API_STREAM_FULL", "No more streams are opened now.", {
            headers: { "retry-after": "30" },
          });
        }
        return reply.hijack();
      },
    );
  };
}
