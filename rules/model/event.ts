import type { DispenseMode } from "./record.js";
import type { Acceptance, Assessment, Gate, ScalingDecision, ScalingRequest } from "./risk.js";

/**
 * What devices and systems say, after the wire has been checked: plain types without a parser,
 * so that the rules depend on nothing. The zod schemas of the wire produce exactly these.
 *
 * Times of the wire (RFC 3339) are UTC milliseconds here; local dates and wall times stay text,
 * because only a plan's time zone can turn them into instants.
 */

export type DoseMode = DispenseMode | "prn";
export type MissReason = "user" | "empty" | "fault";
export type FollowupOutcome = "confirmed-by-phone" | "given-by-staff" | "refused" | "not-reached" | "not-at-home";
export type FaultCode = "technical" | "pouch" | "roll" | "jam" | "rejectfull" | "tilt";
export type Weekday = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";
export type ActorOrg = "municipality" | "supplier";

/** A local date `YYYY-MM-DD`, or an instant in UTC ms: pauses may be given either way. */
export type DateOrInstant = { date: string } | { atMs: number };

/** One time of day of a plan; values left out fall back to the plan, then to the thresholds. */
export interface PlanTime {
  /** Local wall time `HH:MM`. */
  at: string;
  critical?: boolean;
  alertAfterMin?: number;
}

export interface EventData {
  "plan.published": {
    residentRef: string;
    planId: string;
    version: number;
    times: PlanTime[];
    days?: Weekday[];
    /** First local date. */
    from: string;
    /** Last local date, included. */
    to?: string;
    timezone?: string;
    critical?: boolean;
    earlyMin?: number;
    onTimeMin?: number;
    alertAfterMin?: number;
    closeAfterMin?: number;
  };
  "plan.paused": { planId: string; from: DateOrInstant; to?: DateOrInstant; reason: string };
  "plan.resumed": { planId: string; at: DateOrInstant };
  "plan.ended": { planId: string; at: DateOrInstant };
  "dose.reminded": { scheduledAtMs: number; attempt: number };
  "dose.dispensed": { scheduledAtMs?: number; planId?: string; mode: DoseMode };
  "dose.predispensed": { from: DateOrInstant; to: DateOrInstant; count: number };
  "dose.missed": { scheduledAtMs: number; reason: MissReason };
  "dose.followup": { scheduledAtMs: number; outcome: FollowupOutcome; actorRole: string };
  "stock.low": { dosesLeft: number };
  "stock.empty": Record<string, never>;
  "roll.loaded": { rollId: string; firstDoseAtMs: number; lastDoseAtMs: number; doses: number };
  "link.heartbeat": {
    rssiDbm?: number;
    batteryPercent?: number;
    mains?: boolean;
    firmware?: string;
    uptimeSec?: number;
    bufferedEvents?: number;
    clockOffsetMs?: number;
  };
  "power.lost": { batteryPercent?: number; runtimeMin?: number };
  "power.restored": Record<string, never>;
  "battery.low": { batteryPercent: number };
  "battery.empty": { batteryPercent: number };
  "fault.raised": { code: FaultCode };
  "fault.cleared": { code: FaultCode };
  "door.opened": { authorised: boolean };
  "tamper.detected": Record<string, never>;
  "alarm.raised": { kind: string; alarmId: string };
  "alarm.answered": { alarmId: string };
  "inventory.assigned": { residentRef: string };
  "inventory.returned": Record<string, never>;
  "probe.result": { target?: string; ok: boolean; latencyMs?: number; certificateEndsAtMs?: number };
  "outage.opened": { reason?: string; detectedBy: "municipality" | "supplier" | "velvakt" };
  "outage.closed": { reason?: string; detectedBy: "municipality" | "supplier" | "velvakt" };
  "maintenance.announced": { fromMs: number; toMs: number; reason?: string };
  "hop.passed": { flow: string; step: string; messageId: string; atMs?: number };
  "hop.rejected": { flow: string; step: string; messageId: string; atMs?: number; code: string };
  "version.changed": { version: string; actorOrg: ActorOrg; actorRole: string };
  "config.changed": { what: string; actorOrg: ActorOrg; actorRole: string };
  "access.logged": {
    actorOrg: ActorOrg;
    actorRole: string;
    purpose: string;
    district: string;
    outcome: "ok" | "denied";
  };
  "alert.raised": { alertRef: string; deviceId: string; kind: string; severity: number };
  "alert.delivered": { alertRef: string; channel: string };
  "alert.acknowledged": { alertRef: string; actorRole: string; cause?: string; action?: string };
  "alert.dispatched": { alertRef: string; actorRole: string; cause?: string; action?: string };
  "alert.closed": { alertRef: string; actorRole: string; cause?: string; action?: string };
}

