import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { AlertRecord } from "../../../rules/model/record.js";
import { acknowledgeBody, closeBody } from "../contract/actions.js";
import { problemResponses } from "../contract/common.js";
import { alert } from "../contract/records.js";
import { existingAlert } from "../existing.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";
import { alertView } from "../views.js";
import { alertParams } from "./alerts.js";

const personMustClose = new Set<AlertRecord["severity"]>(["serious", "critical"]);

function refuseClosed(record: AlertRecord): void {
  if (record.handling !== "closed") return;
  throw new ApiError("API_ALERT_CLOSED", `It was closed${record.closedBy === null ? "" : ` by ${record.closedBy}`}.`);
}

/** What people do about an alert: events in the log like any other, so that recovery and replay know of them. */
export function alertActionRoutes({ pool, submitOwn }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      "/v1/alerts/:id/acknowledge",
      {
        schema: {
          tags: ["alerts"],
          summary: "Somebody takes the alert; answered when that is in the log",
          params: alertParams,
          body: acknowledgeBody,
          response: {
            200: alert,
            ...problemResponses(
              "API_ALERT_UNKNOWN",
              "API_ALERT_CLOSED",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const record = await existingAlert(pool, request.params.id);
        refuseClosed(record);
        await submitOwn({ kind: "alert-acknowledged", alertId: record.alertId, actor: request.body.actor });
        return alertView(await existingAlert(pool, record.alertId));
      },
    );

    app.post(
      "/v1/alerts/:id/close",
      {
        schema: {
          tags: ["alerts"],
          summary: "Somebody closes the alert; serious and critical ones with cause and action",
          params: alertParams,
          body: closeBody,
          response: {
            200: alert,
            ...problemResponses(
              "API_ALERT_UNKNOWN",
              "API_ALERT_CLOSED",
              "API_CLOSE_NEEDS_REASON",
              "API_REQUEST_INVALID",
              "API_BODY_NOT_JSON",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request) => {
        const record = await existingAlert(pool, request.params.id);
        refuseClosed(record);
        const { actor, cause, action } = request.body;
        if (personMustClose.has(record.severity) && (cause === undefined || action === undefined)) {
          throw new ApiError("API_CLOSE_NEEDS_REASON", `The alert is ${record.severity}: say cause and action.`);
        }
        const { alertId } = record;
        await submitOwn({ kind: "alert-closed", alertId, actor, cause: cause ?? "", action: action ?? "" });
        const closed = await existingAlert(pool, alertId);
        // Between our look and our event somebody else's came first; the log has both, theirs counted.
        if (closed.closedBy !== actor) refuseClosed(closed);
        return alertView(closed);
      },
    );
  };
}
