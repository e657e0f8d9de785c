import type { EngineState } from "./state.js";

/** The names of samples that rest on events which are kept for good. */
const lastingSamples = /^chain-test(\/|$)/;

/**
 * Of the time before this only a part is known: plans, outages and what people did, but no probes and
 * no signs of life. So no figure may reach back before it, as if nothing had happened then: minutes
 * are unknown, counts and durations begin anew.
 */
export function figuresBegin(state: EngineState, nowMs: number): void {
  state.beganMs = nowMs;
  state.counts.clear();
  for (const name of state.samples.keys()) if (!lastingSamples.test(name)) state.samples.delete(name);
  for (const cell of state.components.values()) cell.folded = null;
  for (const account of state.sla.values()) {
    Object.assign(account, { countedToMs: nowMs, openOutage: null, windows: [], days: [] });
  }
}
