-- Up Migration

-- Of one resident's alerts over weeks, among all of the city's.
CREATE INDEX alert_resident ON alert ((record ->> 'residentRef'), opened_at_ms);

-- Down Migration
DROP INDEX alert_resident;
