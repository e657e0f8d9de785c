import type { IncidentCause } from "../../../rules/sla/causes.js";
import { type Reader, readRows } from "./query.js";

/** An incident is found at most so long after it began: later than any buffer nothing is said of it. */
const foundAfterMaxMs = 72 * 3_600_000;

/** What the incidents of a time say about the outages in it. */
export async function readIncidentCauses(reader: Reader, fromMs: number, toMs: number): Promise<IncidentCause[]> {
  const rows = await readRows<{
    incident_id: string;
    root_cause: string;
    components: string[] | null;
    since_ms: string | null;
    opened_at_ms: string;
    ended_at_ms: string | null;
    found_by: IncidentCause["foundBy"];
    merged: boolean;
    cause_supplier: string | null;
  }>(
    reader,
    `SELECT i.incident_id, i.opened_at_ms, i.record ->> 'rootCause' AS root_cause, report -> 'components' AS components,
            report ->> 'sinceMs' AS since_ms, coalesce(report ->> 'endedAtMs', i.closed_at_ms::text) AS ended_at_ms,
            report ->> 'foundBy' AS found_by, coalesce(report ->> 'closeReason' = 'merged', false) AS merged,
            review.cause_supplier
     FROM incident i
     CROSS JOIN LATERAL (SELECT i.record -> 'report' AS report) r
     LEFT JOIN LATERAL (SELECT cause_supplier FROM incident_review WHERE incident_id = i.incident_id
                        ORDER BY seq DESC LIMIT 1) review ON true
     WHERE i.opened_at_ms < $2 AND coalesce(i.closed_at_ms, $2) >= $1
     ORDER BY i.opened_at_ms, i.incident_id`,
    [Math.trunc(fromMs), Math.trunc(toMs) + foundAfterMaxMs],
  );
  return rows.map((row) => ({
    incidentId: row.incident_id,
    rootCause: row.root_cause,
    components: row.components ?? [row.root_cause],
    sinceMs: Number(row.since_ms ?? row.opened_at_ms),
    endedAtMs: row.ended_at_ms === null ? null : Number(row.ended_at_ms),
    foundBy: row.found_by,
    merged: row.merged,
    reviewedSupplier: row.cause_supplier,
  }));
}
