import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DoseRecord, IncidentRecord } from "../../../rules/model/record.js";
import { countChangedSince, listOutcomes, readOutcomeCounts } from "../../database/read/incident-outcomes.js";
import { listIncidentReviews } from "../../database/read/incident-reviews.js";
import { countIncidentAlerts, readCauseAlerts, readToldInFull } from "../../database/read/incident-told.js";
import { type Reader, readSnapshot } from "../../database/read/query.js";
import { id, problemResponses } from "../contract/common.js";
import { incidentReportAnswer, reviewBody } from "../contract/incident-report.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import { existingIncident } from "../existing.js";
import { dosesOf, incidentReportView, type ReportSources } from "../incident-report.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";

/** What a page shows; the table has more than an incident of the largest city touches. */
const shownMax = 100;
const rowsMax = 100_000;

const isoOrNull = (ms: number | null) => ms && new Date(ms).toISOString();

const doseColumns: CsvColumn<DoseRecord>[] = [
  { name: "doseId", value: (row) => row.doseId },
  { name: "residentRef", value: (row) => row.residentRef },
  { name: "district", value: (row) => row.district },
  { name: "deviceId", value: (row) => row.deviceId },
  { name: "scheduledAt", value: (row) => isoOrNull(row.scheduledAtMs) },
  { name: "deadlineAt", value: (row) => isoOrNull(row.deadlineAtMs) },
  { name: "critical", value: (row) => row.critical },
  { name: "verdictAtDeadline", value: (row) => row.verdictAtDeadline },
  { name: "verdict", value: (row) => row.verdict },
  { name: "cause", value: (row) => row.cause },
  { name: "dispensedAt", value: (row) => isoOrNull(row.dispensedAtMs) },
  { name: "followup", value: (row) => row.followup },
];

async function sourcesOf(reader: Reader, record: IncidentRecord, nowMs: number): Promise<ReportSources> {
  const { incidentId, rootCause, report, closedAtMs } = record;
  const reviews = await listIncidentReviews(reader, incidentId);
  const last = reviews.at(-1);
  return {
    // Records of before this was noted have no such lists.
    record: { ...record, report: { ...report, maintenance: report.maintenance ?? [], gaps: report.gaps ?? [] } },
    outcomes: await readOutcomeCounts(reader, incidentId),
    affected: await listOutcomes(reader, incidentId, shownMax),
    told: await readToldInFull(reader, incidentId),
    alerts: await countIncidentAlerts(reader, incidentId),
    causeAlerts: await readCauseAlerts(reader, { rootCause, sinceMs: report.sinceMs, untilMs: closedAtMs ?? nowMs }),
    reviews,
    changedSinceReview: last ? await countChangedSince(reader, incidentId, last.atMs) : 0,
  };
}

export function incidentReportRoutes(options: ApiOptions): FastifyPluginAsyncZod {
  const { pool, ecosystem, submitOwn, now } = options;
  const viewOf = incidentReportView(ecosystem);
  const isSupplier = (supplierId: string) => ecosystem.suppliers.some((one) => one.id === supplierId);
  const params = z.object({ id });
  const body = reviewBody.refine(({ causeSupplier }) => causeSupplier === undefined || isSupplier(causeSupplier), {
    path: ["causeSupplier"],
    error: "is no supplier of this installation",
  });

  async function reportOf(record: IncidentRecord) {
    const nowMs = now();
    return viewOf(await readSnapshot(pool, (reader) => sourcesOf(reader, record, nowMs)), nowMs);
  }

  return async (app) => {
    app.get(
      "/v1/incidents/:id/report",
      {
        schema: {
          tags: ["incidents"],
          summary: "What happened, to whom, then and now, who was told, and what is unknown; as a table its doses",
          params,
          querystring: z.strictObject(tableQuery),
          response: {
            200: jsonOrCsv(incidentReportAnswer),
            ...problemResponses("API_INCIDENT_UNKNOWN", "API_REQUEST_INVALID"),
          },
        },
      },
      async (request, reply) => {
        const record = await existingIncident(pool, request.params.id);
        if (!asksForCsv(request)) return reportOf(record);
        return sendCsv(reply, record.incidentId, doseColumns, await listOutcomes(pool, record.incidentId, rowsMax));
      },
    );

    app.post(
      "/v1/incidents/:id/review",
      {
        schema: {
          tags: ["incidents"],
          summary: "A person's conclusion; while the incident lasts a first assessment. Answered when it is in the log",
          params,
          body,
          response: {
            200: incidentReportAnswer,
            ...problemResponses(
              "API_INCIDENT_UNKNOWN",
              "API_INCIDENT_CHANGED",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const record = await existingIncident(pool, request.params.id);
        const { actor, conclusion, caseNumber = null, causeSupplier = null, dosesReviewed } = request.body;
        const doses = dosesOf(await readOutcomeCounts(pool, record.incidentId));
        if (doses !== dosesReviewed) {
          throw new ApiError("API_INCIDENT_CHANGED", `It concerns ${doses} doses, not ${dosesReviewed}.`);
        }
        const { incidentId } = record;
        const said = { incidentId, actor, conclusion, caseNumber, causeSupplier, dosesReviewed };
        await submitOwn({ kind: "incident-reviewed", ...said });
        return reportOf(await existingIncident(pool, incidentId));
      },
    );
  };
}
