import type { Thresholds } from "../thresholds.js";
import type { Scenario } from "./record.js";

/** One installation, as its checked ecosystem file says. Ids are `[a-z0-9-]`, unique in their list. */
export interface Ecosystem {
  tenant: string;
  /** IANA zone. */
  timezone: string;
  districts: District[];
  suppliers: Supplier[];
  components: Component[];
  deviceClasses: DeviceClass[];
  flows: Flow[];
  scenarios: ScenarioConfig[];
  /** Rows probability 1–5, columns consequence 1–5. */
  matrix: RiskColour[][];
  scaling: ScalingConfig;
  teams: Team[];
  routes: Route[];
  schedules: Schedule[];
  /** Defaults with the file's changes applied. */
  thresholds: Thresholds;
}

export type RiskColour = "green" | "yellow" | "red";

export interface District {
  id: string;
  name: string;
  dutyPhones: number;
  responseLimitMin: number;
  /** Velvakt is the first alarm here; default false: it watches the supplier's alarm. */
  firstAlarm: boolean;
  /** Time to get people on the road for manual rounds, minutes. */
  mobilisationMin: number;
  /** People for manual rounds; null: as many as `scaling` says for every district. */
  fallbackStaff: number | null;
}

export interface Supplier {
  id: string;
  name: string;
  subcontractorOf: string | null;
  /** ISO 3166 codes of countries with access or storage. */
  countries: string[];
  dutyPhone: string | null;
}

export type Probe =
  | { kind: "http"; target: string; everySec: number; timeoutMs: number }
  | { kind: "tcp"; target: string; everySec: number; timeoutMs: number }
  | { kind: "tls"; target: string; everySec: number; timeoutMs: number }
  | { kind: "mqtt"; target: string; everySec: number; timeoutMs: number }
  | { kind: "sip"; target: string; everySec: number; timeoutMs: number };

export interface Component {
  id: string;
  name: { no: string; en: string };
  kind: string;
  supplier: string;
  hosting: string | null;
  dependsOn: string[];
  criticality: 1 | 2;
  sla: { availabilityPercent: number; window: "month" | "quarter"; restoreWithinMin: number };
  /** Exists once per district, as `{id}@{district}`. */
  perDistrict: boolean;
  probe: Probe | null;
}

export interface DeviceClass {
  id: string;
  kind: "dispenser" | "safety-alarm" | "digital-supervision" | "gps" | "door-lock" | "nurse-call";
  heartbeatEverySec: number;
  offlineAfterMin: number;
  batteryRuntimeMin: number;
  dispensesWithoutCloud: "yes" | "no" | "unknown";
  dispensesWithoutCloudHours: number | null;
  /** Versions that are supported, or what they begin with; null where nobody has said. */
  firmwareSupported: string[] | null;
  /** Component ids from the device inwards. */
  path: string[];
}

/** A message's way: `hopLimitSec[i]` bounds the time from `steps[i]` to `steps[i + 1]`. */
export interface Flow {
  id: string;
  steps: string[];
  hopLimitSec: number[];
}

export type ConsequenceArea = "life-and-health" | "compliance" | "goal-attainment" | "trust";

export interface ScenarioConfig {
  id: Scenario;
  name: { no: string; en: string };
  owner: { no: string; en: string };
  /** 1–5 in each area. */
  consequence: Record<ConsequenceArea, number>;
  /** Upper bounds of the observed frequency for probability 1, 2, 3 and 4; ascending. */
  bands: number[];
  /** The role that may, by colour. */
  acceptance: Record<"green" | "yellow" | "red", { no: string; en: string }>;
}

export interface ScalingConfig {
  /** Approved number of residents. */
  ceiling: number;
  /** Time that one alert takes whoever answers it. */
  handlingMin: number;
  /** Time of one visit of the manual rounds, travel included. */
  visitMin: number;
  /** People for manual rounds in a district; null where nobody has said: it is not known then whom they reach. */
  staffPerDistrict: number | null;
  criteria: {
    onTimePercentMin: number;
    unconfirmedPercentMax: number;
    journalCompletenessPercentMin: number;
    alertsPerPhoneHourMax: number;
    chainTestDaysMax: number;
    coveragePercentMin: number;
    heldDays: number;
  };
}

/** People who get notifications, and over which channels. */
export interface Team {
  id: string;
  name: string;
  /** Districts it answers for; empty means all. */
  districts: string[];
  channels: Channel[];
  /** When it can be reached for what is not urgent; null means always. */
  schedule: string | null;
}

export type Channel =
  | { id: string; kind: "console" }
  | { id: string; kind: "webhook"; url: string; secretEnv: string | null };

/** The first route that matches an alert decides its teams; empty conditions match everything. */
export interface Route {
  kinds: string[];
  severities: string[];
  districts: string[];
  teams: string[];
}

/** Weekly opening hours in the installation's zone. */
export interface Schedule {
  id: string;
  days: ("mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun")[];
  /** `HH:MM`. */
  from: string;
  to: string;
}
