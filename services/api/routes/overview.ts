import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { type OverviewFigures, readOverview } from "../../database/read/overview.js";
import { notModified, problemResponses } from "../contract/common.js";
import { overview } from "../contract/overview.js";
import { verdict } from "../contract/records.js";
import { isUnchanged } from "../etag.js";
import { heardSinceMs, heardWithinMin } from "../heard.js";
import { incidentContextView } from "../incident-context.js";
import { withIsoTimes } from "../iso-times.js";
import { dayOf } from "../local-day.js";
import type { ApiOptions } from "../options.js";
import { componentViews, incidentSummaryView, knownComponents } from "../views.js";

type Overview = z.output<typeof overview>;

function oldestWithoutOwner(
  ecosystem: Ecosystem,
  oldest: OverviewFigures["oldestWithoutOwner"],
): Overview["oldestWithoutOwner"] {
  if (oldest === null) return null;
  // What concerns the whole city is late where the first district would call it late.
  const concerned = ecosystem.districts.filter((one) => oldest.district === null || one.id === oldest.district);
  const limitsMin = concerned.map((one) => one.responseLimitMin);
  return { ...withIsoTimes(oldest), responseLimitMin: limitsMin.length === 0 ? null : Math.min(...limitsMin) };
}

function doseCounts(doses: OverviewFigures["doses"]): Overview["dosesToday"]["counts"] {
  const found = new Map(doses.map((row) => [row.verdict, row.count]));
  // Every verdict is there, none left out: a missing number is not a zero to a reader.
  return Object.fromEntries(verdict.options.map((name) => [name, found.get(name) ?? 0])) as Record<
    (typeof verdict.options)[number],
    number
  >;
}

export function overviewRoutes({ pool, ecosystem, now }: ApiOptions): FastifyPluginAsyncZod {
  const known = knownComponents(ecosystem);
  const contextOf = incidentContextView(ecosystem);
  const read = async (nowMs: number): Promise<Omit<Overview, "generatedAt">> => {
    const day = dayOf(nowMs, ecosystem.timezone);
    const span = { dayStartMs: day.startMs, dayEndMs: day.endMs, nowMs, heardSinceMs: heardSinceMs(nowMs) };
    const figures = await readOverview(pool, span);
    return {
      needsHumanNow: {
        residents: figures.residentsNeeding.all,
        ofResidents: figures.residents,
        timeCritical: figures.residentsNeeding.timeCritical,
        withoutOwner: figures.residentsNeeding.withoutOwner,
      },
      oldestWithoutOwner: oldestWithoutOwner(ecosystem, figures.oldestWithoutOwner),
      dosesToday: { date: day.date, counts: doseCounts(figures.doses), laterToday: figures.dosesLater },
      componentsNotUp: componentViews(known, figures.components).filter((one) => one.status !== "up"),
      openIncidents: figures.incidents.map((one) => ({
        ...incidentSummaryView(one),
        ...contextOf(
          one.rootCause,
          figures.incidentContexts.get(one.incidentId) ?? { sinceMs: one.openedAtMs, nextWave: null, told: [] },
        ),
      })),
      devices: {
        heardLately: figures.devices.heard,
        all: figures.devices.all,
        heardSince: new Date(span.heardSinceMs).toISOString(),
        lastHeardWithinMin: heardWithinMin,
      },
      timezone: ecosystem.timezone,
    };
  };

  return async (app) => {
    app.get(
      "/v1/overview",
      {
        schema: {
          tags: ["overview"],
          summary: "The first page: who needs a human now, doses so far today, what is broken",
          response: { 200: overview, 304: notModified, ...problemResponses() },
        },
      },
      async (request, reply) => {
        const nowMs = now();
        const content = await read(nowMs);
        if (isUnchanged(request, reply, content)) return reply.code(304).send();
        return { generatedAt: new Date(nowMs).toISOString(), ...content };
      },
    );
  };
}
