import type { RiskColour } from "../model/ecosystem.js";

/** One test of the alert chain, and how far it has come. */
export interface ChainTestCell {
  alertRef: string;
  district: string | null;
  raisedAtMs: number | null;
  deliveredAtMs: number | null;
  acknowledgedAtMs: number | null;
  /** It has been counted as a test that went all the way. */
  passed: boolean;
  failedTold: boolean;
  forgetAtMs: number;
}

/**
 * What frequencies are made of: counts per day, kept for a year, and the latest durations. They
 * outlive the alerts and messages they come from, and stay small however long the engine runs.
 */
export interface CountCell {
  /** Ascending days since 1970 (UTC) with how often on each. */
  days: { day: number; n: number }[];
}

export interface SampleCell {
  /** Ascending by when they were noted. */
  samples: { atMs: number; min: number }[];
}

/** The latest that people decided about one scenario. */
export interface RiskCell {
  scenario: string;
  /** How often it has been assessed. */
  version: number;
  assessedMs: number | null;
  /** Null until it is assessed. */
  probability: number | null;
  consequence: Record<string, number> | null;
  accepted: { colour: RiskColour; atMs: number; untilMs: number } | null;
}
