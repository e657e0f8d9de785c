import { z } from "zod";
import { instant, instantOrNull, named } from "./common.js";

/** The records of the ledger as HTTP shows them: the same names, instants as text without `Ms`. */

export const verdict = z.enum(["pending", "early", "on-time", "late", "missed", "unconfirmed", "excused"]);
export const severity = z.enum(["normal", "moderate", "serious", "critical"]);
export const handling = z.enum(["new", "acknowledged", "closed"]);
export const deviceStatus = z.enum(["online", "offline", "unknown"]);
export const componentStatus = z.enum(["up", "down", "maintenance", "unknown"]);
export const scenario = z.enum(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]);
export const text = named("Text", z.object({ no: z.string(), en: z.string() }));

const revision = z.object({
  at: instant,
  fromVerdict: verdict,
  fromCause: z.string().nullable(),
  toVerdict: verdict,
  toCause: z.string().nullable(),
  why: z.string(),
  told: z.boolean(),
});

export const dose = named(
  "Dose",
  z.object({
    doseId: z.string(),
    planId: z.string(),
    residentRef: z.string(),
    deviceId: z.string(),
    district: z.string(),
    scheduledAt: instant,
    deadlineAt: instant,
    critical: z.boolean(),
    verdict,
    cause: z.string().nullable(),
    dispensedAt: instantOrNull,
    mode: z
      .enum(["unassisted", "assisted"])
      .nullable()
      .describe("How it came out; null where it has not, or where that was not noted yet in its time"),
    decidedAt: instantOrNull,
    verdictAtDeadline: verdict.nullable(),
    revisions: z.array(revision),
    followup: z.string().nullable(),
  }),
);

export const alert = named(
  "Alert",
  z.object({
    alertId: z.string(),
    kind: z.string(),
    vkpCode: z.string().nullable(),
    subject: z.string(),
    district: z.string().nullable(),
    deviceId: z.string().nullable(),
    residentRef: z.string().nullable(),
    doseId: z.string().nullable(),
    scenario,
    severity,
    condition: z.enum(["active", "cleared"]),
    handling,
    openedAt: instant,
    clearedAt: instantOrNull,
    acknowledgedAt: instantOrNull,
    acknowledgedBy: z.string().nullable(),
    closedAt: instantOrNull,
    closedBy: z.string().nullable(),
    closeCause: z.string().nullable(),
    closeAction: z.string().nullable(),
    incidentId: z.string().nullable(),
    summary: text,
    nextAction: text,
    evidence: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
    notifiedAt: instantOrNull,
  }),
);

export const device = named(
  "Device",
  z.object({
    deviceId: z.string(),
    deviceClass: z.string(),
    district: z.string(),
    residentRef: z.string().nullable(),
    status: deviceStatus,
    statusSince: instantOrNull,
    lastHeardAt: instantOrNull,
    connection: z.enum(["online", "offline"]).nullable(),
    batteryPercent: z.number().nullable(),
    mains: z.boolean().nullable(),
    firmware: z.string().nullable(),
  }),
);

/** A component with what the ecosystem file says of it; one never heard of is unknown, not absent. */
export const component = named(
  "Component",
  z.object({
    componentId: z.string(),
    name: text,
    kind: z.string(),
    supplier: z.string(),
    supplierName: z.string(),
    status: componentStatus,
    statusSince: instantOrNull,
    lastProbeAt: instantOrNull,
    downMin: z.number(),
    maintenanceMin: z.number(),
    unknownMin: z.number(),
  }),
);

const incidentHead = {
  incidentId: z.string(),
  rootCause: z.string(),
  openedAt: instant,
  closedAt: instantOrNull,
  decisionAt: instantOrNull,
};

/** In lists and in the stream: counts, because an incident can concern tens of thousands. */
export const incidentSummary = named(
  "IncidentSummary",
  z.object({ ...incidentHead, residentCount: z.int(), alertCount: z.int(), doseCount: z.int() }),
);

/** What somebody who opens an incident asks first: what is it, when is the next hour that hurts, who knows. */
export const incidentContext = {
  name: text.describe("The failed component in plain words"),
  since: instant.describe("Since when the cause has been at work; `openedAt` is when that was found"),
  supplierDutyPhone: z.string().nullable().describe("Of the supplier that operates the failed component"),
  nextWave: z
    .object({ at: instant, doses: z.int(), timeCritical: z.int() })
    .nullable()
    .describe("The next undecided doses it concerns: those planned within an hour of the first"),
  told: z
    .array(
      z.object({
        teamId: z.string(),
        team: z.string(),
        stage: z.string(),
        at: instant,
        sent: z.boolean().describe("At least one channel has taken it"),
      }),
    )
    .describe("Notifications to teams, oldest first"),
};

const incidentReport = z.object({
  foundBy: z.enum(["declared", "probes", "inferred"]),
  confidencePercent: z
    .number()
    .describe("How much of the silence the cause explains; 100 where it was said or measured"),
  components: z.array(z.string()).describe("The cause and what is down because of it"),
  devices: z.int(),
  deadlines: z
    .array(
      z.object({
        deadlineAt: instant,
        doses: z.int(),
        critical: z.int(),
        dispensed: z.int(),
        missed: z.int(),
        unconfirmed: z.int(),
        excused: z.int(),
        pending: z.int(),
      }),
    )
    .describe("Affected doses by deadline, ascending"),
  dispensesWithoutCloud: z.array(
    z.object({ deviceClass: z.string(), answer: z.enum(["yes", "no", "unknown"]), hours: z.number().nullable() }),
  ),
  closeReason: z.enum(["component-up", "outage-closed", "heard-as-usual", "dependents-heard", "merged"]).nullable(),
});

export const incident = named(
  "Incident",
  z.object({
    ...incidentHead,
    ...incidentContext,
    report: incidentReport,
    residents: z.array(z.string()),
    alerts: z.array(z.string()),
    doseIds: z.array(z.string()),
  }),
);

export const auditEntry = named(
  "AuditEntry",
  z.object({
    seq: z.int(),
    at: instant,
    actor: z.string().describe("Role or initials, as the person gave them"),
    action: z.string().describe("`alert-acknowledged`, `alert-closed`, `dose-followup`, `risk-accepted`, …"),
    subject: z.string().describe("Id of the alert, dose, incident, scenario or request"),
    detail: z.record(z.string(), z.unknown()).describe("What was said with it"),
  }),
);

export const quarantineEntry = named(
  "QuarantineEntry",
  z.object({
    seq: z.int(),
    receivedAt: instant,
    reason: z.string(),
    detail: z.string(),
    topic: z.string(),
    payload: z.string().describe("As received, identity numbers masked, cut to a bound"),
  }),
);
