import type { EngineState } from "../state.js";
import { contractOf } from "./account.js";
import type { Minutes } from "./cells.js";
import { reportRun, slaAccount } from "./records.js";

const minMs = 60_000;
const dayMs = 86_400_000;

/** The last 30 local days of one component. */
export interface MonthFigures {
  componentId: string;
  downMin: number;
  /** Minutes in which its state was known, maintenance apart. */
  knownMin: number;
  /** Minutes in which it should have been known. */
  servedMin: number;
  /** Outages that lasted longer than the contract allows, of all windows that are remembered. */
  outagesBreached: number;
  /** The longest outage of all windows that are remembered. */
  longestOutageMin: number;
}

export function monthOf(state: EngineState, componentId: string): MonthFigures {
  const run = reportRun(state);
  const view = slaAccount(run, componentId);
  const days = view.days.filter((day) => day.toMs > state.nowMs - 30 * dayMs);
  const sum = (of: (day: Minutes) => number) => days.reduce((total, day) => total + of(day), 0) / minMs;
  const servedMin = sum((day) => Math.min(day.toMs, state.nowMs) - day.fromMs - day.maintenanceMs);
  const outages = view.windows.flatMap((window) => window.outages);
  if (view.openOutage) outages.push(view.openOutage);
  const { restoreWithinMin } = contractOf(run, componentId);
  return {
    componentId,
    downMin: sum((day) => day.downMs),
    knownMin: servedMin - sum((day) => day.unknownMs),
    servedMin,
    outagesBreached: outages.filter((outage) => outage.downMs > restoreWithinMin * minMs).length,
    longestOutageMin: Math.max(0, ...outages.map((outage) => outage.downMs)) / minMs,
  };
}
