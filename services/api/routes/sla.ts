import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { SlaRecord } from "../../../rules/sla/records.js";
import { readIncidentCauses } from "../../database/read/incident-causes.js";
import { readMaintenanceOverlaps } from "../../database/read/maintenance-overlaps.js";
import { listSlaLabels, listSlaWindows } from "../../database/sla-windows.js";
import { id, oneOrMore, problemResponses } from "../contract/common.js";
import { slaAnswer } from "../contract/sla.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";
import { knownWindows, type SlaWindowView, slaViews } from "../sla-view.js";

const label = z.string().regex(/^\d{4}-(\d{2}|Q[1-4])$/, "must be like 2026-03 or 2026-Q1");

const unnamedMin = ({ causes }: SlaWindowView) => causes.find(({ supplier }) => supplier === null)?.downMin ?? 0;
const bySubcontractorsMin = ({ causes }: SlaWindowView) =>
  causes.reduce((sum, one) => sum + (one.isSubcontractor ? one.downMin : 0), 0);

const windowColumns: CsvColumn<SlaWindowView>[] = [
  { name: "componentId", value: (row) => row.componentId },
  { name: "name", value: (row) => row.name.no },
  { name: "supplier", value: (row) => row.supplier },
  { name: "supplierName", value: (row) => row.supplierName },
  { name: "window", value: (row) => row.window },
  { name: "from", value: (row) => row.from },
  { name: "to", value: (row) => row.to },
  { name: "elapsedMin", value: (row) => row.elapsedMin },
  { name: "upMin", value: (row) => row.upMin },
  { name: "downMin", value: (row) => row.downMin },
  { name: "maintenanceMin", value: (row) => row.maintenanceMin },
  { name: "unknownMin", value: (row) => row.unknownMin },
  { name: "agreedPercent", value: (row) => row.agreedPercent },
  { name: "availabilityPercent", value: (row) => row.availabilityPercent },
  { name: "coveragePercent", value: (row) => row.coveragePercent },
  { name: "budgetMin", value: (row) => row.budgetMin },
  { name: "budgetLeftMin", value: (row) => row.budgetLeftMin },
  { name: "state", value: (row) => row.state },
  { name: "lostAt", value: (row) => row.forecast?.lostAt },
  { name: "outages", value: (row) => row.outages.length },
  { name: "outagesLate", value: (row) => row.outagesLate },
  { name: "longestOutageMin", value: (row) => row.longestOutageMin },
  { name: "restoreWithinMin", value: (row) => row.restoreWithinMin },
  { name: "causedBySubcontractorsMin", value: bySubcontractorsMin },
  { name: "causeUnknownMin", value: unnamedMin },
  { name: "maintenanceOverlappingDoses", value: (row) => row.maintenanceOverlaps.length },
];

type OutageRow = SlaWindowView["outages"][number] & { componentId: string; window: string };

const outageColumns: CsvColumn<OutageRow>[] = [
  { name: "componentId", value: (row) => row.componentId },
  { name: "window", value: (row) => row.window },
  { name: "from", value: (row) => row.from },
  { name: "to", value: (row) => row.to },
  { name: "restoreMin", value: (row) => row.restoreMin },
  { name: "restoredInTime", value: (row) => row.restoredInTime },
  { name: "basis", value: (row) => row.cause.basis },
  { name: "rootCause", value: (row) => row.cause.rootCause },
  { name: "causedBy", value: (row) => row.cause.chain[0]?.id },
  { name: "contractor", value: (row) => row.cause.chain.at(-1)?.id },
  { name: "incidentId", value: (row) => row.cause.incidentId },
];

export function slaRoutes({ pool, ecosystem, sla, now }: ApiOptions): FastifyPluginAsyncZod {
  async function answer(atMs: number, records: SlaRecord[], labels: string[]): Promise<z.output<typeof slaAnswer>> {
    const fromMs = Math.min(atMs, ...records.map((one) => one.fromMs));
    const toMs = Math.max(atMs, ...records.map((one) => one.toMs));
    const [incidents, overlaps] = await Promise.all([
      readIncidentCauses(pool, fromMs, toMs),
      readMaintenanceOverlaps(pool, fromMs, toMs),
    ]);
    const { windowView, sharesOf } = slaViews(ecosystem, { incidents, overlaps });
    const asOf = new Date(atMs).toISOString();
    return { asOf, windows: labels, causes: sharesOf(records), items: records.map(windowView) };
  }

  /** Labels by the end of their windows: the latest first, a quarter before its last month. */
  async function labelsOf(records: readonly SlaRecord[]): Promise<string[]> {
    const ends = new Map((await listSlaLabels(pool)).map((one) => [one.label, one.toMs]));
    for (const { window, toMs } of records) ends.set(window, toMs);
    return [...ends].sort(([a, aMs], [b, bMs]) => bMs - aMs || (a > b ? -1 : 1)).map(([one]) => one);
  }

  return async (app) => {
    app.get(
      "/v1/sla",
      {
        schema: {
          tags: ["sla"],
          summary: "Each component against its contract: the windows that run, or those asked for",
          querystring: z.strictObject({ window: oneOrMore(label).optional(), ...tableQuery }),
          response: { 200: jsonOrCsv(slaAnswer), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const { window: labels } = request.query;
        const report = sla();
        const atMs = report.atMs ?? now();
        const stored = labels ? await listSlaWindows(pool, { label: labels }) : [];
        const records = knownWindows(report, stored, atMs)
          .filter((one) => labels?.includes(one.window) ?? one.toMs > atMs)
          .sort((a, b) => (a.componentId < b.componentId ? -1 : a.componentId > b.componentId ? 1 : b.toMs - a.toMs));
        const body = await answer(atMs, records, await labelsOf(report.records));
        return asksForCsv(request) ? sendCsv(reply, "sla", windowColumns, body.items) : body;
      },
    );

    app.get(
      "/v1/sla/:componentId",
      {
        schema: {
          tags: ["sla"],
          summary: "Every contract window of one component that is known, the latest first; as a table its outages",
          params: z.object({ componentId: id }),
          querystring: z.strictObject(tableQuery),
          response: {
            200: jsonOrCsv(slaAnswer),
            ...problemResponses("API_REQUEST_INVALID", "API_COMPONENT_UNKNOWN"),
          },
        },
      },
      async (request, reply) => {
        const { componentId } = request.params;
        const report = sla();
        const atMs = report.atMs ?? now();
        const own = report.records.filter((one) => one.componentId === componentId);
        const records = knownWindows({ ...report, records: own }, await listSlaWindows(pool, { componentId }), atMs);
        if (records.length === 0) {
          throw new ApiError("API_COMPONENT_UNKNOWN", `There is no contract account of ${componentId}.`);
        }
        records.sort((a, b) => b.toMs - a.toMs);
        const body = await answer(atMs, records, await labelsOf(own));
        const outages = body.items.flatMap(({ outages, window }) =>
          outages.map((outage) => ({ ...outage, componentId, window })),
        );
        return asksForCsv(request) ? sendCsv(reply, `sla-${componentId}`, outageColumns, outages) : body;
      },
    );
  };
}
