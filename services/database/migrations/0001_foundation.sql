-- Up Migration

-- The log of everything that happened: the system of record. One partition per day of reception
-- (made and dropped by services/database/partitions.ts).
CREATE TABLE event_log (
  seq          bigint      NOT NULL,
  received_at  timestamptz NOT NULL,
  kind         text        NOT NULL,
  type         text,
  district     text,
  device_class text,
  device_id    text,
  occurred_at  timestamptz,
  event        json        NOT NULL,
  PRIMARY KEY (received_at, seq)
) PARTITION BY RANGE (received_at);
CREATE INDEX event_log_seq ON event_log (seq);

-- Events that a rebuild needs for as long as they are true (plans, assignments, …), moved here
-- when their day is dropped from the log.
CREATE TABLE event_lasting (LIKE event_log, PRIMARY KEY (seq));

CREATE TABLE event_key (
  key          text PRIMARY KEY,
  content_hash text NOT NULL,
  received_at  timestamptz NOT NULL
);
CREATE INDEX event_key_received_at ON event_key (received_at);

CREATE TABLE quarantine (
  seq         bigint PRIMARY KEY,
  received_at timestamptz NOT NULL,
  reason      text NOT NULL,
  detail      text NOT NULL,
  topic       text NOT NULL,
  payload     text NOT NULL
);
CREATE INDEX quarantine_received_at ON quarantine (received_at);

-- What the rules conclude. `record` is the whole record as rules/model/record.ts has it;
-- the other columns are derived from it by the database and exist to be searched by.
CREATE TABLE dose (
  dose_id         text PRIMARY KEY,
  record          jsonb NOT NULL,
  district        text   GENERATED ALWAYS AS (record ->> 'district') STORED,
  device_id       text   GENERATED ALWAYS AS (record ->> 'deviceId') STORED,
  resident_ref    text   GENERATED ALWAYS AS (record ->> 'residentRef') STORED,
  scheduled_at_ms bigint GENERATED ALWAYS AS ((record ->> 'scheduledAtMs')::bigint) STORED,
  verdict         text   GENERATED ALWAYS AS (record ->> 'verdict') STORED
);
CREATE INDEX dose_scheduled ON dose (scheduled_at_ms, dose_id);
CREATE INDEX dose_device ON dose (device_id, scheduled_at_ms);
CREATE INDEX dose_resident ON dose (resident_ref, scheduled_at_ms);

CREATE TABLE alert (
  alert_id     text PRIMARY KEY,
  record       jsonb NOT NULL,
  kind         text   GENERATED ALWAYS AS (record ->> 'kind') STORED,
  district     text   GENERATED ALWAYS AS (record ->> 'district') STORED,
  device_id    text   GENERATED ALWAYS AS (record ->> 'deviceId') STORED,
  severity     text   GENERATED ALWAYS AS (record ->> 'severity') STORED,
  condition    text   GENERATED ALWAYS AS (record ->> 'condition') STORED,
  handling     text   GENERATED ALWAYS AS (record ->> 'handling') STORED,
  incident_id  text   GENERATED ALWAYS AS (record ->> 'incidentId') STORED,
  opened_at_ms bigint GENERATED ALWAYS AS ((record ->> 'openedAtMs')::bigint) STORED
);
CREATE INDEX alert_opened ON alert (opened_at_ms, alert_id);
CREATE INDEX alert_open ON alert (opened_at_ms) WHERE handling <> 'closed';

CREATE TABLE device (
  device_id text PRIMARY KEY,
  record    jsonb NOT NULL,
  district  text GENERATED ALWAYS AS (record ->> 'district') STORED,
  status    text GENERATED ALWAYS AS (record ->> 'status') STORED
);

CREATE TABLE component (
  component_id text PRIMARY KEY,
  record       jsonb NOT NULL,
  status       text GENERATED ALWAYS AS (record ->> 'status') STORED
);

CREATE TABLE incident (
  incident_id  text PRIMARY KEY,
  record       jsonb NOT NULL,
  opened_at_ms bigint GENERATED ALWAYS AS ((record ->> 'openedAtMs')::bigint) STORED,
  closed_at_ms bigint GENERATED ALWAYS AS ((record ->> 'closedAtMs')::bigint) STORED
);

-- One row per notification and channel. The outbox owns retries; the queue only carries.
CREATE TABLE outbox (
  outbox_id       text PRIMARY KEY,
  notification_id text NOT NULL,
  team_id         text NOT NULL,
  channel_id      text NOT NULL,
  record          jsonb NOT NULL,
  status          text NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'done', 'failed')),
  attempt         int  NOT NULL DEFAULT 0,
  next_attempt_at timestamptz NOT NULL DEFAULT now(),
  lease_until     timestamptz,
  last_error      text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  done_at         timestamptz
);
CREATE INDEX outbox_due ON outbox (next_attempt_at) WHERE status = 'pending';

-- What people did, kept beyond the log's retention.
CREATE TABLE audit (
  seq    bigint PRIMARY KEY,
  at     timestamptz NOT NULL,
  actor  text NOT NULL,
  action text NOT NULL,
  subject text NOT NULL,
  detail jsonb NOT NULL
);

-- One row: how far the engine had come at the last commit.
CREATE TABLE engine_position (
  one            boolean PRIMARY KEY DEFAULT true CHECK (one),
  seq            bigint NOT NULL,
  engine_time_ms bigint NOT NULL
);

CREATE TABLE snapshot (
  snapshot_id    bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  seq            bigint NOT NULL,
  engine_time_ms bigint NOT NULL,
  format         int    NOT NULL,
  rules_version  text   NOT NULL,
  ecosystem_hash text   NOT NULL,
  complete       boolean NOT NULL DEFAULT false,
  created_at     timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE snapshot_chunk (
  snapshot_id bigint NOT NULL REFERENCES snapshot ON DELETE CASCADE,
  chunk_no    int    NOT NULL,
  lines       text   NOT NULL,
  PRIMARY KEY (snapshot_id, chunk_no)
);

-- Down Migration
DROP TABLE snapshot_chunk, snapshot, engine_position, audit, outbox, incident, component, device, alert, dose,
  quarantine, event_key, event_lasting, event_log;
