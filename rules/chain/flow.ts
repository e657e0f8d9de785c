import type { PathBreak } from "../doses/judge.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { baseId, districtOf } from "./path.js";

export function pathKey(path: readonly string[]): string {
  return path.join(">");
}

/** Whether a hop lies on the way: both of its ends do, in this district. */
function liesOn(hop: HopCell, flow: Flow, path: readonly string[]): boolean {
  const from = path.find((id) => baseId(id) === flow.steps[hop.index]);
  const to = path.find((id) => baseId(id) === flow.steps[hop.index + 1]);
  if (!from || !to) return false;
  return hop.district === null || path.some((id) => districtOf(id) === hop.district);
}

/** The flow that carries what devices on this way say: all of its steps lie on it. */
export function flowOfPath(run: Run, path: readonly string[]): Flow | undefined {
  const ids = path.map(baseId);
  return run.state.ecosystem.flows.find((flow) => flow.steps.every((step) => ids.includes(step)));
}

export const doseFlowId = "dose-event";

/** Spans in which a flow that carries the doses of this path was broken. */
export function flowBreaksOf(run: Run, path: readonly string[]): PathBreak[] {
  const { hops, paths, ecosystem } = run.state;
  const breaks: PathBreak[] = [];
  for (const hop of hops.values()) {
    if (hop.breaks.length === 0) continue;
    const flow = ecosystem.flows.find((one) => one.id === hop.flow);
    if (!flow || !liesOn(hop, flow, path)) continue;
    for (const { fromMs, toMs } of hop.breaks) breaks.push({ fromMs, toMs, cause: `flow:${hop.flow}` });
  }
  const flowId = flowOfPath(run, path)?.id ?? doseFlowId;
  for (const { fromMs, toMs } of paths.get(pathKey(path))?.breaks ?? []) {
    breaks.push({ fromMs, toMs, cause: `flow:${flowId}` });
  }
  return breaks;
}
