import type { PeriodFacts } from "../kpi/facts.js";
import type { ScalingConfig } from "../model/ecosystem.js";
import type { Scenario, Text } from "../model/record.js";
import type { Criterion } from "../model/risk.js";
import type { Thresholds } from "../thresholds.js";

/** What the gate is judged by. Everything says when it was found out, and null is what nobody knows. */

export interface DistrictEvidence {
  id: string;
  name: string;
  residents: number;
  dutyPhones: number;
  responseLimitMin: number;
  mobilisationMin: number;
  /** Most alerts in an hour for each duty phone, in the time that criteria have to be held for. */
  phonePeak: number | null;
  /** When the alert chain was last tested all the way. */
  chainTestMs: number | null;
  /** People for manual rounds; null where nobody has said. */
  staff: number | null;
  /** Of the busiest hour of the local day: alerts a day on average; null where nothing was counted. */
  busiestHourAlerts: number | null;
}

export interface ComponentEvidence {
  name: Text;
  /** Null: serves all districts. */
  district: string | null;
  agreedPercent: number;
  /** Of every contract window that the time to be held touches, the worst; null while one cannot be said. */
  availabilityPercent: number | null;
}

export interface ScenarioEvidence {
  id: Scenario;
  state: "not-assessed" | "green" | "accepted" | "not-accepted";
  isRed: boolean;
  /** Assessed too long ago, or before the figures became others. */
  isOutdated: boolean;
}

export interface GateEvidence {
  /** Null: the whole city. */
  district: string | null;
  /** Since when Velvakt watches; null: not yet. */
  beganMs: number | null;
  /** When what the weeks say was counted; null: never. */
  figuresAtMs: number | null;
  /** The time that criteria have to be held for, week by week, the oldest first and perhaps shorter. */
  weeks: PeriodFacts[];
  /** All of it. */
  held: PeriodFacts;
  /** The city's weeks: what is known of no district alone. */
  cityWeeks: PeriodFacts[];
  /** Those of the gate's place that have residents, or the one it is about. */
  districts: DistrictEvidence[];
  /** When the rest was looked at: the engine's time. */
  seenAtMs: number | null;
  components: ComponentEvidence[];
  scenarios: ScenarioEvidence[];
  /** Incidents that touched doses and that nobody has reviewed; null while that cannot be read. */
  unreviewed: number | null;
}

/** What the installation wants of it. */
export interface GateRules {
  scaling: ScalingConfig;
  thresholds: Thresholds;
}

/** With another unit where that depends on the place. */
export type Judgement = Pick<Criterion, "target" | "actual" | "met" | "why"> &
  Partial<Pick<Criterion, "unit" | "must">>;
