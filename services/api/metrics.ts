import type { FastifyInstance } from "fastify";
import { collectDefaultMetrics, Gauge, Histogram, type Registry } from "prom-client";
import { streamUrl } from "./routes/stream.js";
import type { StreamHub } from "./stream-hub.js";

/** Registers the process's and the API's own metrics; times every answer by route, never by address. */
export function measureRequests(app: FastifyInstance, registry: Registry, hub: StreamHub): void {
  collectDefaultMetrics({ register: registry });
  const duration = new Histogram({
    name: "velvakt_http_request_duration_seconds",
    help: "Time from request to answer, by route",
    labelNames: ["method", "route", "status"],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  new Gauge({
    name: "velvakt_http_stream_clients",
    help: "Open event streams",
    registers: [registry],
    collect() {
      this.set(hub.clients());
    },
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "unmatched";
    // A stream lasts for hours: how long says nothing about how fast it was answered.
    if (route === streamUrl) return;
    duration.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
}
