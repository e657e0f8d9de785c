import type pg from "pg";
import type { Part } from "../../rules/kpi/facts.js";
import type { Gate, GateStatus, ScalingDecision, ScalingRequest } from "../../rules/model/risk.js";
import { listUnreviewedIncidents, type UnreviewedIncident } from "./read/incident-reviews.js";
import { readRows, readSnapshot } from "./read/query.js";

/** A day of one place as key figures have it; place `*` is the city. */
export type PlaceDay = Part & { district: string };

export interface GateFigures {
  /** Engine time up to which figures are counted; null: never yet. */
  countedAtMs: number | null;
  days: PlaceDay[];
  /** Alerts in the busiest hour of the local day, on an average day of those counted, by district. */
  busiestHours: Map<string, number>;
  unreviewed: UnreviewedIncident[];
}

/** Incidents that are named; the gate is shut by the first of them. */
const unreviewedMax = 100;

/** What has been counted in a time of whole local days, and which incidents nobody has reviewed. */
export function readGateFigures(
  pool: pg.Pool,
  span: { fromMs: number; toMs: number; zone: string },
): Promise<GateFigures> {
  return readSnapshot(pool, async (reader) => {
    const progress = await readRows<{ ms: number }>(
      reader,
      "SELECT computed_at_ms::float8 AS ms FROM kpi_progress",
      [],
    );
    const days = await readRows<PlaceDay>(
      reader,
      `SELECT district, from_ms::float8 AS "fromMs", cell, hours, phone_peak AS "phonePeak"
       FROM kpi_day WHERE from_ms >= $1 AND from_ms < $2 ORDER BY from_ms`,
      [span.fromMs, span.toMs],
    );
    const hours = await readRows<{ district: string; busiest: number }>(
      reader,
      `SELECT district, max(alerts)::float8 AS busiest FROM (
         SELECT district, extract(hour FROM to_timestamp(hour_ms / 1000) AT TIME ZONE $3) AS hour,
                avg((cell #>> '{calls,bySeverity,moderate}')::int + (cell #>> '{calls,bySeverity,serious}')::int
                    + (cell #>> '{calls,bySeverity,critical}')::int) AS alerts
         FROM kpi_hour WHERE hour_ms >= $1 AND hour_ms < $2 GROUP BY 1, 2) by_hour
       GROUP BY district`,
      [span.fromMs, span.toMs, span.zone],
    );
    return {
      countedAtMs: progress[0]?.ms ?? null,
      days,
      busiestHours: new Map(hours.map(({ district, busiest }) => [district, busiest])),
      unreviewed: await listUnreviewedIncidents(reader, unreviewedMax),
    };
  });
}

/** A gate as it was judged when it last became another one. */
export interface GateJudgement {
  atMs: number;
  gate: Gate;
}

export async function latestGates(pool: pg.Pool): Promise<Gate[]> {
  const rows = await readRows<{ record: Gate }>(
    pool,
    "SELECT DISTINCT ON (district) record FROM gate_judgement ORDER BY district, seq DESC",
    [],
  );
  return rows.map(({ record }) => record);
}

/** Of one place (null: the city), newest first. */
export async function gateHistory(pool: pg.Pool, district: string | null, limit: number): Promise<GateJudgement[]> {
  return readRows<GateJudgement>(
    pool,
    `SELECT at_ms::float8 AS "atMs", record AS gate FROM gate_judgement WHERE district = $1 ORDER BY seq DESC LIMIT $2`,
    [district ?? "_", limit],
  );
}

/** Since when each place has had the status it has; `_` is the city. */
export async function gatesSince(pool: pg.Pool): Promise<Map<string, { status: GateStatus; sinceMs: number }>> {
  const rows = await readRows<{ district: string; status: GateStatus; ms: number }>(
    pool,
    `SELECT DISTINCT ON (district) district, status, at_ms::float8 AS ms FROM (
       SELECT *, lag(status) OVER (PARTITION BY district ORDER BY seq) AS before FROM gate_judgement) judged
     WHERE before IS DISTINCT FROM status ORDER BY district, seq DESC`,
    [],
  );
  return new Map(rows.map(({ district, status, ms }) => [district, { status, sinceMs: ms }]));
}

export interface StoredRequest {
  request: ScalingRequest;
  atMs: number;
  decision: (ScalingDecision & { atMs: number }) | null;
}

/** Requests with what was decided last about each, newest first; or the one with the id. */
export async function scalingRequests(
  pool: pg.Pool,
  { requestId, limit }: { requestId?: string; limit: number },
): Promise<StoredRequest[]> {
  return readRows<StoredRequest & pg.QueryResultRow>(
    pool,
    `SELECT asked.record AS request, asked.at_ms::float8 AS "atMs", decided.decision
     FROM risk_act asked
     LEFT JOIN LATERAL (
       SELECT record || jsonb_build_object('atMs', at_ms) AS decision FROM risk_act
       WHERE kind = 'scaling-decided' AND subject = asked.subject ORDER BY seq DESC LIMIT 1) decided ON true
     WHERE asked.kind = 'scaling-requested' AND ($1::text IS NULL OR asked.subject = $1)
     ORDER BY asked.seq DESC LIMIT $2`,
    [requestId ?? null, limit],
  );
}
