import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { DoseRecord } from "../../rules/model/record.js";
import { type Columns, type FinalRecords, numberArray } from "./commit-rows.js";
import type { CommitFacts } from "./kpi-facts.js";
import { alertColumns, retoldColumns } from "./kpi-rows.js";
import { storableText, storableTextOrNull } from "./storable.js";

/**
 * What key figures are counted from, written in the commit that brought it, and which hours that concerns. Marks are
 * rows of their own that nobody updates, so that a commit never waits for whoever counts.
 */
export interface KpiStatement {
  name: string;
  text: string;
  columns(batch: CommitBatch, records: FinalRecords, facts: CommitFacts): Columns | null;
}

const hourMs = 3_600_000;
/** The end of what has no end yet: the last instant there is. */
const openMs = 8_640_000_000_000_000;
/** SQL: the hour of UTC that holds an instant. */
const hourOf = (ms: string): string => `${ms} / ${hourMs} * ${hourMs}`;
const hourStartMs = (ms: number): number => ms - (ms % hourMs);
const mark = "INSERT INTO kpi_dirty (district, hour_ms)";
const id = (text: string): string => storableText(text);

/** A dose is counted where it is, and no longer where it was: asked before its record is replaced. */
const leftBehind: KpiStatement = {
  name: "commit-kpi-left",
  text: `${mark} SELECT DISTINCT dose.district, ${hourOf("dose.scheduled_at_ms")}
         FROM unnest($1::text[], $2::text[]) AS n(id, district) JOIN dose ON dose.dose_id = n.id
         WHERE dose.district IS DISTINCT FROM n.district`,
  columns: (_batch, { dose }) => {
    if (dose.size === 0) return null;
    const districts = [...dose.values()].map((record) => (record as DoseRecord | null)?.district ?? null);
    return [[...dose.keys()].map(id), districts];
  },
};

const doses: KpiStatement = {
  name: "commit-kpi-doses",
  text: `${mark} SELECT * FROM unnest($1::text[], $2::bigint[])`,
  columns: ({ position }, { dose }) => {
    const marks = new Map<string, [district: string, atMs: number]>();
    for (const record of dose.values()) {
      if (record === null) continue;
      const { district, scheduledAtMs } = record as DoseRecord;
      // Hours to come are counted when they come.
      if (scheduledAtMs > position.engineTimeMs) continue;
      marks.set(`${hourStartMs(scheduledAtMs)}/${district}`, [district, hourStartMs(scheduledAtMs)]);
    }
    if (marks.size === 0) return null;
    const rows = [...marks.values()];
    return [rows.map(([district]) => district), numberArray(rows.map(([, atMs]) => atMs))];
  },
};

/** The first time that people were told; told again of an alert that had come to an end is another call. */
const called: KpiStatement = {
  name: "commit-kpi-called",
  text: `WITH told AS (
           INSERT INTO alert_call (alert_id, told_at_ms, district, severity)
           SELECT id, told, district, severity
           FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
             AS a(id, told, district, severity, answered, over)
           WHERE told IS NOT NULL ON CONFLICT DO NOTHING RETURNING district, told_at_ms)
         ${mark} SELECT DISTINCT district, ${hourOf("told_at_ms")} FROM told`,
  columns: (_batch, { alert }) => alertColumns(alert),
};
const calledAgain: KpiStatement = {
  name: "commit-kpi-called-again",
  text: `WITH told AS (
           INSERT INTO alert_call (alert_id, told_at_ms, district, severity)
           SELECT n.id, n.at, before.district, n.severity
           FROM unnest($1::text[], $2::bigint[], $3::text[]) AS n(id, at, severity)
           JOIN LATERAL (SELECT * FROM alert_call WHERE alert_id = n.id ORDER BY told_at_ms DESC LIMIT 1) before ON true
           WHERE n.at > before.told_at_ms AND coalesce(before.answered_at_ms, before.over_at_ms) IS NOT NULL
           ON CONFLICT DO NOTHING RETURNING district, told_at_ms)
         ${mark} SELECT DISTINCT district, ${hourOf("told_at_ms")} FROM told`,
  columns: (_batch, { notifications }) => retoldColumns(notifications),
};
const callEnded: KpiStatement = {
  name: "commit-kpi-call-ended",
  text: `WITH ended AS (
           UPDATE alert_call SET answered_at_ms = CASE WHEN n.answered >= told_at_ms THEN n.answered END,
                                 over_at_ms = CASE WHEN n.over >= told_at_ms THEN n.over END
           FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[], $6::bigint[])
             AS n(id, told, district, severity, answered, over)
           WHERE alert_id = n.id AND answered_at_ms IS NULL AND over_at_ms IS NULL
             AND (n.answered >= told_at_ms OR n.over >= told_at_ms)
           RETURNING alert_call.district, told_at_ms)
         ${mark} SELECT DISTINCT district, ${hourOf("told_at_ms")} FROM ended`,
  columns: (_batch, { alert }) => alertColumns(alert),
};

