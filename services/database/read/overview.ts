import type pg from "pg";
import type { ComponentRecord, Verdict } from "../../../rules/model/record.js";
import { listComponents } from "./components.js";
import { type IncidentSummary, openIncidents } from "./incidents.js";
import { type Reader, readRows, readSnapshot } from "./query.js";

/** What the first page is made of, all of one moment. */
export interface OverviewFigures {
  residentsNeeding: { all: number; timeCritical: number; withoutOwner: number };
  residents: number;
  oldestWithoutOwner: { alertId: string; kind: string; district: string | null; openedAtMs: number } | null;
  doses: { verdict: Verdict; count: number }[];
  components: ComponentRecord[];
  incidents: IncidentSummary[];
  devices: { heard: number; all: number };
}

export interface OverviewSpan {
  /** Start and end of the local day. */
  dayStartMs: number;
  dayEndMs: number;
  nowMs: number;
  /** A device counts as heard from here on. */
  heardSinceMs: number;
}

/** More open incidents than this are not a list for people any more. */
export const openIncidentsMax = 100;

/**
 * Alerts somebody has to do something about now: moderate or worse, not closed, and either still true or not yet
 * looked at by anybody (what has cleared and has an owner only waits for the paperwork). An open incident speaks for
 * what it explains, except for doses: a dose is a task for people whatever caused it.
 */
const needing = `
  SELECT a.alert_id, a.kind, a.district, a.handling, a.opened_at_ms,
         coalesce(a.record ->> 'residentRef', v.record ->> 'residentRef') AS resident_ref,
         coalesce((d.record ->> 'critical')::boolean, a.kind = 'critical-dose-unwatched') AS time_critical
  FROM alert a
  LEFT JOIN dose d ON d.dose_id = a.record ->> 'doseId'
  LEFT JOIN device v ON v.device_id = a.device_id
  LEFT JOIN incident i ON i.incident_id = a.incident_id AND i.closed_at_ms IS NULL
  WHERE a.handling <> 'closed'
    AND a.severity IN ('moderate', 'serious', 'critical')
    AND (a.condition = 'active' OR a.handling = 'new')
    AND (i.incident_id IS NULL OR a.record ->> 'doseId' IS NOT NULL)`;

async function readNeeding(reader: Reader, span: OverviewSpan) {
  const rows = await readRows<{ all: number; timeCritical: number; withoutOwner: number; residents: number }>(
    reader,
    `WITH needing AS (${needing})
     SELECT count(DISTINCT resident_ref)::int AS "all",
            (count(DISTINCT resident_ref) FILTER (WHERE time_critical))::int AS "timeCritical",
            (count(DISTINCT resident_ref) FILTER (WHERE handling = 'new'))::int AS "withoutOwner",
            (SELECT count(*)::int FROM (
               SELECT record ->> 'residentRef' AS resident_ref FROM device
               UNION SELECT resident_ref FROM dose WHERE scheduled_at_ms >= $1 AND scheduled_at_ms < $2
               UNION SELECT resident_ref FROM needing) known
             WHERE resident_ref IS NOT NULL) AS residents
     FROM needing`,
    [span.dayStartMs, span.dayEndMs],
  );
  return rows[0] ?? { all: 0, timeCritical: 0, withoutOwner: 0, residents: 0 };
}

async function readOldestWithoutOwner(reader: Reader): Promise<OverviewFigures["oldestWithoutOwner"]> {
  const rows = await readRows<{ alert_id: string; kind: string; district: string | null; opened_at_ms: string }>(
    reader,
    `SELECT alert_id, kind, district, opened_at_ms FROM (${needing}) needing
     WHERE handling = 'new' ORDER BY opened_at_ms, alert_id LIMIT 1`,
    [],
  );
  const row = rows[0];
  return row === undefined
    ? null
    : { alertId: row.alert_id, kind: row.kind, district: row.district, openedAtMs: Number(row.opened_at_ms) };
}

function readDoses(reader: Reader, span: OverviewSpan) {
  return readRows<{ verdict: Verdict; count: number }>(
    reader,
    `SELECT verdict, count(*)::int AS count FROM dose
     WHERE scheduled_at_ms >= $1 AND scheduled_at_ms <= $2 GROUP BY verdict`,
    [span.dayStartMs, span.nowMs],
  );
}

async function readDevices(reader: Reader, span: OverviewSpan) {
  const rows = await readRows<{ heard: number; all: number }>(
    reader,
    `SELECT (count(*) FILTER (WHERE (record ->> 'lastHeardAtMs')::bigint >= $1))::int AS heard,
            count(*)::int AS "all" FROM device`,
    [span.heardSinceMs],
  );
  return rows[0] ?? { heard: 0, all: 0 };
}

export function readOverview(pool: pg.Pool, span: OverviewSpan): Promise<OverviewFigures> {
  return readSnapshot(pool, async (reader) => {
    const { residents, ...residentsNeeding } = await readNeeding(reader, span);
    return {
      residentsNeeding,
      residents,
      oldestWithoutOwner: await readOldestWithoutOwner(reader),
      doses: await readDoses(reader, span),
      components: await listComponents(reader),
      incidents: await openIncidents(reader, openIncidentsMax),
      devices: await readDevices(reader, span),
    };
  });
}
