import type { PathBreak } from "../doses/judge.js";
import type { Span } from "../doses/plan.js";
import type { Flow } from "../model/ecosystem.js";
import type { Run } from "../state.js";
import { baseId, districtOf } from "./path.js";

/** A message on its way through a flow, by the times at which each step passed it on. */
export interface MessageCell {
  flow: string;
  messageId: string;
  /** Of the first step, where that exists per district. */
  district: string | null;
  /** One per step; null where it has not been seen. */
  passedMs: (number | null)[];
  /** Hops that have counted it as passed or rejected. */
  settled: number[];
  seenMs: number;
}

/** One hop of a flow, `steps[index]` → `steps[index + 1]`, of one district where the flow begins in one. */
export interface HopCell {
  flow: string;
  index: number;
  district: string | null;
  passed: number;
  rejected: number;
  inFlight: number;
  /** The latest messages that came to this hop, ascending by time. */
  waiting: { messageId: string; t: number; dueMs: number; done: boolean }[];
  /** When the latest message came out of it, by the messages' own times; null before any did. */
  lastOutMs: number | null;
  /** Latest times of passing and how long it took, in order of reception. */
  latencies: { atMs: number; latencyMs: number }[];
  /** The latest outcomes, in order of reception. */
  outcomes: { atMs: number; rejected: boolean }[];
  /** When it was broken, by the messages' own times; an open one has `toMs` Infinity. */
  breaks: Span[];
}

/** Doses that the plans predict on one way of devices, against those that were reported. */
export interface PathCell {
  key: string;
  path: string[];
  /** The latest dose of each device, by deadline: heard of, or not although the device was heard. */
  recent: { deviceId: string; atMs: number; opensAtMs: number; silent: boolean }[];
  /** On an ordinary day: decayed counts. */
  usual: { due: number; silent: number };
  lastReportMs: number | null;
  /** Reports that came through since the break was found, ascending. */
  passedMs: number[];
  /** Doses whose device has reminded of them: `{deviceId}@{S}`. */
  reminded: string[];
  breaks: (Span & { detectedAtMs: number })[];
}

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
