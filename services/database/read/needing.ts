/**
 * Alerts somebody has to do something about now: moderate or worse, not closed, and either still true or not yet
 * looked at by anybody (what has cleared and has an owner only waits for the paperwork). An open incident speaks for
 * what it explains, except for doses, as a dose is a task for people whatever caused it, and for its own cause, which
 * somebody has to take; what it explained and was over with it is closed together with that cause.
 */
export const needing = `
  SELECT a.alert_id, a.kind, a.severity, a.district, a.handling, a.opened_at_ms, a.record, d.record AS dose,
         coalesce(a.record ->> 'residentRef', v.record ->> 'residentRef') AS resident_ref,
         coalesce((d.record ->> 'critical')::boolean, a.record -> 'evidence' -> 'critical' = 'true'::jsonb,
                  a.kind = 'critical-dose-unwatched') AS time_critical
  FROM alert a
  LEFT JOIN dose d ON d.dose_id = a.record ->> 'doseId'
  LEFT JOIN device v ON v.device_id = a.device_id
  LEFT JOIN incident i ON i.incident_id = a.incident_id AND i.closed_at_ms IS NULL
  WHERE a.handling <> 'closed'
    AND a.severity IN ('moderate', 'serious', 'critical')
    AND (a.condition = 'active' OR a.handling = 'new')
    AND (a.condition = 'active' OR a.incident_id IS NULL OR a.record -> 'notifiedAtMs' <> 'null'::jsonb)
    AND (i.incident_id IS NULL OR a.record ->> 'doseId' IS NOT NULL
         OR (a.kind IN ('component-down', 'flow-broken') AND a.record ->> 'subject' = i.record ->> 'rootCause'))`;
