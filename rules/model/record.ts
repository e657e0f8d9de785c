/** What the rules conclude: the shapes that the ledger stores, the API shows and `replay` prints. */

export type Verdict = "pending" | "early" | "on-time" | "late" | "missed" | "unconfirmed" | "excused";
/** Of missed: `user | empty | fault`; of unconfirmed: the rest; of all others: none. */
export type Cause =
  | "user"
  | "empty"
  | "fault"
  | "ambiguous-dispense"
  | `component:${string}`
  | `flow:${string}`
  | "monitoring-gap"
  | "device-silent";

/** A later change of a decided verdict or its cause. */
export interface Revision {
  atMs: number;
  fromVerdict: Verdict;
  fromCause: Cause | null;
  toVerdict: Verdict;
  toCause: Cause | null;
  /** What made the difference: the type of the event, or `time` for a timer. */
  why: string;
  /** Somebody had been notified of the verdict that is now replaced. */
  told: boolean;
}

/** By the resident alone, or with somebody's help. */
export type DispenseMode = "unassisted" | "assisted";

export interface DoseRecord {
  /** `{planId}@{scheduledAt in UTC}`. */
  doseId: string;
  planId: string;
  residentRef: string;
  deviceId: string;
  district: string;
  scheduledAtMs: number;
  deadlineAtMs: number;
  critical: boolean;
  verdict: Verdict;
  cause: Cause | null;
  dispensedAtMs: number | null;
  /** How it came out; null while it has not, and left out of records older than this field. */
  mode?: DispenseMode | null;
  decidedAtMs: number | null;
  /** What was known when the deadline passed; never changed afterwards. Null before the deadline. */
  verdictAtDeadline: Verdict | null;
  revisions: Revision[];
  followup: string | null;
}

/** How messages come through a flow, or one hop of it, the worst first; `unknown`: none has lately, to tell by. */
export const flowStatuses = ["broken", "rejecting", "slow", "unknown", "flowing"] as const;
export type FlowStatus = (typeof flowStatuses)[number];

/** VKP severity levels 10, 20, 30, 40. */
export type Severity = "normal" | "moderate" | "serious" | "critical";
export type Scenario = "R1" | "R2" | "R3" | "R4" | "R5" | "R6" | "R7" | "R8";

/** The same sentence in Norwegian (bokmål) and English. */
export interface Text {
  no: string;
  en: string;
}

export interface AlertRecord {
  /** `{kind}/{subject}/{openedAt in UTC}`. */
  alertId: string;
  kind: string;
  /** VKP alert code, where one exists. */
  vkpCode: string | null;
  subject: string;
  district: string | null;
  deviceId: string | null;
  residentRef: string | null;
  doseId: string | null;
  scenario: Scenario;
  severity: Severity;
  condition: "active" | "cleared";
  handling: "new" | "acknowledged" | "closed";
  openedAtMs: number;
  clearedAtMs: number | null;
  acknowledgedAtMs: number | null;
  acknowledgedBy: string | null;
  closedAtMs: number | null;
  closedBy: string | null;
  closeCause: string | null;
  closeAction: string | null;
  /** The incident that explains it; while that is open the alert is listed and not notified. */
  incidentId: string | null;
  summary: Text;
  nextAction: Text;
  /** Facts behind the alert, for people: names are terms of this system, values text or numbers. */
  evidence: Record<string, string | number | boolean | null>;
  notifiedAtMs: number | null;
}

export type DeviceStatus = "online" | "offline" | "unknown";

export interface DeviceRecord {
  deviceId: string;
  deviceClass: string;
  district: string;
  residentRef: string | null;
  status: DeviceStatus;
  statusSinceMs: number | null;
  lastHeardAtMs: number | null;
  /** The last connection state its topic carried; null if none ever came. */
  connection: "online" | "offline" | null;
  batteryPercent: number | null;
  mains: boolean | null;
  firmware: string | null;
}

export type ComponentStatus = "up" | "down" | "maintenance" | "unknown";

export interface ComponentRecord {
  /** `vendor-cloud`, or `mobile-network@grorud` for a component that exists per district. */
  componentId: string;
  status: ComponentStatus;
  statusSinceMs: number | null;
  lastProbeAtMs: number | null;
  downMin: number;
  maintenanceMin: number;
  unknownMin: number;
}

export interface IncidentRecord {
  incidentId: string;
  /** The component, or `monitoring-gap` for an outage of Velvakt itself. */
  rootCause: string;
  openedAtMs: number;
  closedAtMs: number | null;
  residents: string[];
  alerts: string[];
  doseIds: string[];
  /** First affected deadline minus the district's mobilisation time; null while no dose is affected. */
  decisionAtMs: number | null;
  report: IncidentReport;
}

/** What a report of an incident is made of, beside its lists. */
export interface IncidentReport {
  /** Since when the cause has been at work, by those who said so or by the first silence. */
  sinceMs: number;
  /** How we know: said by somebody, measured by probes, or concluded from silence. */
  foundBy: "declared" | "probes" | "inferred";
  /** How much of the silence the cause explains; 100 where it was said or measured. */
  confidencePercent: number;
  /** The cause and the components that are down because of it. */
  components: string[];
  devices: number;
  firstDeadlineAtMs: number | null;
  /** Affected doses by deadline, ascending: what was to be decided, and what became of it so far. */
  deadlines: IncidentDeadline[];
  supplierDutyPhone: string | null;
  /** Whether the devices concerned dispense without it, by class. */
  dispensesWithoutCloud: { deviceClass: string; answer: "yes" | "no" | "unknown"; hours: number | null }[];
  told: { teamId: string; stage: string; atMs: number }[];
  /** When the cause was over, by those who said so; null while it lasts, or is back. */
  endedAtMs: number | null;
  /** Announced maintenance of its components that overlapped it. */
  maintenance: (IncidentSpan & { componentId: string })[];
  /** Gaps of our own within it. */
  gaps: IncidentSpan[];
  closeReason: "component-up" | "outage-closed" | "heard-as-usual" | "dependents-heard" | "merged" | null;
}

export interface IncidentSpan {
  fromMs: number;
  /** Null while it lasts. */
  toMs: number | null;
}

export interface IncidentDeadline {
  deadlineAtMs: number;
  doses: number;
  critical: number;
  dispensed: number;
  missed: number;
  unconfirmed: number;
  excused: number;
  pending: number;
}

/** One message to one team; the outbox makes one delivery per channel of it. */
export interface Notification {
  /** Deterministic: the same cause, team and stage give the same id, so a repeat is recognised. */
  notificationId: string;
  teamId: string;
  atMs: number;
  stage: string;
  severity: Severity;
  alertIds: string[];
  incidentId: string | null;
  title: Text;
  body: Text;
}
