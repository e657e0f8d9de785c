import { parseDoseId } from "../../rules/doses/plan.js";
import type { Output } from "../../rules/model/engine.js";
import type { AlertRecord, DoseRecord, IncidentRecord } from "../../rules/model/record.js";

/** Records that nothing can change any more: doses by S and id, alerts and incidents by opening and id. */
export interface Settled {
  doses: DoseRecord[];
  alerts: AlertRecord[];
  incidents: IncidentRecord[];
}

/** What the engine has said and may still change, by id. It grows with the installation, not with the input. */
export interface ReplayLedger {
  take(outputs: readonly Output[]): void;
  /** Hands over, and forgets, what is final of the time before `beforeMs`. */
  settle(beforeMs: number): Settled;
  /** Hands over all that is left. */
  rest(): Settled;
  /** Alerts not handed over yet. */
  alerts(): Iterable<AlertRecord>;
  held(): number;
}

function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function byOpening(a: { openedAtMs: number }, b: { openedAtMs: number }): number {
  return a.openedAtMs - b.openedAtMs;
}

/** Takes what `isFinal` out of a map. */
function takeOut<T>(map: Map<string, T>, isFinal: (one: T) => boolean): T[] {
  const out: T[] = [];
  for (const [id, one] of map) {
    if (!isFinal(one)) continue;
    out.push(one);
    map.delete(id);
  }
  return out;
}

/** Kinds whose subject is one message or one other alert, and does not come again. */
const passingKinds = new Set(["alarm-raised", "chain-test-failed", "response-overdue", "supplier-alert-untaken"]);

function isPassing({ kind, doseId }: AlertRecord): boolean {
  return doseId !== null || passingKinds.has(kind);
}

/** When something about the alert last changed; one about a dose not before the dose. */
function lastChangeMs(alert: AlertRecord): number {
  const { openedAtMs, clearedAtMs, acknowledgedAtMs, notifiedAtMs, doseId } = alert;
  const doseMs = doseId === null ? null : parseDoseId(doseId)?.scheduledAtMs;
  return Math.max(openedAtMs, clearedAtMs ?? 0, acknowledgedAtMs ?? 0, notifiedAtMs ?? 0, doseMs ?? 0);
}

export function createReplayLedger(): ReplayLedger {
  const doses = new Map<string, DoseRecord>();
  const alerts = new Map<string, AlertRecord>();
  const incidents = new Map<string, IncidentRecord>();

  let settledBeforeMs = Number.NEGATIVE_INFINITY;

  /**
   * A closed alert is over. In a recording nobody closes alerts, so what concerns one dose or one
   * message is over too when nothing has changed for so long, unless an incident keeps it quiet,
   * which may still be told at its end. Alerts of devices and components stay: there are only so many.
   */
  function isFinalAlert(alert: AlertRecord, beforeMs: number): boolean {
    if (alert.closedAtMs !== null) return alert.closedAtMs < beforeMs;
    if (!isPassing(alert) || lastChangeMs(alert) >= beforeMs) return false;
    return alert.incidentId === null || !incidents.has(alert.incidentId);
  }

  /** Written out before, as nothing opens in the past; a change so late is not told any more. */
  function isWritten(alert: AlertRecord): boolean {
    return alert.openedAtMs < settledBeforeMs && !alerts.has(alert.alertId);
  }

  function takeAlert(alert: AlertRecord): void {
    if (!isWritten(alert)) alerts.set(alert.alertId, alert);
  }

  function settle(beforeMs: number): Settled {
    settledBeforeMs = beforeMs;
    const settledDoses = takeOut(doses, (dose) => dose.scheduledAtMs < beforeMs);
    const settledIncidents = takeOut(incidents, ({ closedAtMs }) => closedAtMs !== null && closedAtMs < beforeMs);
    const settledAlerts = takeOut(alerts, (alert) => isFinalAlert(alert, beforeMs));
    return ordered({ doses: settledDoses, alerts: settledAlerts, incidents: settledIncidents });
  }

  return {
    take(outputs) {
      for (const output of outputs) {
        if (output.kind === "dose") doses.set(output.dose.doseId, output.dose);
        else if (output.kind === "dose-withdrawn") doses.delete(output.doseId);
        else if (output.kind === "alert") takeAlert(output.alert);
        else if (output.kind === "incident") incidents.set(output.incident.incidentId, output.incident);
      }
    },
    settle,
    rest() {
      return ordered({
        doses: takeOut(doses, () => true),
        alerts: takeOut(alerts, () => true),
        incidents: takeOut(incidents, () => true),
      });
    },
    alerts: () => alerts.values(),
    held: () => doses.size + alerts.size + incidents.size,
  };
}

function ordered(settled: Settled): Settled {
  settled.doses.sort((a, b) => a.scheduledAtMs - b.scheduledAtMs || byText(a.doseId, b.doseId));
  settled.alerts.sort((a, b) => byOpening(a, b) || byText(a.alertId, b.alertId));
  settled.incidents.sort((a, b) => byOpening(a, b) || byText(a.incidentId, b.incidentId));
  return settled;
}
