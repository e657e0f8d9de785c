import type { DoseRecord, Verdict } from "../../../rules/model/record.js";
import { type Reader, readRows } from "./query.js";

/** What was known of doses when their deadline passed, and what is known now. */
export interface OutcomeCount {
  /** Null: the deadline has not passed, or the dose was known only later. */
  atDeadline: Verdict | null;
  now: Verdict;
  critical: boolean;
  /** What people found out; null: nobody asked. */
  followup: string | null;
  doses: number;
}

const own = `incident i
  CROSS JOIN LATERAL jsonb_array_elements_text(i.record -> 'doseIds') AS concerned (dose_id)
  JOIN dose d ON d.dose_id = concerned.dose_id`;

export async function readOutcomeCounts(reader: Reader, incidentId: string): Promise<OutcomeCount[]> {
  const rows = await readRows<{
    at_deadline: Verdict | null;
    verdict: Verdict;
    critical: boolean;
    followup: string | null;
    doses: number;
  }>(
    reader,
    `SELECT d.record ->> 'verdictAtDeadline' AS at_deadline, d.verdict, (d.record ->> 'critical')::boolean AS critical,
            d.record ->> 'followup' AS followup, count(*)::int AS doses
     FROM ${own} WHERE i.incident_id = $1 GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4`,
    [incidentId],
  );
  return rows.map(({ at_deadline, verdict, ...row }) => ({ atDeadline: at_deadline, now: verdict, ...row }));
}

/**
 * The doses of an incident, those first that did not come out, then those nobody knows about, those still to come and
 * those dispensed late; in each the time-critical first, then by their time.
 */
export async function listOutcomes(reader: Reader, incidentId: string, limit: number): Promise<DoseRecord[]> {
  const rows = await readRows<{ record: DoseRecord }>(
    reader,
    `SELECT d.record FROM ${own} WHERE i.incident_id = $1
     ORDER BY coalesce(array_position(ARRAY['missed', 'unconfirmed', 'pending', 'late'], d.verdict), 9),
              (d.record ->> 'critical')::boolean DESC, d.scheduled_at_ms, d.dose_id
     LIMIT $2`,
    [incidentId, limit],
  );
  return rows.map(({ record }) => record);
}

/** Doses whose verdict has changed since somebody concluded. */
export async function countChangedSince(reader: Reader, incidentId: string, sinceMs: number): Promise<number> {
  const [row] = await readRows<{ changed: number }>(
    reader,
    `SELECT count(*)::int AS changed FROM ${own}
     WHERE i.incident_id = $1 AND (d.record -> 'revisions' -> -1 ->> 'atMs')::bigint > $2`,
    [incidentId, sinceMs],
  );
  return row?.changed ?? 0;
}
