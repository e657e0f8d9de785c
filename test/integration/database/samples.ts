import type { CommitBatch, LoggedEvent } from "../../../ingest/store/log-store.js";
import type { LogEvent, Telemetry } from "../../../rules/model/event.js";
import type {
  AlertRecord,
  ComponentRecord,
  DeviceRecord,
  DoseRecord,
  IncidentRecord,
  Notification,
} from "../../../rules/model/record.js";
import { incidentReport } from "../../support/incident-report.js";

/** 21 November 2025, 08:00 UTC. */
export const startMs = Date.UTC(2025, 10, 21, 8);
export const startUs = startMs * 1_000;

export function heartbeat(deviceId: string, id: string): LogEvent {
  return telemetry(deviceId, {
    id,
    source: `urn:${deviceId}`,
    timeMs: startMs,
    type: "link.heartbeat",
    data: { rssiDbm: -70 },
  });
}

export function telemetry(deviceId: string, event: Telemetry): LogEvent {
  return {
    kind: "telemetry",
    sender: { tenant: "oslo", district: "grorud", deviceClass: "roll-dispenser", deviceId },
    event,
  };
}

export function logged(seq: number, event: LogEvent, receivedAtUs = startUs + seq): LoggedEvent {
  return { seq, receivedAtUs, event };
}

export function batch(seq: number, changes: Partial<CommitBatch> = {}): CommitBatch {
  return {
    events: [],
    keys: [],
    quarantined: [],
    outputs: [],
    position: { seq, engineTimeMs: startMs + seq },
    ...changes,
  };
}

export function dose(doseId: string, changes: Partial<DoseRecord> = {}): DoseRecord {
  return {
    doseId,
    planId: "P-1",
    residentRef: "R-1",
    deviceId: "D-1",
    district: "grorud",
    scheduledAtMs: startMs,
    deadlineAtMs: startMs + 75 * 60_000,
    critical: false,
    verdict: "pending",
    cause: null,
    dispensedAtMs: null,
    decidedAtMs: null,
    verdictAtDeadline: null,
    revisions: [],
    followup: null,
    ...changes,
  };
}

export function alert(alertId: string, changes: Partial<AlertRecord> = {}): AlertRecord {
  return {
    alertId,
    kind: "dose-missed",
    vkpCode: "1.1",
    subject: "D-1/P-1",
    district: "grorud",
    deviceId: "D-1",
    residentRef: "R-1",
    doseId: "P-1",
    scenario: "R8",
    severity: "moderate",
    condition: "active",
    handling: "new",
    openedAtMs: startMs,
    clearedAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    closeCause: null,
    closeAction: null,
    incidentId: null,
    summary: { no: "Ikke utlevert", en: "Not dispensed" },
    nextAction: { no: "Ring", en: "Call" },
    evidence: {},
    notifiedAtMs: null,
    ...changes,
  };
}

export const device: DeviceRecord = {
  deviceId: "D-1",
  deviceClass: "roll-dispenser",
  district: "grorud",
  residentRef: "R-1",
  status: "online",
  statusSinceMs: startMs,
  lastHeardAtMs: startMs,
  connection: null,
  batteryPercent: 80,
  mains: true,
  firmware: "1.2.3",
};

export const component: ComponentRecord = {
  componentId: "vendor-cloud",
  status: "up",
  statusSinceMs: startMs,
  lastProbeAtMs: startMs,
  downMin: 0,
  maintenanceMin: 0,
  unknownMin: 0,
};

export const incident: IncidentRecord = {
  incidentId: "I-1",
  rootCause: "vendor-cloud",
  openedAtMs: startMs,
  closedAtMs: null,
  residents: ["R-1"],
  alerts: [],
  doseIds: [],
  decisionAtMs: null,
  report: incidentReport(startMs),
};

export function notification(notificationId: string, changes: Partial<Notification> = {}): Notification {
  return {
    notificationId,
    teamId: "T-1",
    atMs: startMs,
    stage: "opened",
    severity: "moderate",
    alertIds: ["A-1"],
    incidentId: null,
    title: { no: "Ikke utlevert", en: "Not dispensed" },
    body: { no: "…", en: "…" },
    ...changes,
  };
}