const supplierAlerts: KpiStatement = {
  name: "commit-kpi-supplier",
  text: `WITH said AS (
           INSERT INTO supplier_alert AS known (alert_ref, district, raised_at_ms, delivered_at_ms, taken_at_ms, seen_at_ms)
           SELECT ref, coalesce(device.district, n.district), raised, delivered, taken, seen
           FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
             AS n(ref, device_id, district, raised, delivered, taken, seen)
           LEFT JOIN device ON device.device_id = n.device_id
           ON CONFLICT (alert_ref) DO UPDATE SET
             district = CASE WHEN known.raised_at_ms IS NULL THEN excluded.district ELSE known.district END,
             raised_at_ms = coalesce(known.raised_at_ms, excluded.raised_at_ms),
             delivered_at_ms = least(known.delivered_at_ms, excluded.delivered_at_ms),
             taken_at_ms = least(known.taken_at_ms, excluded.taken_at_ms)
           RETURNING district, raised_at_ms)
         ${mark} SELECT DISTINCT coalesce(district, '_'), ${hourOf("raised_at_ms")} FROM said WHERE raised_at_ms IS NOT NULL`,
  columns: (_batch, _records, { supplierAlerts: said }) =>
    said.length === 0
      ? null
      : [
          said.map(({ alertRef }) => id(alertRef)),
          said.map(({ deviceId }) => storableTextOrNull(deviceId)),
          said.map(({ district }) => storableTextOrNull(district)),
          numberArray(said.map(({ raisedAtMs }) => raisedAtMs)),
          numberArray(said.map(({ deliveredAtMs }) => deliveredAtMs)),
          numberArray(said.map(({ takenAtMs }) => takenAtMs)),
          numberArray(said.map(({ seenAtMs }) => seenAtMs)),
        ],
};

const journalNotes: KpiStatement = {
  name: "commit-kpi-journal",
  text: `WITH said AS (
           INSERT INTO journal_note AS known (message_id, sent_at_ms, arrived_at_ms, rejected_at_ms, seen_at_ms)
           SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
           ON CONFLICT (message_id) DO UPDATE SET
             sent_at_ms = coalesce(known.sent_at_ms, excluded.sent_at_ms),
             arrived_at_ms = least(known.arrived_at_ms, excluded.arrived_at_ms),
             rejected_at_ms = least(known.rejected_at_ms, excluded.rejected_at_ms)
           RETURNING sent_at_ms)
         ${mark} SELECT DISTINCT '_', ${hourOf("sent_at_ms")} FROM said WHERE sent_at_ms IS NOT NULL`,
  columns: (_batch, _records, { journalNotes: said }) =>
    said.length === 0
      ? null
      : [
          said.map(({ messageId }) => id(messageId)),
          numberArray(said.map(({ sentAtMs }) => sentAtMs)),
          numberArray(said.map(({ arrivedAtMs }) => arrivedAtMs)),
          numberArray(said.map(({ rejectedAtMs }) => rejectedAtMs)),
          numberArray(said.map(({ seenAtMs }) => seenAtMs)),
        ],
};

/** `n`: the batch's changes, each with the instant of the next one of the same device. */
const changed = `WITH n AS (
  SELECT *, lead(at_ms) OVER (PARTITION BY device_id ORDER BY at_ms, place) AS next_ms,
         row_number() OVER (PARTITION BY device_id ORDER BY at_ms, place) AS place_in
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY
    AS r(device_id, district, device_class, status, at_ms, place)),
 same AS (
  SELECT n.device_id FROM n JOIN device_span s ON s.device_id = n.device_id AND s.to_ms = ${openMs} AND n.place_in = 1
    AND s.district = n.district AND s.device_class = n.device_class AND s.status = n.status)`;

