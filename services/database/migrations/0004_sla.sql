-- Up Migration

-- Contract windows as the engine counted them last, kept when it has forgotten them. `began_ms` is
-- since when it was counting: a rebuild that began later knows less and replaces no window that is over.
CREATE TABLE sla_window (
  component_id   text   NOT NULL,
  label          text   NOT NULL,
  from_ms        bigint NOT NULL,
  to_ms          bigint NOT NULL,
  began_ms       bigint NOT NULL,
  computed_at_ms bigint NOT NULL,
  record         jsonb  NOT NULL,
  PRIMARY KEY (component_id, label)
);
CREATE INDEX sla_window_to ON sla_window (to_ms);

-- What people concluded about incidents: every word stays, the latest counts.
CREATE TABLE incident_review (
  seq            bigint PRIMARY KEY,
  incident_id    text   NOT NULL,
  at_ms          bigint NOT NULL,
  actor          text   NOT NULL,
  conclusion     text   NOT NULL,
  case_number    text,
  cause_supplier text,
  doses_reviewed int    NOT NULL
);
CREATE INDEX incident_review_incident ON incident_review (incident_id, seq);

-- Reports look up what belongs to an incident, and which incidents fall into a time.
CREATE INDEX incident_opened ON incident (opened_at_ms, incident_id);
CREATE INDEX alert_incident ON alert (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX alert_maintenance ON alert (opened_at_ms) WHERE kind = 'maintenance-overlaps-doses';
CREATE INDEX outbox_incident ON outbox ((record ->> 'incidentId'));

-- Down Migration
DROP INDEX outbox_incident, alert_maintenance, alert_incident, incident_opened;
DROP TABLE incident_review, sla_window;
