import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { LogEvent } from "../../rules/model/event.js";
import { type Columns, numberArray } from "./commit-rows.js";
import { storableJson, storableText, storableTextOrNull } from "./storable.js";

/** Acts of people: who did what to what. Others are no row of the audit. */
function actOf(event: LogEvent): { actor: string; subject: string; detail: object } | null {
  switch (event.kind) {
    case "alert-acknowledged":
      return { actor: event.actor, subject: event.alertId, detail: {} };
    case "alert-closed":
      return { actor: event.actor, subject: event.alertId, detail: { cause: event.cause, action: event.action } };
    case "dose-followup":
      return { actor: event.actorRole, subject: event.doseId, detail: { outcome: event.outcome } };
    case "incident-reviewed": {
      const { kind: _, actor, incidentId, ...detail } = event;
      return { actor, subject: incidentId, detail };
    }
    case "scenario-assessed": {
      const { actor, scenario, ...detail } = event.assessment;
      return { actor, subject: scenario, detail };
    }
    case "risk-accepted": {
      const { actor, scenario, ...detail } = event.acceptance;
      return { actor, subject: scenario, detail };
    }
    case "scaling-requested": {
      const { actor, requestId, ...detail } = event.request;
      return { actor, subject: requestId, detail };
    }
    case "scaling-decided": {
      const { actor, requestId, ...detail } = event.decision;
      return { actor, subject: requestId, detail };
    }
    default:
      return null;
  }
}

export function auditColumns({ events }: CommitBatch): Columns | null {
  const acts = events.flatMap(({ seq, receivedAtUs, event }) => {
    const act = actOf(event);
    return act ? [{ seq, receivedAtUs, action: event.kind, ...act }] : [];
  });
  if (acts.length === 0) return null;
  return [
    numberArray(acts.map(({ seq }) => seq)),
    numberArray(acts.map(({ receivedAtUs }) => receivedAtUs)),
    acts.map(({ actor }) => storableText(actor)),
    acts.map(({ action }) => action),
    acts.map(({ subject }) => storableText(subject)),
    acts.map(({ detail }) => storableJson(detail)),
  ];
}

export function reviewColumns({ events }: CommitBatch): Columns | null {
  const reviews = events.flatMap(({ seq, receivedAtUs, event }) =>
    event.kind === "incident-reviewed" ? [{ seq, atMs: Math.floor(receivedAtUs / 1000), ...event }] : [],
  );
  if (reviews.length === 0) return null;
  return [
    numberArray(reviews.map(({ seq }) => seq)),
    reviews.map(({ incidentId }) => storableText(incidentId)),
    numberArray(reviews.map(({ atMs }) => atMs)),
    reviews.map(({ actor }) => storableText(actor)),
    reviews.map(({ conclusion }) => storableText(conclusion)),
    reviews.map(({ caseNumber }) => storableTextOrNull(caseNumber)),
    reviews.map(({ causeSupplier }) => storableTextOrNull(causeSupplier)),
    numberArray(reviews.map(({ dosesReviewed }) => dosesReviewed)),
  ];
}

/** Decisions that are kept whole, by what they are about. */
function decisionOf(event: LogEvent): { subject: string; record: object } | null {
  switch (event.kind) {
    case "scenario-assessed":
      return { subject: event.assessment.scenario, record: event.assessment };
    case "risk-accepted":
      return { subject: event.acceptance.scenario, record: event.acceptance };
    case "scaling-requested":
      return { subject: event.request.requestId, record: event.request };
    case "scaling-decided":
      return { subject: event.decision.requestId, record: event.decision };
    default:
      return null;
  }
}

export function riskActColumns({ events }: CommitBatch): Columns | null {
  const rows = events.flatMap(({ seq, receivedAtUs, event }) => {
    const decision = decisionOf(event);
    return decision ? [{ seq, atMs: Math.floor(receivedAtUs / 1000), kind: event.kind, ...decision }] : [];
  });
  if (rows.length === 0) return null;
  return [
    numberArray(rows.map(({ seq }) => seq)),
    numberArray(rows.map(({ atMs }) => atMs)),
    rows.map(({ kind }) => kind),
    rows.map(({ subject }) => storableText(subject)),
    rows.map(({ record }) => storableJson(record)),
  ];
}

/** `_` is the city. */
export function gateColumns({ events }: CommitBatch): Columns | null {
  const rows = events.flatMap(({ seq, receivedAtUs, event }) =>
    event.kind === "gate-changed"
      ? event.gates.map((gate) => ({ seq, atMs: Math.floor(receivedAtUs / 1000), gate }))
      : [],
  );
  if (rows.length === 0) return null;
  return [
    numberArray(rows.map(({ seq }) => seq)),
    numberArray(rows.map(({ atMs }) => atMs)),
    rows.map(({ gate }) => storableText(gate.district ?? "_")),
    rows.map(({ gate }) => gate.status),
    rows.map(({ gate }) => storableJson(gate)),
  ];
}
