import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { kpiOf, kpis } from "../../../rules/kpi/catalogue.js";
import type { Kpi } from "../../../rules/kpi/kpi.js";
import { type Period, type PeriodKind, periodKinds, periodsIn } from "../../../rules/kpi/periods.js";
import { countShownMin } from "../../../rules/kpi/suppress.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { countRevisions, readKpiState } from "../../database/read/kpis.js";
import { readSnapshot } from "../../database/read/query.js";
import { problemResponses } from "../contract/common.js";
import { catalogue, figures, figuresQuery, revisions, revisionsQuery } from "../contract/kpis.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import { type Audience, periodFigures, readParts, seriesOf } from "../kpi-figures.js";
import { readKpiRevisions } from "../kpi-revisions.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";

/** Periods of one answer: a year of days, and somewhat more. */
const periodsMax = 400;
const dayMs = 86_400_000;
/** Looked at where nothing is asked: enough periods for natural limits. */
const usualMs: Record<PeriodKind, number> = { hour: 2 * dayMs, day: 28 * dayMs, week: 84 * dayMs, month: 366 * dayMs };
/** City hours are added up from every district's. */
const cityHoursMax = 24 * 14;

const querystring = z.strictObject({ ...figuresQuery, ...tableQuery });
type Query = z.output<typeof querystring>;
type Body = z.output<typeof figures>;

function viewOf({ id, name, numerator, denominator, unit, about, better, daily }: Kpi) {
  return { id, name, numerator, denominator, unit, about, better, daily };
}

function invalid(pointer: string, detail: string): ApiError {
  return new ApiError("API_REQUEST_INVALID", detail, { extra: { problems: [{ in: "querystring", pointer, detail }] } });
}

function placeOf({ districts }: Ecosystem, district: string | undefined): string | null {
  if (district === undefined) return null;
  if (districts.some(({ id }) => id === district)) return district;
  throw invalid("/district", `there is no district ${district}`);
}

function periodsOf(zone: string, query: Query, district: string | null, nowMs: number): Period[] {
  const toMs = Math.min(query.to ?? nowMs, nowMs);
  const fromMs = query.from ?? toMs - usualMs[query.period];
  if (toMs <= fromMs) throw invalid("/to", "must be after from, which must be past");
  const most = query.period === "hour" && district === null ? cityHoursMax : periodsMax;
  const periods = periodsIn(zone, query.period, { fromMs, toMs }, most + 1);
  if (periods.length > most) throw invalid("/from", `more than ${most} periods`);
  return periods;
}

/** One row per figure, as in the JSON. */
type Row = { body: Body; item: Body["items"][number]; figure: Body["items"][number]["figures"][number] };
const columns: CsvColumn<Row>[] = [
  { name: "district", value: ({ body }) => body.district ?? "" },
  { name: "kpi", value: ({ item }) => item.kpi },
  { name: "unit", value: ({ item }) => item.unit },
  { name: "period", value: ({ figure }) => figure.label },
  { name: "from", value: ({ figure }) => figure.from },
  { name: "to", value: ({ figure }) => figure.to },
  { name: "complete", value: ({ figure }) => figure.complete },
  { name: "value", value: ({ figure }) => figure.value },
  { name: "count", value: ({ figure }) => figure.count },
  { name: "sample", value: ({ figure }) => figure.sample },
  { name: "coveragePercent", value: ({ figure }) => figure.coveragePercent },
  { name: "suppressed", value: ({ figure }) => figure.suppressed },
  { name: "signal", value: ({ figure }) => figure.signal },
  { name: "revisions", value: ({ figure }) => figure.revisions },
  { name: "mean", value: ({ item }) => item.limits?.mean },
  { name: "lower", value: ({ item }) => item.limits?.lower },
  { name: "upper", value: ({ item }) => item.limits?.upper },
  { name: "computedAt", value: ({ body }) => body.computedAt },
];

/** Those with duty for the residents work in a district; who looks at the city is above them. */
const audienceOf = (asked: Audience | undefined, district: string | null): Audience =>
  asked ?? (district === null ? "above" : "duty");

export function kpiRoutes({ pool, ecosystem, now }: ApiOptions): FastifyPluginAsyncZod {
  const zone = ecosystem.timezone;

  async function read(query: Query): Promise<Body> {
    const nowMs = now();
    const district = placeOf(ecosystem, query.district);
    const audience = audienceOf(query.audience, district);
    const periods = periodsOf(zone, query, district, nowMs);
    const span = { fromMs: (periods[0] as Period).fromMs, toMs: (periods.at(-1) as Period).toMs };
    const { parts, revised, state } = await readSnapshot(pool, async (reader) => ({
      parts: await readParts(reader, ecosystem, district, query.period, span),
      revised: await countRevisions(reader, district, span),
      state: await readKpiState(reader, district, span),
    }));
    const all = periods.map((period) => periodFigures(zone, parts, period, nowMs, audience));
    const revisionsOf = ({ fromMs, toMs }: Period) =>
      new Set(revised.filter(({ hourMs }) => hourMs >= fromMs && hourMs < toMs).map(({ atMs }) => atMs)).size;
    const wanted = kpis.filter(({ id }) => query.kpi === undefined || query.kpi.includes(id));
    return {
      generatedAt: new Date(nowMs).toISOString(),
      computedAt: state.asOfMs === null ? null : new Date(state.asOfMs).toISOString(),
      hoursToCount: state.hoursToCount,
      district,
      period: query.period,
      audience,
      items: wanted.map((kpi) => seriesOf(kpi, all, revisionsOf)),
    };
  }

  return async (app) => {
    app.get(
      "/v1/kpis",
      {
        schema: {
          tags: ["kpis"],
          summary: "Every key figure: what is counted, among how many, in which unit",
          response: { 200: catalogue, ...problemResponses() },
        },
      },
      async () => ({ periods: [...periodKinds], countShownMin, timezone: zone, items: kpis.map(viewOf) }),
    );

    app.get(
      "/v1/kpis/figures",
      {
        schema: {
          tags: ["kpis"],
          summary: "Key figures of a district or the city over time, with coverage and natural limits",
          description:
            "Periods are those of the installation's calendar. An hour that has not been counted is unknown, not nought: see `coveragePercent`.",
          querystring,
          response: { 200: jsonOrCsv(figures), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const body = await read(request.query);
        if (!asksForCsv(request)) return body;
        const rows = body.items.flatMap((item) => item.figures.map((figure) => ({ body, item, figure })));
        return sendCsv(reply, `kpis-${body.district ?? "city"}-${body.period}`, columns, rows);
      },
    );

    app.get(
      "/v1/kpis/revisions",
      {
        schema: {
          tags: ["kpis"],
          summary: "What a past figure was before: when it changed, and why",
          querystring: revisionsQuery,
          response: { 200: revisions, ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request) => {
        const { district, audience, kpi, period, at } = request.query;
        const place = placeOf(ecosystem, district);
        const [found] = periodsIn(zone, period, { fromMs: at, toMs: at + 1 }, 1) as [Period];
        const asked = { kpi: kpiOf(kpi) as Kpi, kind: period, period: found, audience: audienceOf(audience, place) };
        return readKpiRevisions(pool, ecosystem, place, asked, now());
      },
    );
  };
}
