import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { problems } from "../problems.js";

/** What the API says about itself. */
export const apiIndex = {
  name: "Velvakt",
  description: "Watches the chain a dose of medicine travels and says which link broke, whom it concerns, what to do.",
  documentation: "/openapi.json",
  problems: "/problems",
  overview: "/v1/overview",
  worklist: "/v1/worklist",
  residentsAtRisk: "/v1/residents/at-risk",
  alerts: "/v1/alerts",
  doses: "/v1/doses",
  devices: "/v1/devices",
  components: "/v1/components",
  districts: "/v1/districts",
  incidents: "/v1/incidents",
  quarantine: "/v1/quarantine",
  events: "/v1/events (POST)",
  stream: "/v1/stream (text/event-stream)",
  health: "/healthz",
  readiness: "/readyz",
  metrics: "/metrics",
};

export function documentRoutes(): FastifyPluginAsyncZod {
  return async (app) => {
    app.get("/api", { schema: { hide: true } }, async () => apiIndex);
    app.get("/problems", { schema: { hide: true } }, async () => problems);
    app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  };
}
