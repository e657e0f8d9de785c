import type pg from "pg";
import type { AlertRecord, DeviceRecord, DoseRecord } from "../../../rules/model/record.js";
import { type Reader, readRows, readSnapshot } from "./query.js";

export type RiskReason = "overdue" | "offline" | "not-heard" | "empty" | "power";

export interface AtRisk {
  residentRef: string;
  reasons: RiskReason[];
  deviceId: string;
  district: string;
  nextDose: DoseRecord | null;
}

export interface RiskSpan {
  nowMs: number;
  /** A dose planned before this and not decided is overdue. */
  overdueBeforeMs: number;
  /** How far back an overdue dose still counts. */
  sinceMs: number;
  /** A dose planned before this is due soon. */
  soonMs: number;
}

/** $1 now, $2 overdue before, $3 since, $4 soon. One row per resident, device and reason. */
const risks = `
  SELECT d.resident_ref, d.device_id, d.district, 'overdue' AS reason
  FROM dose d
  WHERE d.scheduled_at_ms >= $3::bigint AND d.scheduled_at_ms < $2::bigint
    AND d.verdict IN ('pending', 'missed', 'unconfirmed') AND d.record ->> 'followup' IS NULL
    AND NOT EXISTS (SELECT 1 FROM alert a WHERE a.record ->> 'doseId' = d.dose_id AND a.handling = 'closed'
                    AND a.opened_at_ms >= $3::bigint)
  UNION ALL
  SELECT v.record ->> 'residentRef', v.device_id, v.district,
         CASE v.status WHEN 'offline' THEN 'offline' ELSE 'not-heard' END
  FROM device v
  WHERE v.status <> 'online'
    AND EXISTS (SELECT 1 FROM dose d WHERE d.device_id = v.device_id AND d.verdict = 'pending'
                AND d.scheduled_at_ms >= $1::bigint AND d.scheduled_at_ms < $4::bigint)
  UNION ALL
  SELECT coalesce(a.record ->> 'residentRef', v.record ->> 'residentRef'), a.device_id, coalesce(a.district, v.district),
         CASE a.kind WHEN 'stock-empty' THEN 'empty' ELSE 'power' END
  FROM alert a LEFT JOIN device v ON v.device_id = a.device_id
  WHERE a.kind IN ('stock-empty', 'battery-empty', 'power-gone-before-dose')
    AND a.condition = 'active' AND a.handling <> 'closed'`;

/** Residents whose next or last dose is in danger, those with a time-critical dose next first. */
export function readAtRisk(pool: pg.Pool, span: RiskSpan, limit: number): Promise<{ total: number; items: AtRisk[] }> {
  return readSnapshot(pool, async (reader) => {
    const rows = await readRows<AtRisk & { total: number }>(
      reader,
      `WITH risk AS (
         SELECT resident_ref, array_agg(DISTINCT reason ORDER BY reason) AS reasons, min(device_id) AS device_id,
                min(district) AS district
         FROM (${risks}) found WHERE resident_ref IS NOT NULL GROUP BY resident_ref)
       SELECT risk.resident_ref AS "residentRef", risk.reasons, risk.device_id AS "deviceId", risk.district,
              next.record AS "nextDose", count(*) OVER ()::int AS total
       FROM risk
       LEFT JOIN LATERAL (
         SELECT d.record, d.scheduled_at_ms FROM dose d
         WHERE d.resident_ref = risk.resident_ref AND d.verdict = 'pending' AND d.scheduled_at_ms >= $1::bigint
         ORDER BY d.scheduled_at_ms, d.dose_id LIMIT 1) next ON true
       ORDER BY coalesce((next.record ->> 'critical')::boolean, false) DESC, next.scheduled_at_ms NULLS LAST,
                risk.resident_ref
       LIMIT $5`,
      [span.nowMs, span.overdueBeforeMs, span.sinceMs, span.soonMs, limit],
    );
    return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _, ...item }) => item) };
  });
}

export interface ResidentRecords {
  devices: DeviceRecord[];
  doses: DoseRecord[];
  openAlerts: AlertRecord[];
  nextDose: DoseRecord | null;
}

export interface ResidentSpan {
  nowMs: number;
  fromMs: number;
  untilMs: number;
  /** Most rows of each list. */
  limit: number;
}

async function records<T>(reader: Reader, text: string, values: unknown[]): Promise<T[]> {
  return (await readRows<{ record: T }>(reader, text, values)).map((row) => row.record);
}

/** Everything that is known of one resident; null when that is nothing. */
export function findResident(pool: pg.Pool, residentRef: string, span: ResidentSpan): Promise<ResidentRecords | null> {
  return readSnapshot(pool, async (reader) => {
    const devices = await records<DeviceRecord>(
      reader,
      "SELECT record FROM device WHERE record ->> 'residentRef' = $1 ORDER BY device_id LIMIT $2",
      [residentRef, span.limit],
    );
    const doses = await records<DoseRecord>(
      reader,
      `SELECT record FROM dose WHERE resident_ref = $1 AND scheduled_at_ms >= $2 AND scheduled_at_ms < $3
       ORDER BY scheduled_at_ms DESC, dose_id LIMIT $4`,
      [residentRef, span.fromMs, span.untilMs, span.limit],
    );
    const openAlerts = await records<AlertRecord>(
      reader,
      `SELECT record FROM alert WHERE handling <> 'closed'
         AND (record ->> 'residentRef' = $1 OR (record ->> 'residentRef' IS NULL AND device_id = ANY($2::text[])))
       ORDER BY opened_at_ms, alert_id LIMIT $3`,
      [residentRef, devices.map((one) => one.deviceId), span.limit],
    );
    const next = await records<DoseRecord>(
      reader,
      `SELECT record FROM dose WHERE resident_ref = $1 AND verdict = 'pending' AND scheduled_at_ms >= $2
       ORDER BY scheduled_at_ms, dose_id LIMIT 1`,
      [residentRef, span.nowMs],
    );
    const known = devices.length + doses.length + openAlerts.length + next.length > 0;
    return known ? { devices, doses, openAlerts, nextDose: next[0] ?? null } : null;
  });
}