/**
 * The span that is open ends where the first other one begins. Hours that have been counted since then are asked for
 * again: statuses of the time in which nothing was worked out come late.
 */
const deviceSpans: KpiStatement = {
  name: "commit-kpi-devices",
  text: `${changed},
   closed AS (
    UPDATE device_span s SET to_ms = greatest(s.from_ms, other.at_ms)
    FROM (SELECT device_id, min(at_ms) AS at_ms FROM n
          WHERE place_in > 1 OR device_id NOT IN (SELECT device_id FROM same) GROUP BY device_id) other
    WHERE s.device_id = other.device_id AND s.to_ms = ${openMs} RETURNING s.district, s.to_ms AS at_ms),
   opened AS (
    INSERT INTO device_span (device_id, from_ms, to_ms, district, device_class, status)
    SELECT device_id, at_ms, coalesce(next_ms, ${openMs}), district, device_class, status FROM n
    WHERE status IS NOT NULL AND (place_in > 1 OR device_id NOT IN (SELECT device_id FROM same))
    ON CONFLICT (device_id, from_ms) DO UPDATE SET to_ms = excluded.to_ms, district = excluded.district,
      device_class = excluded.device_class, status = excluded.status
    RETURNING district, from_ms AS at_ms)
   ${mark} SELECT DISTINCT kpi_hour.district, kpi_hour.hour_ms
   FROM (SELECT district, min(at_ms) AS at_ms FROM (TABLE closed UNION ALL TABLE opened) news GROUP BY district) news
   JOIN kpi_hour ON kpi_hour.district = news.district AND kpi_hour.hour_ms > news.at_ms - ${hourMs}
     AND kpi_hour.hour_ms <= $6::bigint - ${hourMs}`,
  columns: ({ position }, _records, { devices }) =>
    devices.length === 0
      ? null
      : [
          devices.map(({ deviceId }) => id(deviceId)),
          devices.map(({ district }) => id(district)),
          devices.map(({ deviceClass }) => id(deviceClass)),
          devices.map(({ status }) => status),
          numberArray(devices.map(({ atMs }) => atMs)),
          String(position.engineTimeMs),
        ],
};

const listensAgain = (which: "first" | "last"): KpiStatement => ({
  name: `commit-kpi-listens-${which}`,
  text: `WITH closed AS (
           UPDATE listening_gap SET to_ms = greatest(from_ms, $1::bigint) WHERE to_ms = ${openMs} RETURNING from_ms)
         ${mark} SELECT kpi_hour.district, kpi_hour.hour_ms FROM closed
         JOIN kpi_hour ON kpi_hour.hour_ms > closed.from_ms - ${hourMs}`,
  columns: (_batch, _records, { listening }) => {
    // A gap may end before another begins, or begin and end within one batch.
    const at = which === "first" ? listening[0] : listening.at(-1);
    if (at?.kind !== "closed" || (which === "last" && listening.length === 1)) return null;
    return [String(at.atMs)];
  },
});

const listensNoMore: KpiStatement = {
  name: "commit-kpi-gap",
  text: `WITH opened AS (
           INSERT INTO listening_gap (from_ms) SELECT $1::bigint
           WHERE NOT EXISTS (SELECT FROM listening_gap WHERE to_ms = ${openMs}) ON CONFLICT DO NOTHING RETURNING from_ms)
         ${mark} SELECT kpi_hour.district, kpi_hour.hour_ms FROM opened
         JOIN kpi_hour ON kpi_hour.hour_ms > opened.from_ms - ${hourMs}`,
  columns: (_batch, _records, { listening }) => {
    const opened = listening.find(({ kind }) => kind === "opened");
    return opened === undefined ? null : [String(opened.atMs)];
  },
};

/** Before the records are written. */
export const kpiStatementsBefore: readonly KpiStatement[] = [leftBehind];
/** After them. */
export const kpiStatements: readonly KpiStatement[] = [
  doses,
  called,
  calledAgain,
  callEnded,
  supplierAlerts,
  journalNotes,
  deviceSpans,
  listensAgain("first"),
  listensNoMore,
  listensAgain("last"),
];
