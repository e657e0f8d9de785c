import { type AlertKindId, inBoth } from "../alerts/catalogue.js";
import { alertKey } from "../alerts/open.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { nameOf } from "./path.js";

/** `journal/epj`, or `dose-event@grorud/vendor-cloud`: the flow, and the step that messages do not reach. */
export function hopSubject(flow: Flow, { district, index }: HopCell): string {
  return `${flow.id}${district === null ? "" : `@${district}`}/${flow.steps[index + 1]}`;
}

/** The step that messages do not reach, as evidence. */
export function stepNames(run: Run, flow: Flow, hop: HopCell) {
  return inBoth("step", nameOf(run.state.ecosystem, flow.steps[hop.index + 1] as string));
}

/** Said already: findings speak when they begin and end, not with every message. */
export function isActive(run: Run, kind: AlertKindId, subject: string): boolean {
  return run.state.alerts.get(alertKey(kind, subject))?.record.condition === "active";
}

/** The `percent`th percentile of a hop's latencies within the window, by the nearest rank; null if there are too few. */
export function latencyMs(run: Run, hop: HopCell, percent: number): number | null {
  const { flowSamples, flowWindowMin } = run.state.ecosystem.thresholds;
  const sinceMs = run.nowMs - flowWindowMin * 60_000;
  const latencies = hop.latencies.filter((one) => one.atMs >= sinceMs).map((one) => one.latencyMs);
  if (latencies.length < flowSamples) return null;
  latencies.sort((a, b) => a - b);
  return latencies[Math.ceil((percent / 100) * latencies.length) - 1] as number;
}
