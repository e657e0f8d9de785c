import { type Reader, readRows } from "./query.js";

/** What people ask of an incident besides what it is. */
export interface IncidentContext {
  /** Since when the cause has been at work; before the incident was found. */
  sinceMs: number;
  /** The next undecided doses it concerns: those planned within an hour of the first. */
  nextWave: { atMs: number; doses: number; timeCritical: number } | null;
  told: { teamId: string; stage: string; atMs: number; sent: boolean }[];
}

const waveMs = 3_600_000;

/** Notifications of one incident and team are few; a loop in the rules must not fill the page. */
const toldMax = 50;

function readSince(reader: Reader, incidentIds: string[]) {
  return readRows<{ incident_id: string; since_ms: string }>(
    reader,
    `SELECT incident_id, coalesce((record -> 'report' ->> 'sinceMs')::bigint, opened_at_ms) AS since_ms
     FROM incident WHERE incident_id = ANY($1::text[])`,
    [incidentIds],
  );
}

interface WaveRow {
  incident_id: string;
  at_ms: string;
  doses: number;
  time_critical: number;
}

function readWaves(reader: Reader, incidentIds: string[], nowMs: number): Promise<WaveRow[]> {
  return readRows<WaveRow>(
    reader,
    `WITH coming AS (
       SELECT i.incident_id, d.scheduled_at_ms, (d.record ->> 'critical')::boolean AS critical,
              min(d.scheduled_at_ms) OVER (PARTITION BY i.incident_id) AS at_ms
       FROM incident i
       CROSS JOIN LATERAL jsonb_array_elements_text(i.record -> 'doseIds') AS concerned (dose_id)
       JOIN dose d ON d.dose_id = concerned.dose_id
       WHERE i.incident_id = ANY($1::text[]) AND d.verdict = 'pending' AND d.scheduled_at_ms >= $2::bigint)
     SELECT incident_id, at_ms, count(*)::int AS doses, (count(*) FILTER (WHERE critical))::int AS time_critical
     FROM coming WHERE scheduled_at_ms < at_ms + $3::bigint GROUP BY incident_id, at_ms`,
    [incidentIds, nowMs, waveMs],
  );
}

interface ToldRow {
  incident_id: string;
  team_id: string;
  stage: string;
  at_ms: string;
  sent: boolean;
}

/** One row per notification, whatever number of channels it goes out on. */
function readTold(reader: Reader, incidentIds: string[]): Promise<ToldRow[]> {
  return readRows<ToldRow>(
    reader,
    `SELECT record ->> 'incidentId' AS incident_id, team_id, record ->> 'stage' AS stage,
            (record ->> 'atMs')::bigint AS at_ms, bool_or(status = 'done') AS sent
     FROM outbox WHERE record ->> 'incidentId' = ANY($1::text[])
     GROUP BY 1, 2, 3, 4, notification_id ORDER BY at_ms, team_id LIMIT $2`,
    [incidentIds, toldMax * incidentIds.length],
  );
}

/** The context of each incident by its id. */
export async function readIncidentContexts(
  reader: Reader,
  incidentIds: string[],
  nowMs: number,
): Promise<Map<string, IncidentContext>> {
  const contexts = new Map<string, IncidentContext>();
  if (incidentIds.length === 0) return contexts;
  for (const row of await readSince(reader, incidentIds)) {
    contexts.set(row.incident_id, { sinceMs: Number(row.since_ms), nextWave: null, told: [] });
  }
  for (const row of await readWaves(reader, incidentIds, nowMs)) {
    const context = contexts.get(row.incident_id);
    if (context) context.nextWave = { atMs: Number(row.at_ms), doses: row.doses, timeCritical: row.time_critical };
  }
  for (const row of await readTold(reader, incidentIds)) {
    const told = { teamId: row.team_id, stage: row.stage, atMs: Number(row.at_ms), sent: row.sent };
    contexts.get(row.incident_id)?.told.push(told);
  }
  return contexts;
}
