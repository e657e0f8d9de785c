import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { problems } from "../problems.js";

/** What the API says about itself. */
const index = {
  name: "Velvakt",
  description: "Watches the chain a dose of medicine travels and says which link broke, whom it concerns, what to do.",
  documentation: "/openapi.json",
  problems: "/problems",
  overview: "/v1/overview",
  alerts: "/v1/alerts",
  doses: "/v1/doses",
  devices: "/v1/devices",
  components: "/v1/components",
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
    app.get("/", { schema: { hide: true } }, async () => index);
    app.get("/problems", { schema: { hide: true } }, async () => problems);
    app.get("/openapi.json", { schema: { hide: true } }, async () => app.swagger());
  };
}