export type EventType = keyof EventData;

/** The parts of the CloudEvents envelope that the rules use. */
export interface Envelope {
  id: string;
  source: string;
  /** The sender's clock, UTC ms. */
  timeMs: number;
  /** Per-source counter without holes; absent where the device keeps none. */
  sequence?: number;
  /** Sent from an offline buffer. */
  replayed?: true;
  /** Part of a chain test: stored, never counted. */
  test?: true;
  correlationid?: string;
  /** Unknown CloudEvents attributes, kept as they came. */
  extensions?: Record<string, unknown>;
}

export type Telemetry = { [T in EventType]: Envelope & { type: T; data: EventData[T] } }[EventType];
export type TelemetryOf<T extends EventType> = Extract<Telemetry, { type: T }>;

/** Whom the topic names. Systems have class `component`; `district` is `_` where a system serves all. */
export interface Sender {
  tenant: string;
  district: string;
  deviceClass: string;
  deviceId: string;
}

/** Why a message could not be used. Stable codes; README and tests list them. */
export type RejectReason =
  | "INGEST_TOPIC_INVALID"
  | "INGEST_TENANT_UNKNOWN"
  | "INGEST_DISTRICT_UNKNOWN"
  | "INGEST_CLASS_UNKNOWN"
  | "INGEST_COMPONENT_UNKNOWN"
  | "INGEST_TOO_LARGE"
  | "INGEST_NOT_UTF8"
  | "INGEST_NOT_JSON"
  | "INGEST_TOO_DEEP"
  | "INGEST_ENVELOPE_INVALID"
  | "INGEST_DATA_INVALID"
  | "INGEST_STATE_INVALID"
  | "INGEST_TYPE_NOT_FOR_SENDER"
  | "INGEST_DUPLICATE_CONFLICT"
  | "INGEST_IDENTITY_IN_PAYLOAD"
  | "INGEST_UNPROCESSABLE";

/**
 * Everything that can change the engine, as the log keeps it (JSON). What people and Velvakt
 * itself do is here too, beside what devices and systems send.
 */
export type LogEvent =
  | { kind: "telemetry"; sender: Sender; event: Telemetry }
  /** A type this version does not know: stored, counted, and a sign of life. */
  | { kind: "unknown-type"; sender: Sender; event: Envelope & { type: string; data: unknown } }
  /** Connection state (retained topic or Last Will). A retained copy never reaches the engine. */
  | { kind: "state"; sender: Sender; state: "online" | "offline" }
  /** A quarantined message. `sender`, `type` and `timeMs` as far as they could be read. */
  | {
      kind: "rejected";
      reason: RejectReason;
      sender: Sender | null;
      type: string | null;
      timeMs: number | null;
    }
  | { kind: "alert-acknowledged"; alertId: string; actor: string }
  | { kind: "alert-closed"; alertId: string; actor: string; cause: string; action: string }
  | { kind: "dose-followup"; doseId: string; outcome: FollowupOutcome; actorRole: string }
  /** Velvakt itself could not listen from `fromMs` (its last committed position) on. */
  | { kind: "gap-opened"; fromMs: number; reason: GapReason }
  /** The broker's backlog has been read: everything sent during the gap has arrived. */
  | { kind: "gap-closed" }
  /** A channel gave up on a notification after its last try. */
  | { kind: "delivery-failed"; notificationId: string; channelId: string; error: string }
  /**
   * A person has looked at what an incident did. While it lasts this is a first assessment; what is said after its end
   * concludes it. `causeSupplier` is whom that person holds to have caused it: the rules never say that by themselves.
   */
  | {
      kind: "incident-reviewed";
      incidentId: string;
      actor: string;
      conclusion: string;
      caseNumber: string | null;
      causeSupplier: string | null;
      /** Of how many affected doses the outcome was looked at. */
      dosesReviewed: number;
    }
  | { kind: "scenario-assessed"; assessment: Assessment }
  | { kind: "risk-accepted"; acceptance: Acceptance }
  | { kind: "scaling-requested"; request: ScalingRequest }
  | { kind: "scaling-decided"; decision: ScalingDecision }
  /** Of these gates the status or a criterion is another one; of all others nothing has changed. */
  | { kind: "gate-changed"; gates: Gate[] };

export type GapReason = "restart" | "clock-step" | "store-lost" | "broker-lost";
