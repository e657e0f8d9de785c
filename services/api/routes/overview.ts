import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import type { IncidentSummary } from "../../database/read/incidents.js";
import { type OverviewFigures, readOverview } from "../../database/read/overview.js";
import { notModified, problemResponses } from "../contract/common.js";
import { overview } from "../contract/overview.js";
import { verdict } from "../contract/records.js";
import { isUnchanged } from "../etag.js";
import { withIsoTimes } from "../iso-times.js";
import { dayOf } from "../local-day.js";
import type { ApiOptions } from "../options.js";
import { componentViews, incidentSummaryView, knownComponents } from "../views.js";

/** The first page counts the devices heard within three heartbeats of a dispenser, its offline limit. */
const heardWithinMin = 45;

type Overview = z.output<typeof overview>;

function withDutyPhone(ecosystem: Ecosystem, incident: IncidentSummary): Overview["openIncidents"][number] {
  const componentId = incident.rootCause.split("@", 1)[0];
  const component = ecosystem.components.find((one) => one.id === componentId);
  const supplier = ecosystem.suppliers.find((one) => one.id === component?.supplier);
  return { ...incidentSummaryView(incident), supplierDutyPhone: supplier?.dutyPhone ?? null };
}

function oldestWithoutOwner(
  ecosystem: Ecosystem,
  oldest: OverviewFigures["oldestWithoutOwner"],
): Overview["oldestWithoutOwner"] {
  if (oldest === null) return null;
  const district = ecosystem.districts.find((one) => one.id === oldest.district);
  return { ...withIsoTimes(oldest), responseLimitMin: district?.responseLimitMin ?? null };
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
  const read = async (nowMs: number): Promise<Omit<Overview, "generatedAt">> => {
    const day = dayOf(nowMs, ecosystem.timezone);
    // To the minute, so that an unchanged overview has an unchanged ETag for a while.
    const heardSinceMs = Math.floor(nowMs / 60_000) * 60_000 - heardWithinMin * 60_000;
    const span = { dayStartMs: day.startMs, dayEndMs: day.endMs, nowMs, heardSinceMs };
    const figures = await readOverview(pool, span);
    return {
      needsHumanNow: {
        residents: figures.residentsNeeding.all,
        ofResidents: figures.residents,
        timeCritical: figures.residentsNeeding.timeCritical,
        withoutOwner: figures.residentsNeeding.withoutOwner,
      },
      oldestWithoutOwner: oldestWithoutOwner(ecosystem, figures.oldestWithoutOwner),
      dosesToday: { date: day.date, counts: doseCounts(figures.doses) },
      componentsNotUp: componentViews(known, figures.components).filter((one) => one.status !== "up"),
      openIncidents: figures.incidents.map((one) => withDutyPhone(ecosystem, one)),
      devices: {
        heardLately: figures.devices.heard,
        all: figures.devices.all,
        heardSince: new Date(heardSinceMs).toISOString(),
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
