import type { ScenarioRecord } from "../../rules/fros/scenarios.js";
import type { AlertRecord, ComponentRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";

/** A line of replay's output. */
export type ReplayRecord = { record: string } & Record<string, unknown>;

export function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

export function doseLine(dose: DoseRecord): ReplayRecord {
  return {
    record: "dose",
    doseId: dose.doseId,
    residentRef: dose.residentRef,
    deviceId: dose.deviceId,
    district: dose.district,
    scheduledAt: iso(dose.scheduledAtMs),
    verdict: dose.verdict,
    cause: dose.cause,
    dispensedAt: iso(dose.dispensedAtMs),
    decidedAt: iso(dose.decidedAtMs),
    verdictAtDeadline: dose.verdictAtDeadline,
    revisions: dose.revisions.length,
    followup: dose.followup,
  };
}

export function alertLine(alert: AlertRecord): ReplayRecord {
  return {
    record: "alert",
    alertId: alert.alertId,
    kind: alert.kind,
    subject: alert.subject,
    district: alert.district,
    severity: alert.severity,
    scenario: alert.scenario,
    openedAt: iso(alert.openedAtMs),
    clearedAt: iso(alert.clearedAtMs),
    incidentId: alert.incidentId,
    notified: alert.notifiedAtMs !== null,
  };
}

export function incidentLine(incident: IncidentRecord): ReplayRecord {
  return {
    record: "incident",
    incidentId: incident.incidentId,
    rootCause: incident.rootCause,
    openedAt: iso(incident.openedAtMs),
    closedAt: iso(incident.closedAtMs),
    residents: incident.residents,
    alerts: incident.alerts,
  };
}

export function componentLine(component: ComponentRecord): ReplayRecord {
  const { componentId, downMin, maintenanceMin, unknownMin } = component;
  return { record: "component", componentId, downMin, maintenanceMin, unknownMin };
}

export function scenarioLine(scenario: ScenarioRecord): ReplayRecord {
  return { record: "scenario", ...scenario };
}
