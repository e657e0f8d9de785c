import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { readAtRisk } from "../../database/read/residents.js";
import { id, problemResponses } from "../contract/common.js";
import { resident, residentsAtRisk } from "../contract/residents.js";
import { existingResident } from "../existing.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";
import { alertView, doseView } from "../views.js";

const minMs = 60_000;
const hourMs = 60 * minMs;
const dayMs = 24 * hourMs;

/** How far back a dose nobody followed up still is a risk now, and not a statistic. */
const overdueWithinMs = dayMs;
const residentSpan = { backMs: 7 * dayMs, aheadMs: dayMs, limit: 100 };

const riskQuery = z.strictObject({ limit: z.coerce.number().int().min(1).max(500).default(200) });

export function residentRoutes({ pool, ecosystem, now }: ApiOptions): FastifyPluginAsyncZod {
  const { doseSoonHours, onTimeMin } = ecosystem.thresholds;
  return async (app) => {
    app.get(
      "/v1/residents/at-risk",
      {
        schema: {
          tags: ["residents"],
          summary: "Residents whose last or next dose is in danger now, and why",
          querystring: riskQuery,
          response: { 200: residentsAtRisk, ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const nowMs = now();
        const { total, items } = await readAtRisk(
          pool,
          {
            nowMs,
            overdueBeforeMs: nowMs - onTimeMin * minMs,
            sinceMs: nowMs - overdueWithinMs,
            soonMs: nowMs + doseSoonHours * hourMs,
          },
          request.query.limit,
        );
        return {
          generatedAt: new Date(nowMs).toISOString(),
          doseSoonHours,
          total,
          items: items.map(({ nextDose, ...item }) => ({ ...item, nextDose: nextDose && doseView(nextDose) })),
        };
      },
    );

    app.get(
      "/v1/residents/:ref",
      {
        schema: {
          tags: ["residents"],
          summary: "One resident: devices, next dose, open alerts, doses of the week",
          params: z.object({ ref: id.describe("The resident's token") }),
          response: { 200: resident, ...problemResponses("API_RESIDENT_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const nowMs = now();
        const { ref } = request.params;
        const { devices, doses, openAlerts, nextDose } = await existingResident(pool, ref, {
          nowMs,
          fromMs: nowMs - residentSpan.backMs,
          untilMs: nowMs + residentSpan.aheadMs,
          limit: residentSpan.limit,
        });
        return {
          residentRef: ref,
          devices: devices.map(withIsoTimes),
          nextDose: nextDose && doseView(nextDose),
          openAlerts: openAlerts.map(alertView),
          doses: doses.map(doseView),
        };
      },
    );
  };
}
