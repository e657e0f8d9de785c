import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { contractPage, contractPageHeaders, type OpenapiDocument } from "../contract-page.js";
import { problems } from "../problems.js";

/** What the API says about itself. */
export const apiIndex = {
  name: "Velvakt",
  description: "Watches the chain a dose of medicine travels and says which link broke, whom it concerns, what to do.",
  documentation: "/docs",
  openapi: "/openapi.json",
  problems: "/problems",
  overview: "/v1/overview",
  worklist: "/v1/worklist",
  refills: "/v1/refills",
  residentsAtRisk: "/v1/residents/at-risk",
  alerts: "/v1/alerts",
  doses: "/v1/doses",
  devices: "/v1/devices",
  components: "/v1/components",
  districts: "/v1/districts",
  incidents: "/v1/incidents",
  sla: "/v1/sla",
  kpis: "/v1/kpis",
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

    let page: string | null = null;
    // It holds no data, and a browser has to be able to open it: as the pages of the web app, it asks for no token.
    app.get("/docs", { config: { page: true }, schema: { hide: true } }, async (_request, reply) => {
      page ??= contractPage(app.swagger() as OpenapiDocument);
      return reply.headers(contractPageHeaders).type("text/html; charset=utf-8").send(page);
    });
  };
}
