-- Up Migration

-- What the rules concluded, as points of a series: written in the commit that concluded it, read by
-- charts and by the projection. `at_ns` is unique and grows with every point, so it is a cursor too.
CREATE TABLE point (
  at_ns       bigint PRIMARY KEY,
  measurement text  NOT NULL,
  tags        jsonb NOT NULL,
  fields      jsonb NOT NULL
);
CREATE INDEX point_measurement ON point (measurement, at_ns);

-- A delivery that has come to an end becomes one point.
ALTER TABLE outbox ADD COLUMN is_point boolean NOT NULL DEFAULT false;
CREATE INDEX outbox_no_point ON outbox (done_at) WHERE status <> 'pending' AND NOT is_point;

-- How far each target has been told: events of the log by `seq`, points by `at_ns`.
CREATE TABLE projection (
  target   text PRIMARY KEY,
  seq      bigint NOT NULL,
  at_ns    bigint NOT NULL,
  moved_at timestamptz NOT NULL DEFAULT now()
);

-- Lines that a target refused, with its reason.
CREATE TABLE projection_refused (
  refused_no  bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  target      text NOT NULL,
  at_ns       bigint NOT NULL,
  measurement text NOT NULL,
  reason      text NOT NULL,
  line        text NOT NULL,
  refused_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (target, at_ns, measurement)
);

-- Down Migration
DROP TABLE projection_refused, projection, point;
DROP INDEX outbox_no_point;
ALTER TABLE outbox DROP COLUMN is_point;
