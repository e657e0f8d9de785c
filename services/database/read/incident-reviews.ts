import { type Reader, readRows } from "./query.js";

/** A person's word on an incident. */
export interface IncidentReview {
  atMs: number;
  actor: string;
  conclusion: string;
  caseNumber: string | null;
  causeSupplier: string | null;
  dosesReviewed: number;
}

/** The oldest first. */
export async function listIncidentReviews(reader: Reader, incidentId: string): Promise<IncidentReview[]> {
  const rows = await readRows<{
    at_ms: string;
    actor: string;
    conclusion: string;
    case_number: string | null;
    cause_supplier: string | null;
    doses_reviewed: number;
  }>(
    reader,
    `SELECT at_ms, actor, conclusion, case_number, cause_supplier, doses_reviewed
     FROM incident_review WHERE incident_id = $1 ORDER BY seq`,
    [incidentId],
  );
  return rows.map((row) => ({
    atMs: Number(row.at_ms),
    actor: row.actor,
    conclusion: row.conclusion,
    caseNumber: row.case_number,
    causeSupplier: row.cause_supplier,
    dosesReviewed: row.doses_reviewed,
  }));
}

/** An incident that keeps the scaling gate shut. */
export interface UnreviewedIncident {
  incidentId: string;
  rootCause: string;
  openedAtMs: number;
  closedAtMs: number | null;
  doses: number;
}

/**
 * Incidents that touched doses and that nobody has concluded on since they ended, the oldest first. What became part of
 * another incident is concluded with that one.
 */
export async function listUnreviewedIncidents(reader: Reader, limit: number): Promise<UnreviewedIncident[]> {
  const rows = await readRows<{
    incident_id: string;
    root_cause: string;
    opened_at_ms: string;
    closed_at_ms: string | null;
    doses: number;
  }>(
    reader,
    `SELECT i.incident_id, i.record ->> 'rootCause' AS root_cause, i.opened_at_ms, i.closed_at_ms,
            jsonb_array_length(i.record -> 'doseIds') AS doses
     FROM incident i
     WHERE jsonb_array_length(i.record -> 'doseIds') > 0
       AND coalesce(i.record -> 'report' ->> 'closeReason', '') <> 'merged'
       AND NOT EXISTS (SELECT 1 FROM incident_review r WHERE r.incident_id = i.incident_id AND r.at_ms >= i.closed_at_ms)
     ORDER BY i.opened_at_ms, i.incident_id LIMIT $1`,
    [limit],
  );
  return rows.map((row) => ({
    incidentId: row.incident_id,
    rootCause: row.root_cause,
    openedAtMs: Number(row.opened_at_ms),
    closedAtMs: row.closed_at_ms === null ? null : Number(row.closed_at_ms),
    doses: row.doses,
  }));
}
