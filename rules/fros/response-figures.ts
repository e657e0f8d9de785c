import { responseLimitMs } from "../alerts/limits.js";
import type { EngineState } from "../state.js";
import { percentile, samplesOf } from "./figures.js";

const minMs = 60_000;

/** How long people or systems took, minutes. Null of no sample. */
export interface Durations {
  sample: number;
  p50Min: number | null;
  p90Min: number | null;
  /** Share within the district's response limit, per cent. */
  withinLimitPercent: number | null;
}

export interface ResponseFigures {
  /** Null: alerts that concern no district. */
  district: string | null;
  /** Velvakt's own alerts, from notified to taken. */
  own: Durations;
  /** Longest wait of an alert that nobody has taken yet; null if there is none. */
  oldestWaitingMin: number | null;
  /** The supplier's alerts, from raised to delivered and to taken. */
  supplierDelivered: Durations;
  supplierTaken: Durations;
}

function durations(values: readonly number[], limitMin: number): Durations {
  const within = values.filter((value) => value <= limitMin).length;
  return {
    sample: values.length,
    p50Min: percentile(values, 50),
    p90Min: percentile(values, 90),
    withinLimitPercent: values.length === 0 ? null : (100 * within) / values.length,
  };
}

function noted(state: EngineState, name: string): number[] {
  return samplesOf(state, name).map((one) => one.min);
}

/**
 * What the scaling gate and leaders look at, per district. An alert that has waited longer than the
 * limit counts with its wait so far: who never answers must not look quick.
 */
export function responseFigures(state: EngineState): ResponseFigures[] {
  const { ecosystem, nowMs } = state;
  const waitingMin = new Map<string, number[]>();
  for (const { record, watch } of state.alerts.values()) {
    if (!watch || record.handling !== "new" || record.condition !== "active") continue;
    const name = record.district ?? "_";
    const known = waitingMin.get(name) ?? [];
    known.push((nowMs - watch.toldAtMs) / minMs);
    waitingMin.set(name, known);
  }
  const districts = [...ecosystem.districts.map(({ id }) => id).sort(), null];
  return districts.map((district) => {
    const name = district ?? "_";
    const limitMin = responseLimitMs(ecosystem, district) / minMs;
    const waiting = waitingMin.get(name) ?? [];
    const own = [...noted(state, `response/${name}`), ...waiting.filter((min) => min > limitMin)];
    return {
      district,
      own: durations(own, limitMin),
      oldestWaitingMin: waiting.length === 0 ? null : Math.max(...waiting),
      supplierDelivered: durations(noted(state, `supplier-delivered/${name}`), limitMin),
      supplierTaken: durations(noted(state, `supplier-taken/${name}`), limitMin),
    };
  });
}

/** The 90th percentile of all districts together, own alerts. */
export function cityResponse(state: EngineState): Durations {
  const names = [...state.ecosystem.districts.map(({ id }) => id), "_"];
  return durations(
    names.flatMap((name) => noted(state, `response/${name}`)),
    responseLimitMs(state.ecosystem, null) / minMs,
  );
}
