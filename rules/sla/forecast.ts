import type { ComponentCell } from "../chain/cells.js";
import { openGap } from "../chain/quiet.js";
import type { Run } from "../state.js";
import type { Budget } from "./budget.js";
import { downShareOf } from "./burn.js";
import type { Minutes } from "./cells.js";

/** `lost` holds whatever else is unknown: nothing can save the window any more. */
export type SlaState = "kept" | "at-risk" | "lost" | "unknown";

/** What becomes of a window that runs if it goes on as now; announced maintenance ahead of us is left out of it. */
export interface SlaForecast {
  /** It is down and stays so; or it is down for as great a part of the time as in the last 24 hours it was served. */
  basis: "down-now" | "last-day";
  /** When the budget is used up at that rate; null if not within the window, or if it is lost already. */
  lostAtMs: number | null;
  /** Minutes down at the end of the window at that rate. */
  downMin: number;
}

const minMs = 60_000;
const lookbackMin = 24 * 60;

export function forecastOf(run: Run, cell: ComponentCell, window: Minutes, { leftMs }: Budget): SlaForecast {
  // In a gap of our own nobody knows whether it is down.
  const isDown = cell.status === "down" && !openGap(run);
  const share = isDown ? 1 : downShareOf(run, cell, lookbackMin);
  const aheadMs = window.toMs - run.nowMs;
  const lostAtMs = leftMs >= 0 && share > 0 ? Math.ceil(run.nowMs + leftMs / share) : Number.POSITIVE_INFINITY;
  return {
    basis: isDown ? "down-now" : "last-day",
    lostAtMs: lostAtMs < window.toMs ? lostAtMs : null,
    downMin: (window.downMs + share * aheadMs) / minMs,
  };
}

/** Too little is known to call a window kept long before its outages alone could lose it. */
export function stateOf({ leftMs, availabilityPercent }: Budget, forecast: SlaForecast | null): SlaState {
  if (leftMs < 0) return "lost";
  if (forecast !== null && forecast.lostAtMs !== null) return "at-risk";
  return availabilityPercent === null ? "unknown" : "kept";
}
