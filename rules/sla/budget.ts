import type { Run } from "../state.js";
import { contractOf } from "./account.js";
import type { Minutes } from "./cells.js";

/** How much unplanned downtime a window allows, and what is left of it; negative: the window is lost. */
export interface Budget {
  budgetMs: number;
  leftMs: number;
  /** Share of the elapsed time outside maintenance in which its state was known; null before any. */
  coveragePercent: number | null;
  /** Null while too little is known to say. */
  availabilityPercent: number | null;
}

/** The part of a window that lies behind us. */
export function elapsedMs(window: Minutes, nowMs: number): number {
  return Math.max(0, Math.min(window.toMs, nowMs) - window.fromMs);
}

/**
 * Availability = 1 − unplanned down ÷ (minutes − maintenance − unknown). The budget is that of the
 * whole window, the rest of it counted as if it were up: a window is lost only when nothing can save
 * it. Where most of the window is unknown the formula would judge by the outages alone, for nobody
 * publishes that a system is well: then what is unknown counts as up, and no availability is stated.
 */
export function budgetOf(run: Run, componentId: string, window: Minutes): Budget {
  const { slaCoveragePercentMin } = run.state.ecosystem.thresholds;
  const { availabilityPercent: agreed } = contractOf(run, componentId);
  const servedMs = elapsedMs(window, run.nowMs) - window.maintenanceMs;
  const knownMs = servedMs - window.unknownMs;
  const coveragePercent = servedMs > 0 ? (100 * knownMs) / servedMs : null;
  const isCovered = coveragePercent !== null && knownMs > 0 && coveragePercent >= slaCoveragePercentMin;
  const countedMs = window.toMs - window.fromMs - window.maintenanceMs - (isCovered ? window.unknownMs : 0);
  const budgetMs = (countedMs * (100 - agreed)) / 100;
  return {
    budgetMs,
    leftMs: budgetMs - window.downMs,
    coveragePercent,
    availabilityPercent: isCovered ? 100 - (100 * window.downMs) / knownMs : null,
  };
}
