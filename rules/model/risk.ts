import type { ConsequenceArea, RiskColour } from "./ecosystem.js";
import type { Scenario, Text } from "./record.js";

/** What people decide about risk and growth, and what the tool had shown them when they did. */

export type RiskLevel = RiskColour | "insufficient data";

/** One figure with what it rests on. */
export interface Indicator {
  /** Null where nothing was observed. */
  value: number | null;
  unit: "count" | "percent" | "per-mille" | "minutes" | "days" | "per-year";
  /** How many observations it was made of. */
  sample: number;
  /** Share of what should have been observed that was; null where nobody can know. */
  coveragePercent: number | null;
}

/** A probability as telemetry has it. People set levels; this only proposes. */
export interface Proposal {
  /** What the scenario's bands count; null where nothing can be counted. */
  observed: Indicator | null;
  /** 1–5; null while the evidence does not carry a proposal. */
  probability: number | null;
  /** Probabilities that chance leaves open, at 95 %; null where that cannot be said. */
  range: { low: number; high: number } | null;
  confidence: "high" | "medium" | "low" | "insufficient data";
  level: RiskLevel;
}

/** What an assessment was made of: when one of these becomes another one, it is due again. */
export interface RiskWorld {
  residents: number;
  ceiling: number;
  /** Classes of which there are devices. */
  deviceClasses: string[];
  /** `{class} {major version}` that devices run. */
  firmware: string[];
  /** Supplier by component. */
  suppliers: Record<string, string>;
  /** Latest version by component, as far as said. */
  versions: Record<string, string>;
}

/** The weekly session's word on one scenario. Never overwritten: the next one has the next version. */
export interface Assessment {
  scenario: Scenario;
  /** Who wrote it down. */
  actor: string;
  consequence: Record<ConsequenceArea, number>;
  /** 1–5. */
  probability: number;
  reasons: string;
  participants: string[];
  dissent: { who: string; what: string }[];
  /** What is known and what is not, in the session's words. */
  knowledge: string;
  /** What the tool had shown them. */
  basis: { proposal: Proposal; world: RiskWorld };
}

/** A person takes responsibility for a risk for a limited time. */
export interface Acceptance {
  scenario: Scenario;
  /** Version of the assessment that was accepted. */
  version: number;
  actor: string;
  role: string;
  /** The colour that was accepted: a graver one is not. */
  colour: RiskColour;
  reason: string;
  untilMs: number;
}

export type GateStatus = "GO" | "NO-GO" | "UNKNOWN";

/** One criterion of the scaling gate. */
export interface Criterion {
  id: string;
  name: Text;
  unit: "percent" | "minutes" | "count" | "days" | "per-phone-hour";
  target: number;
  /** Whether the figure must be at least or at most the target. */
  must: "at-least" | "at-most";
  /** Null while it cannot be said. */
  actual: number | null;
  /** Null: cannot be judged. */
  met: boolean | null;
  evidenceAgeMin: number | null;
  why: Text;
}

/** Whether more residents are responsible, of one district or of the city (null). */
export interface Gate {
  district: string | null;
  status: GateStatus;
  criteria: Criterion[];
}

/** More residents are asked for. What the tool found is kept as it stood; a person decides. */
export interface ScalingRequest {
  requestId: string;
  district: string;
  residents: number;
  /** `YYYY-MM`. */
  from: string;
  actor: string;
  reason: string;
  gate: GateStatus;
  checks: RequestCheck[];
}

export interface RequestCheck {
  id: "gate" | "city-gate" | "ceiling" | "open-reds" | "headroom" | "fallback";
  met: boolean | null;
  why: Text;
}

export interface ScalingDecision {
  requestId: string;
  actor: string;
  role: string;
  decision: "approved" | "refused";
  reason: string;
}
