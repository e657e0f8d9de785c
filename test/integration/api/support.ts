import { pino } from "pino";
import { afterAll, beforeAll, beforeEach } from "vitest";
import type { QuarantinedMessage } from "../../../ingest/store/log-store.js";
import type { Output } from "../../../rules/model/engine.js";
import type { LogEvent } from "../../../rules/model/event.js";
import type {
  AlertRecord,
  ComponentRecord,
  DeviceRecord,
  DoseRecord,
  IncidentRecord,
} from "../../../rules/model/record.js";
import { openEmbedded } from "../../../services/database/open.js";
import type { Database } from "../../../services/database/store.js";
import { incidentReport } from "../../support/incident-report.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

export interface TestDatabase {
  readonly pool: Database["pool"];
  /** Commits outputs (and quarantined messages) as ingest does. */
  commit: (outputs: Output[], quarantined?: Omit<QuarantinedMessage, "seq">[]) => Promise<void>;
  /** Commits what people did, at an instant, as ingest does. */
  commitAct: (event: LogEvent, atMs?: number) => Promise<void>;
  /** Has points of series written with the next commit. */
  offer: Database["offer"];
}

/** A real database of the test file's own, empty before each test. */
export function testDatabase(channelsOf: (teamId: string) => string[] = () => []): TestDatabase {
  let database: Database | undefined;
  let folder = "";
  let seq = 0;
  const opened = (): Database => {
    if (database === undefined) throw new Error("the database is open inside tests only");
    return database;
  };

  beforeAll(async () => {
    folder = makeTempDir();
    database = await openEmbedded({
      dataDir: folder,
      log: pino({ level: "silent" }),
      channelsOf,
      onLost: (error) => {
        throw error;
      },
    });
  });
  beforeEach(async () => {
    await opened().pool.query(
      "TRUNCATE dose, alert, device, component, incident, incident_review, sla_window, outbox, point, quarantine, event_log, audit, risk_act, gate_judgement, scenario_day",
    );
  });
  afterAll(async () => {
    await database?.close();
    removeTempDir(folder);
  });

  return {
    get pool() {
      return opened().pool;
    },
    commit: async (outputs, quarantined = []) => {
      const messages = quarantined.map((message) => ({ seq: ++seq, ...message }));
      const position = { seq: ++seq, engineTimeMs: nowMs };
      await opened().log.commit({ events: [], keys: [], quarantined: messages, outputs, position });
    },
    commitAct: async (event, atMs = nowMs) => {
      const logged = { seq: ++seq, receivedAtUs: atMs * 1000 + seq, event };
      const position = { seq, engineTimeMs: nowMs };
      await opened().log.commit({ events: [logged], keys: [], quarantined: [], outputs: [], position });
    },
    offer: (offer) => opened().offer(offer),
  };
}

/** Noon in Oslo on a winter's day. */
export const nowMs = Date.parse("2026-03-10T11:00:00Z");
export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export function dose(scheduledAtMs: number, differences: Partial<DoseRecord> = {}): Output {
  const planId = differences.planId ?? "P-1";
  return {
    kind: "dose",
    dose: {
      doseId: `${planId}@${new Date(scheduledAtMs).toISOString()}`,
      planId,
      residentRef: "r-1",
      deviceId: "D-1",
      district: "grorud",
      scheduledAtMs,
      deadlineAtMs: scheduledAtMs + 75 * minuteMs,
      critical: false,
      verdict: "on-time",
      cause: null,
      dispensedAtMs: null,
      decidedAtMs: null,
      verdictAtDeadline: null,
      revisions: [],
      followup: null,
      ...differences,
    },
  };
}

export function alertRecord(openedAtMs: number, differences: Partial<AlertRecord> = {}): AlertRecord {
  const kind = differences.kind ?? "device-offline";
  const subject = differences.subject ?? differences.deviceId ?? "D-1";
  return {
    alertId: `${kind}/${subject}/${new Date(openedAtMs).toISOString()}`,
    kind,
    vkpCode: null,
    subject,
    district: "grorud",
    deviceId: "D-1",
    residentRef: "r-1",
    doseId: null,
    scenario: "R8",
    severity: "moderate",
    condition: "active",
    handling: "new",
    openedAtMs,
    clearedAtMs: null,
    acknowledgedAtMs: null,
    acknowledgedBy: null,
    closedAtMs: null,
    closedBy: null,
    closeCause: null,
    closeAction: null,
    incidentId: null,
    summary: { no: "Stille", en: "Silent" },
    nextAction: { no: "Ring", en: "Call" },
    evidence: { silentMin: 45, unassigned: null, mains: true, lastSeen: "here" },
    notifiedAtMs: null,
    ...differences,
  };
}

export function alert(openedAtMs: number, differences: Partial<AlertRecord> = {}): Output {
  return { kind: "alert", alert: alertRecord(openedAtMs, differences) };
}

export function device(deviceId: string, differences: Partial<DeviceRecord> = {}): Output {
  return {
    kind: "device",
    device: {
      deviceId,
      deviceClass: "roll-dispenser",
      district: "grorud",
      residentRef: null,
      status: "online",
      statusSinceMs: nowMs - hourMs,
      lastHeardAtMs: nowMs - minuteMs,
      connection: "online",
      batteryPercent: null,
      mains: true,
      firmware: "1.0",
      ...differences,
    },
  };
}

export function component(componentId: string, differences: Partial<ComponentRecord> = {}): Output {
  return {
    kind: "component",
    component: {
      componentId,
      status: "up",
      statusSinceMs: nowMs - hourMs,
      lastProbeAtMs: nowMs - minuteMs,
      downMin: 0,
      maintenanceMin: 0,
      unknownMin: 0,
      ...differences,
    },
  };
}

export function incident(incidentId: string, differences: Partial<IncidentRecord> = {}): Output {
  return {
    kind: "incident",
    incident: {
      incidentId,
      rootCause: "vendor-cloud",
      openedAtMs: nowMs - hourMs,
      closedAtMs: null,
      residents: [],
      alerts: [],
      doseIds: [],
      decisionAtMs: null,
      report: incidentReport(nowMs - hourMs),
      ...differences,
    },
  };
}
