import { alertKinds } from "../alerts/catalogue.js";
import type { Scenario } from "../model/record.js";
import type { Indicator } from "../model/risk.js";
import type { EngineState } from "../state.js";
import { countedIn, observedDays } from "./figures.js";

/** What speaks about a scenario; `observed` is what its bands count, null while the sample does not carry it. */
export interface Evidence {
  indicators: Record<string, Indicator>;
  /** The indicator that the bands count; null where there is none. */
  counted: string | null;
  observed: number | null;
}

/**
 * Smallest samples that carry a proposal. Below, one event more or less would move the probability
 * by more than a band. Source: judgement.
 */
export const samplesMin = {
  daysForYearly: 90,
  daysForMonthly: 14,
  messages: 500,
  closings: 20,
  changes: 20,
  residents: 20,
  devices: 20,
  doses: 300,
  componentCoveragePercent: 50,
  doseCoveragePercent: 90,
} as const;

export function countOf(value: number, sample = value): Indicator {
  return { value, unit: "count", sample, coveragePercent: null };
}

/** A share in per cent or per mille; null of nothing. */
export function shareOf(part: number, whole: number, unit: "percent" | "per-mille" = "percent"): Indicator {
  const times = unit === "percent" ? 100 : 1000;
  return { value: whole > 0 ? (times * part) / whole : null, unit, sample: whole, coveragePercent: null };
}

export function minutesOf(value: number | null, sample: number): Indicator {
  return { value, unit: "minutes", sample, coveragePercent: null };
}

/** Alerts that speak for the scenario: open, still true, and opened within a year. */
export function alertsOf(state: EngineState, scenario: Scenario): Record<string, Indicator> {
  const open = [...state.alerts.values()].filter(({ record }) => record.scenario === scenario);
  const active = open.filter(({ record }) => record.condition === "active");
  const kinds = Object.entries(alertKinds).filter(([, kind]) => kind.scenario === scenario);
  const opened = kinds.reduce((sum, [kind]) => sum + countedIn(state, `opened/${kind}`), 0);
  return {
    alertsOpen: countOf(open.length),
    alertsActive: countOf(active.length),
    alertsOpenedYear: countOf(opened),
  };
}

/** Days observed, of a year. */
export function observedYear(state: EngineState): Indicator {
  const days = observedDays(state);
  return { value: days, unit: "days", sample: Math.floor(days), coveragePercent: (100 * days) / 366 };
}
