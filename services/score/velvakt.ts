import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";
import type { DoseSaid, NamedCause, Report, Said } from "./report.js";

const gapKind = "monitoring-gap";

/** Gathers what the engine says into the words that all watchers share. */
export interface VelvaktReport {
  take(outputs: readonly Output[]): void;
  report(): Report;
}

export function createVelvaktReport(): VelvaktReport {
  const doses = new Map<string, DoseSaid>();
  const alerts = new Map<string, Said>();
  const causes = new Map<string, NamedCause>();
  const notices: { teamId: string; atMs: number }[] = [];

  function takeDose({ doseId, verdict, verdictAtDeadline, decidedAtMs }: DoseRecord): void {
    let dose = doses.get(doseId);
    if (!dose) {
      dose = { missedAtMs: [], endsMissed: false, unknownAtLimit: false, endsUnknown: false };
      doses.set(doseId, dose);
    }
    const isMissed = verdict === "missed";
    if (isMissed && !dose.endsMissed && decidedAtMs !== null) dose.missedAtMs.push(decidedAtMs);
    dose.endsMissed = isMissed;
    dose.endsUnknown = verdict === "unconfirmed";
    dose.unknownAtLimit = verdictAtDeadline === "unconfirmed";
  }

  function takeAlert({ alertId, kind, subject, deviceId, openedAtMs, clearedAtMs, incidentId }: AlertRecord): void {
    const explained = incidentId !== null || alerts.get(alertId)?.explained === true;
    alerts.set(alertId, { kind, subject, deviceId, atMs: openedAtMs, endMs: clearedAtMs, explained });
    // Of its own outage Velvakt speaks by an alert; of all others by an incident.
    if (kind === gapKind) causes.set(alertId, { cause: kind, fromMs: openedAtMs, toMs: clearedAtMs, atMs: openedAtMs });
  }

  function takeIncident({ incidentId, rootCause, openedAtMs, closedAtMs, report }: IncidentRecord): void {
    causes.set(incidentId, { cause: rootCause, fromMs: report.sinceMs, toMs: closedAtMs, atMs: openedAtMs });
  }

  return {
    take(outputs) {
      for (const output of outputs) {
        if (output.kind === "dose") takeDose(output.dose);
        else if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
        else if (output.kind === "alert") takeAlert(output.alert);
        else if (output.kind === "incident") takeIncident(output.incident);
        else if (output.kind === "notification") {
          notices.push({ teamId: output.notification.teamId, atMs: output.notification.atMs });
        }
      }
    },
    report: () => ({ name: "Velvakt", doses, said: [...alerts.values()], causes: [...causes.values()], notices }),
  };
}
