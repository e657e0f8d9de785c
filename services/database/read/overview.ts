import type pg from "pg";
import type { ComponentRecord, Text, Verdict } from "../../../rules/model/record.js";
import { listComponents } from "./components.js";
import { type IncidentContext, readIncidentContexts } from "./incident-context.js";
import { type IncidentSummary, openIncidents } from "./incidents.js";
import { needing } from "./needing.js";
import { type Reader, readRows, readSnapshot } from "./query.js";

/** What the first page is made of, all of one moment. */
export interface OverviewFigures {
  residentsNeeding: { all: number; timeCritical: number; withoutOwner: number };
  residents: number;
  oldestWithoutOwner: {
    alertId: string;
    kind: string;
    summary: Text;
    district: string | null;
    openedAtMs: number;
  } | null;
  doses: { verdict: Verdict; count: number }[];
  dosesLater: number;
  components: ComponentRecord[];
  incidents: IncidentSummary[];
  incidentContexts: Map<string, IncidentContext>;
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
  const rows = await readRows<{
    alert_id: string;
    kind: string;
    summary: Text;
    district: string | null;
    opened_at_ms: string;
  }>(
    reader,
    `SELECT alert_id, kind, record -> 'summary' AS summary, district, opened_at_ms FROM (${needing}) needing
     WHERE handling = 'new' ORDER BY opened_at_ms, alert_id LIMIT 1`,
    [],
  );
  const row = rows[0];
  if (row === undefined) return null;
  const { alert_id: alertId, opened_at_ms: openedAtMs, ...rest } = row;
  return { alertId, ...rest, openedAtMs: Number(openedAtMs) };
}

function readDoses(reader: Reader, span: OverviewSpan) {
  return readRows<{ verdict: Verdict; count: number }>(
    reader,
    `SELECT verdict, count(*)::int AS count FROM dose
     WHERE scheduled_at_ms >= $1 AND scheduled_at_ms <= $2 GROUP BY verdict`,
    [span.dayStartMs, span.nowMs],
  );
}

async function readDosesLater(reader: Reader, span: OverviewSpan): Promise<number> {
  const rows = await readRows<{ count: number }>(
    reader,
    "SELECT count(*)::int AS count FROM dose WHERE scheduled_at_ms > $1 AND scheduled_at_ms < $2",
    [span.nowMs, span.dayEndMs],
  );
  return rows[0]?.count ?? 0;
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
    const incidents = await openIncidents(reader, openIncidentsMax);
    const { residents, ...residentsNeeding } = await readNeeding(reader, span);
    return {
      residentsNeeding,
      residents,
      oldestWithoutOwner: await readOldestWithoutOwner(reader),
      doses: await readDoses(reader, span),
      dosesLater: await readDosesLater(reader, span),
      components: await listComponents(reader),
      incidents,
      incidentContexts: await readIncidentContexts(
        reader,
        incidents.map((one) => one.incidentId),
        span.nowMs,
      ),
      devices: await readDevices(reader, span),
    };
  });
}
