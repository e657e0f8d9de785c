-- Up Migration

-- What people decided about risk and growth, written in the commit of the event that says so. Nothing is ever
-- changed or deleted here: the latest of a subject counts, the others are its history.
CREATE TABLE risk_act (
  seq     bigint PRIMARY KEY,
  at_ms   bigint NOT NULL,
  kind    text   NOT NULL,
  -- The scenario, or the request.
  subject text   NOT NULL,
  record  jsonb  NOT NULL
);
CREATE INDEX risk_act_subject ON risk_act (kind, subject, seq);

CREATE VIEW scenario_assessment AS
  SELECT seq, at_ms, subject AS scenario, record, row_number() OVER (PARTITION BY subject ORDER BY seq) AS version
  FROM risk_act WHERE kind = 'scenario-assessed';

-- Judgements of the scaling gate, one whenever its status or a criterion became another one.
CREATE TABLE gate_judgement (
  seq      bigint NOT NULL,
  -- `_` is the city.
  district text   NOT NULL,
  at_ms    bigint NOT NULL,
  status   text   NOT NULL,
  record   jsonb  NOT NULL,
  PRIMARY KEY (seq, district)
);
CREATE INDEX gate_judgement_district ON gate_judgement (district, seq);

-- What telemetry proposed for each scenario, by day: the last of the day.
CREATE TABLE scenario_day (
  scenario text   NOT NULL,
  day      date   NOT NULL,
  at_ms    bigint NOT NULL,
  record   jsonb  NOT NULL,
  PRIMARY KEY (scenario, day)
);

-- Down Migration
DROP TABLE scenario_day, gate_judgement;
DROP VIEW scenario_assessment;
DROP TABLE risk_act;
