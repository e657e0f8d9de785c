import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { LogEvent } from "../../rules/model/event.js";
import type { Acceptance, Assessment, ScalingDecision, ScalingRequest } from "../../rules/model/risk.js";
import { type Columns, numberArray } from "./commit-rows.js";
import { storableJson, storableText, storableTextOrNull } from "./storable.js";

type Decision = Assessment | Acceptance | ScalingRequest | ScalingDecision;

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
    default: {
      const decision = decisionOf(event);
      return decision && aboutOf(decision);
    }
  }
}

/** Decisions that are kept whole. */
function decisionOf(event: LogEvent): Decision | null {
  switch (event.kind) {
    case "scenario-assessed":
      return event.assessment;
    case "risk-accepted":
      return event.acceptance;
    case "scaling-requested":
      return event.request;
    case "scaling-decided":
      return event.decision;
    default:
      return null;
  }
}

function aboutOf(decision: Decision): { actor: string; subject: string; detail: object } {
  if ("scenario" in decision) {
    const { actor, scenario, ...detail } = decision;
    return { actor, subject: scenario, detail };
  }
  const { actor, requestId, ...detail } = decision;
  return { actor, subject: requestId, detail };
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

export function riskActColumns({ events }: CommitBatch): Columns | null {
  const rows = events.flatMap(({ seq, receivedAtUs, event }) => {
    const record = decisionOf(event);
    return record ? [{ seq, atMs: Math.floor(receivedAtUs / 1000), kind: event.kind, record }] : [];
  });
  if (rows.length === 0) return null;
  return [
    numberArray(rows.map(({ seq }) => seq)),
    numberArray(rows.map(({ atMs }) => atMs)),
    rows.map(({ kind }) => kind),
    rows.map(({ record }) => storableText(aboutOf(record).subject)),
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
