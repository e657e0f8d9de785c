import type { AlertRecord, Notification, Text } from "../../../rules/model/record.js";
import { type Reader, readRows } from "./query.js";

/** One message to one team, with what became of it on each of the team's channels. */
export interface ToldInFull {
  teamId: string;
  stage: string;
  atMs: number;
  title: Text;
  body: Text;
  channels: { channelId: string; status: "pending" | "done" | "failed"; doneAtMs: number | null }[];
}

/** Messages of one incident are few; a loop in the rules must not fill the report. */
const toldMax = 1_000;

export async function readToldInFull(reader: Reader, incidentId: string): Promise<ToldInFull[]> {
  const rows = await readRows<{ record: Notification; channels: ToldInFull["channels"] }>(
    reader,
    `SELECT min(record::text)::jsonb AS record,
            jsonb_agg(jsonb_build_object('channelId', channel_id, 'status', status, 'doneAtMs',
              floor(extract(epoch FROM done_at) * 1000)::bigint) ORDER BY channel_id) AS channels
     FROM outbox WHERE record ->> 'incidentId' = $1
     GROUP BY notification_id ORDER BY (min(record ->> 'atMs'))::bigint, notification_id LIMIT $2`,
    [incidentId, toldMax],
  );
  return rows.map(({ record: { teamId, stage, atMs, title, body }, channels }) => ({
    teamId,
    stage,
    atMs,
    title,
    body,
    channels,
  }));
}

/** Alerts that an incident explains, by kind. */
export interface AlertCount {
  kind: string;
  alerts: number;
  notified: number;
  acknowledged: number;
  closed: number;
}

export function countIncidentAlerts(reader: Reader, incidentId: string): Promise<AlertCount[]> {
  return readRows<AlertCount>(
    reader,
    `SELECT kind, count(*)::int AS alerts, (count(*) FILTER (WHERE record ->> 'notifiedAtMs' IS NOT NULL))::int AS notified,
            (count(*) FILTER (WHERE record ->> 'acknowledgedAtMs' IS NOT NULL))::int AS acknowledged,
            (count(*) FILTER (WHERE handling = 'closed'))::int AS closed
     FROM alert WHERE incident_id = $1 GROUP BY kind ORDER BY kind`,
    [incidentId],
  );
}

/** Alerts about the failed component itself while the incident lasted: that it is down, and its time to restore. */
export async function readCauseAlerts(
  reader: Reader,
  { rootCause, sinceMs, untilMs }: { rootCause: string; sinceMs: number; untilMs: number },
): Promise<AlertRecord[]> {
  const rows = await readRows<{ record: AlertRecord }>(
    reader,
    `SELECT record FROM alert
     WHERE opened_at_ms BETWEEN $1::bigint AND $2::bigint AND record ->> 'subject' = $3
       AND kind IN ('component-down', 'restore-at-risk', 'restore-breached')
     ORDER BY opened_at_ms, alert_id`,
    [Math.trunc(sinceMs), Math.trunc(untilMs), rootCause],
  );
  return rows.map(({ record }) => record);
}
