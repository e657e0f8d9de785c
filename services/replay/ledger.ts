import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, ComponentRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";

/** A line of replay's output. */
export type ReplayRecord = { record: string } & Record<string, unknown>;

export function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function doseLine(dose: DoseRecord): ReplayRecord {
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

function alertLine(alert: AlertRecord): ReplayRecord {
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

function incidentLine(incident: IncidentRecord): ReplayRecord {
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

/** Everything the engine has said and may still change, by id. */
export interface ReplayLedger {
  take(outputs: readonly Output[]): void;
  /** Doses that nothing can change any more, in order; they are forgotten here. */
  finishedDoses(beforeMs: number): ReplayRecord[];
  /** All that is left at `endMs`, in order. */
  rest(endMs: number): ReplayRecord[];
}

export function createReplayLedger(): ReplayLedger {
  const doses = new Map<string, DoseRecord>();
  const alerts = new Map<string, AlertRecord>();
  const incidents = new Map<string, IncidentRecord>();

  const ordered = (some: DoseRecord[]) =>
    some.sort((a, b) => a.scheduledAtMs - b.scheduledAtMs || byText(a.doseId, b.doseId)).map(doseLine);

  return {
    take(outputs) {
      for (const output of outputs) {
        if (output.kind === "dose") doses.set(output.dose.doseId, output.dose);
        else if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
        else if (output.kind === "alert") alerts.set(output.alert.alertId, output.alert);
        else if (output.kind === "incident") incidents.set(output.incident.incidentId, output.incident);
      }
    },
    finishedDoses(beforeMs) {
      const finished = [...doses.values()].filter((dose) => dose.scheduledAtMs < beforeMs);
      for (const dose of finished) doses.delete(dose.doseId);
      return ordered(finished);
    },
    rest(endMs) {
      const shown = [...doses.values()].filter((dose) => dose.scheduledAtMs <= endMs || dose.verdict !== "pending");
      return [
        ...ordered(shown),
        ...[...alerts.values()]
          .sort((a, b) => a.openedAtMs - b.openedAtMs || byText(a.alertId, b.alertId))
          .map(alertLine),
        ...[...incidents.values()]
          .sort((a, b) => a.openedAtMs - b.openedAtMs || byText(a.incidentId, b.incidentId))
          .map(incidentLine),
      ];
    },
  };
}
