-- Up Migration

-- What is counted of one district in one hour (rules/kpi/cells.ts); '_' is what belongs to no district.
-- Worked out anew, whole, from the tables below whenever one of its facts changes.
CREATE TABLE kpi_hour (
  district       text   NOT NULL,
  hour_ms        bigint NOT NULL,
  cell           jsonb  NOT NULL,
  -- Which residents it counted: when these change, so do the later hours of the day.
  residents_hash text   NOT NULL,
  -- How often it changed after it had settled.
  revision       int    NOT NULL DEFAULT 0,
  computed_at_ms bigint NOT NULL,
  PRIMARY KEY (district, hour_ms)
);
CREATE INDEX kpi_hour_hour ON kpi_hour (hour_ms);

-- Sums of these over local days; district '*' is the city.
CREATE TABLE kpi_day (
  district       text   NOT NULL,
  from_ms        bigint NOT NULL,
  to_ms          bigint NOT NULL,
  cell           jsonb  NOT NULL,
  -- Hours that have been counted.
  hours          int    NOT NULL,
  -- Most alerts per duty phone in an hour; null where there are no phones.
  phone_peak     float8,
  computed_at_ms bigint NOT NULL,
  -- It stands in the series as it is here.
  is_point       boolean NOT NULL DEFAULT false,
  PRIMARY KEY (district, from_ms)
);
CREATE INDEX kpi_day_no_point ON kpi_day (from_ms) WHERE NOT is_point;

-- What a settled cell was before: `change` is what was added to it, so the former figure is the present one without it.
CREATE TABLE kpi_revision (
  district text   NOT NULL,
  hour_ms  bigint NOT NULL,
  revision int    NOT NULL,
  at_ms    bigint NOT NULL,
  change   jsonb  NOT NULL,
  -- What made the difference, with how often: types of events, or the part of the cell.
  why      jsonb  NOT NULL,
  PRIMARY KEY (district, hour_ms, revision)
);
CREATE INDEX kpi_revision_hour ON kpi_revision (hour_ms);

-- Hours of UTC with news that are not counted yet: one row in each commit that brings news, so that no commit ever
-- waits for whoever counts.
CREATE TABLE kpi_dirty (
  mark_no   bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  district  text   NOT NULL,
  hour_ms   bigint NOT NULL,
  -- Not to be counted before.
  due_at_ms bigint NOT NULL DEFAULT 0
);

-- One row: since when there is anything to count, and up to where every hour has been asked for.
CREATE TABLE kpi_progress (
  one            boolean PRIMARY KEY DEFAULT true CHECK (one),
  -- Of the cells: another one counts everything anew.
  format         int    NOT NULL,
  began_ms       bigint NOT NULL,
  seeded_to_ms   bigint NOT NULL,
  computed_at_ms bigint NOT NULL
);

-- The status of assigned devices over time; the last span is open (its end is the last instant there is).
CREATE TABLE device_span (
  device_id    text   NOT NULL,
  from_ms      bigint NOT NULL,
  to_ms        bigint NOT NULL DEFAULT 8640000000000000,
  district     text   NOT NULL,
  device_class text   NOT NULL,
  status       text   NOT NULL,
  PRIMARY KEY (device_id, from_ms)
);
CREATE INDEX device_span_to ON device_span (district, to_ms);

-- Time in which Velvakt could not listen; an open gap ends at the last instant there is.
CREATE TABLE listening_gap (
  from_ms bigint PRIMARY KEY,
  to_ms   bigint NOT NULL DEFAULT 8640000000000000
);

-- Each time that people were told of an alert, until somebody took it or it was over.
CREATE TABLE alert_call (
  alert_id       text   NOT NULL,
  told_at_ms     bigint NOT NULL,
  district       text   NOT NULL,
  severity       text   NOT NULL,
  answered_at_ms bigint,
  over_at_ms     bigint,
  PRIMARY KEY (alert_id, told_at_ms)
);
CREATE INDEX alert_call_told ON alert_call (told_at_ms);

-- Alerts of the supplier's own system, each instant as that system wrote it.
CREATE TABLE supplier_alert (
  alert_ref       text PRIMARY KEY,
  district        text,
  raised_at_ms    bigint,
  delivered_at_ms bigint,
  taken_at_ms     bigint,
  seen_at_ms      bigint NOT NULL
);
CREATE INDEX supplier_alert_raised ON supplier_alert (raised_at_ms);

-- Notes of the journal flow, first and last step.
CREATE TABLE journal_note (
  message_id     text PRIMARY KEY,
  sent_at_ms     bigint,
  arrived_at_ms  bigint,
  rejected_at_ms bigint,
  seen_at_ms     bigint NOT NULL
);
CREATE INDEX journal_note_sent ON journal_note (sent_at_ms);

CREATE INDEX dose_district ON dose (district, scheduled_at_ms);

-- A point about a period stands at the beginning of that, and a later one about it takes its place; `at_ns` stays the
-- cursor of whoever reads them.
ALTER TABLE point ADD COLUMN about_ns bigint;
CREATE UNIQUE INDEX point_about ON point (measurement, about_ns, tags) WHERE about_ns IS NOT NULL;

-- What was there before these tables: gaps from the log, the rest from the records.
INSERT INTO listening_gap (from_ms, to_ms)
SELECT from_ms, coalesce(min(closed_ms), 8640000000000000) FROM (
  SELECT (event ->> 'fromMs')::bigint AS from_ms, seq FROM event_log WHERE kind = 'gap-opened'
  UNION ALL SELECT (event ->> 'fromMs')::bigint, seq FROM event_lasting WHERE kind = 'gap-opened') opened
LEFT JOIN (
  SELECT (extract(epoch FROM received_at) * 1000)::bigint AS closed_ms, seq FROM event_log WHERE kind = 'gap-closed'
  UNION ALL SELECT (extract(epoch FROM received_at) * 1000)::bigint, seq FROM event_lasting WHERE kind = 'gap-closed')
  closed ON closed.seq > opened.seq
GROUP BY from_ms;
INSERT INTO device_span (device_id, from_ms, district, device_class, status)
SELECT device_id, (record ->> 'statusSinceMs')::bigint, district, record ->> 'deviceClass', status FROM device
WHERE record ->> 'residentRef' IS NOT NULL AND record ->> 'statusSinceMs' IS NOT NULL;
INSERT INTO alert_call (alert_id, told_at_ms, district, severity, answered_at_ms, over_at_ms)
SELECT alert_id, (record ->> 'notifiedAtMs')::bigint, coalesce(district, '_'), severity,
       coalesce((record ->> 'acknowledgedAtMs')::bigint,
                CASE WHEN record ->> 'closedBy' <> 'velvakt' THEN (record ->> 'closedAtMs')::bigint END),
       (record ->> 'clearedAtMs')::bigint
FROM alert WHERE record ->> 'notifiedAtMs' IS NOT NULL;
INSERT INTO kpi_dirty (district, hour_ms)
SELECT district, scheduled_at_ms / 3600000 * 3600000 FROM dose
UNION SELECT district, told_at_ms / 3600000 * 3600000 FROM alert_call;

-- Down Migration
DELETE FROM point WHERE about_ns IS NOT NULL;
ALTER TABLE point DROP COLUMN about_ns;
DROP INDEX dose_district;
DROP TABLE journal_note, supplier_alert, alert_call, listening_gap, device_span, kpi_progress, kpi_dirty, kpi_revision,
  kpi_day, kpi_hour;
