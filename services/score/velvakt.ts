import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";
import type { DoseSaid, NamedCause, Report, Said } from "./report.js";

const gapKind = "monitoring-gap";

/** Gathers what the engine says into the words that all watchers share. */
export interface VelvaktReport {
  /** `nowMs`: when they came out, as an alert that comes back keeps the time of its first opening. */
  take(outputs: readonly Output[], nowMs: number): void;
  report(): Report;
}

export function createVelvaktReport(): VelvaktReport {
  const doses = new Map<string, DoseSaid>();
  /** Each time that an alert was raised: one that came back after it was cleared has been said anew. */
  const alerts = new Map<string, Said[]>();
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
    // Taken back at the same instant, and so never said to anybody.
    if (!isMissed && dose.endsMissed && dose.missedAtMs.at(-1) === decidedAtMs) dose.missedAtMs.pop();
    dose.endsMissed = isMissed;
    dose.endsUnknown = verdict === "unconfirmed";
    dose.unknownAtLimit = verdictAtDeadline === "unconfirmed";
  }

  function takeAlert(alert: AlertRecord, nowMs: number): void {
    const { alertId, kind, subject, deviceId, openedAtMs, clearedAtMs: endMs, incidentId } = alert;
    const times = alerts.get(alertId) ?? [];
    alerts.set(alertId, times);
    const last = times.at(-1);
    const explained = incidentId !== null;
    const isBack = last !== undefined && last.endMs !== null && endMs === null;
    if (last && !isBack) Object.assign(last, { endMs, explained: explained || last.explained });
    else times.push({ kind, subject, deviceId, atMs: isBack ? nowMs : openedAtMs, endMs, explained });
  }

  function takeIncident({ incidentId, rootCause, openedAtMs, closedAtMs, report }: IncidentRecord): void {
    causes.set(incidentId, { cause: rootCause, fromMs: report.sinceMs, toMs: closedAtMs, atMs: openedAtMs });
  }

  function report(): Report {
    const said = [...alerts.values()].flat();
    // Of its own outage Velvakt speaks by an alert; of all others by an incident.
    const gaps = said
      .filter(({ kind }) => kind === gapKind)
      .map(({ kind, atMs, endMs }) => ({ cause: kind, fromMs: atMs, toMs: endMs, atMs }));
    return { name: "Velvakt", doses, said, causes: [...causes.values(), ...gaps], notices };
  }

  return {
    take(outputs, nowMs) {
      for (const output of outputs) {
        if (output.kind === "dose") takeDose(output.dose);
        else if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
        else if (output.kind === "alert") takeAlert(output.alert, nowMs);
        else if (output.kind === "incident") takeIncident(output.incident);
        else if (output.kind === "notification") {
          notices.push({ teamId: output.notification.teamId, atMs: output.notification.atMs });
        }
      }
    },
    report,
  };
}
