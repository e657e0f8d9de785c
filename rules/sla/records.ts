import { componentOf } from "../chain/component.js";
import type { EngineState, Run } from "../state.js";
import { accountNow, contractOf, hasContract, openAccount } from "./account.js";
import { budgetOf, elapsedMs } from "./budget.js";
import { burnRateOf, burnRows } from "./burn.js";
import type { SlaCell, SlaWindow } from "./cells.js";
import { forecastOf, type SlaForecast, type SlaState, stateOf } from "./forecast.js";

const minMs = 60_000;

export interface SlaOutage {
  fromMs: number;
  /** Null while it lasts. */
  toMs: number | null;
  /** Minutes it was down unplanned. */
  restoreMin: number;
  restoredInTime: boolean;
}

/** One contract window of one component; up, down, maintenance and unknown sum to `elapsedMin`. */
export interface SlaRecord {
  componentId: string;
  /** `2026-03` or `2026-Q1`. */
  window: string;
  fromMs: number;
  toMs: number;
  elapsedMin: number;
  upMin: number;
  downMin: number;
  maintenanceMin: number;
  unknownMin: number;
  agreedPercent: number;
  /** Null while too little is known to say. */
  availabilityPercent: number | null;
  coveragePercent: number | null;
  budgetMin: number;
  budgetLeftMin: number;
  restoreWithinMin: number;
  state: SlaState;
  /** Those that began in this window. */
  outages: SlaOutage[];
  /** Of the present window: how fast it is used up, at least; null of past ones. */
  burnRates: { lookbackMin: number; rate: number }[] | null;
  /** Of the present window; null of past ones. */
  forecast: SlaForecast | null;
}

/** All accounts at one moment. */
export interface SlaReport {
  /** Engine time; null before the first input. */
  atMs: number | null;
  /** Everything before is unknown to the accounts. */
  beganMs: number | null;
  records: SlaRecord[];
}

/** A report of the state as it is: components that were never heard of are made for the report alone. */
export function reportRun(state: EngineState): Run {
  return { state: { ...state, components: new Map(state.components) }, nowMs: state.nowMs, why: "report", outputs: [] };
}

function outageOf(restoreWithinMin: number, { fromMs, toMs, downMs }: SlaWindow["outages"][number], lasts: boolean) {
  const restoreMin = downMs / minMs;
  return { fromMs, toMs: lasts ? null : toMs, restoreMin, restoredInTime: restoreMin <= restoreWithinMin };
}

function recordOf(run: Run, view: SlaCell, window: SlaWindow): SlaRecord {
  const { componentId, openOutage } = view;
  const { availabilityPercent: agreedPercent, restoreWithinMin } = contractOf(run, componentId);
  const budget = budgetOf(run, componentId, window);
  const { budgetMs, leftMs, coveragePercent, availabilityPercent } = budget;
  const spentMs = window.downMs + window.maintenanceMs + window.unknownMs;
  const elapsed = elapsedMs(window, run.nowMs);
  const outages = window.outages.map((outage) => outageOf(restoreWithinMin, outage, false));
  if (openOutage && openOutage.fromMs >= window.fromMs && openOutage.fromMs < window.toMs) {
    outages.push(outageOf(restoreWithinMin, openOutage, true));
  }
  const lookbacksMin = burnRows.flatMap(({ shortMin, longMin }) => [shortMin, longMin]).sort((a, b) => a - b);
  const runs = window.toMs > run.nowMs;
  const forecast = runs ? forecastOf(run, componentOf(run, componentId), window, budget) : null;
  const rates = () => {
    const rate = burnRateOf(run, componentOf(run, componentId));
    return [...new Set(lookbacksMin)].map((lookbackMin) => ({ lookbackMin, rate: rate(lookbackMin) }));
  };
  return {
    componentId,
    window: window.label,
    fromMs: window.fromMs,
    toMs: window.toMs,
    elapsedMin: elapsed / minMs,
    upMin: (elapsed - spentMs) / minMs,
    downMin: window.downMs / minMs,
    maintenanceMin: window.maintenanceMs / minMs,
    unknownMin: window.unknownMs / minMs,
    agreedPercent,
    availabilityPercent,
    coveragePercent,
    budgetMin: budgetMs / minMs,
    budgetLeftMin: leftMs / minMs,
    restoreWithinMin,
    state: stateOf(budget, forecast),
    outages,
    burnRates: runs ? rates() : null,
    forecast,
  };
}

/** Ids of all components with an account: the ecosystem's, and each district's own that is known; none before the first input. */
export function contractedIds(state: EngineState): string[] {
  if (state.beganMs === null) return [];
  const everywhere = state.ecosystem.components.filter((component) => !component.perDistrict).map(({ id }) => id);
  const known = [...state.components.keys()].filter((id) => hasContract(state.ecosystem, id));
  return [...new Set([...everywhere, ...known])].sort();
}

/** The account of one component as of now. */
export function slaAccount(run: Run, componentId: string): SlaCell {
  return accountNow(
    run,
    run.state.sla.get(componentId) ?? openAccount(run, componentId),
    componentOf(run, componentId),
  );
}

/** Every contract window that is remembered, by component and beginning. */
export function slaRecords(state: EngineState): SlaRecord[] {
  const run = reportRun(state);
  return contractedIds(state).flatMap((id) => {
    const view = slaAccount(run, id);
    return view.windows.map((window) => recordOf(run, view, window));
  });
}

export function slaReport(state: EngineState): SlaReport {
  const { beganMs, nowMs } = state;
  return { atMs: beganMs === null ? null : nowMs, beganMs, records: slaRecords(state) };
}
