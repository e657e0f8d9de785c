import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listDoses } from "../../database/read/doses.js";
import { followupBody } from "../contract/actions.js";
import {
  id,
  notModified,
  oneOrMore,
  pageOf,
  pageQuery,
  problemResponses,
  queryBoolean,
  queryInstant,
} from "../contract/common.js";
import { dose, verdict } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { isUnchanged } from "../etag.js";
import { existingDose } from "../existing.js";
import { dateSpan } from "../local-day.js";
import type { ApiOptions } from "../options.js";
import { doseView } from "../views.js";

const params = z.object({ doseId: id.describe("The dose's id, percent-encoded: it contains a colon and an @") });

const listQuery = pageQuery
  .extend({
    date: z.iso.date().optional().describe("Planned on this date in the installation's zone"),
    from: queryInstant.optional().describe("Planned at or after"),
    until: queryInstant.optional().describe("Planned before"),
    due: queryBoolean.optional().describe("true: the planned time has come; false: it is still to come"),
    district: id.optional(),
    verdict: oneOrMore(verdict).optional(),
    deviceId: id.optional(),
    residentRef: id.optional(),
  })
  .refine((query) => query.date === undefined || (query.from === undefined && query.until === undefined), {
    message: "give a date, or from and until, not both",
    path: ["date"],
  });

interface Span {
  fromMs: number | undefined;
  untilMs: number | undefined;
}

/** What is left of a span of planned times when only those that have come, or only those to come, are asked for. */
function dueSpan(due: boolean | undefined, nowMs: number, { fromMs, untilMs }: Span): Span {
  if (due === undefined) return { fromMs, untilMs };
  const afterNowMs = nowMs + 1;
  return due
    ? { fromMs, untilMs: Math.min(untilMs ?? afterNowMs, afterNowMs) }
    : { fromMs: Math.max(fromMs ?? afterNowMs, afterNowMs), untilMs };
}

export function doseRoutes({ pool, ecosystem, submitOwn, now }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/doses",
      {
        schema: {
          tags: ["doses"],
          summary: "Doses, latest planned first",
          querystring: listQuery,
          response: {
            200: pageOf(dose),
            304: notModified,
            ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID"),
          },
        },
      },
      async (request, reply) => {
        const { limit, cursor, date, from, until, due, ...filter } = request.query;
        const span = date === undefined ? undefined : dateSpan(date, ecosystem.timezone);
        const page = await listDoses(
          pool,
          { ...filter, ...dueSpan(due, now(), { fromMs: span?.startMs ?? from, untilMs: span?.endMs ?? until }) },
          pageRequest("doses", { limit, cursor }),
        );
        const body = pageAnswer("doses", page, doseView);
        return isUnchanged(request, reply, body) ? reply.code(304).send() : body;
      },
    );

    app.get(
      "/v1/doses/:doseId",
      {
        schema: {
          tags: ["doses"],
          summary: "One dose",
          params,
          response: { 200: dose, ...problemResponses("API_DOSE_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => doseView(await existingDose(pool, request.params.doseId)),
    );

    app.post(
      "/v1/doses/:doseId/followup",
      {
        schema: {
          tags: ["doses"],
          summary: "What people found out about the dose; stands beside the verdict and never changes it",
          params,
          body: followupBody,
          response: {
            200: dose,
            ...problemResponses(
              "API_DOSE_UNKNOWN",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const { doseId } = await existingDose(pool, request.params.doseId);
        await submitOwn({ kind: "dose-followup", doseId, ...request.body });
        return doseView(await existingDose(pool, doseId));
      },
    );
  };
}
