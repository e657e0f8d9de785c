import type { Flow } from "../model/ecosystem.js";
import { type AlertRecord, type FlowStatus, flowStatuses } from "../model/record.js";
import type { EngineState, Run } from "../state.js";
import type { HopCell } from "./cells.js";
import { hopSubject, latencyMs } from "./hop-words.js";

const statusOfKind = new Map<string, FlowStatus>([
  ["flow-broken", "broken"],
  ["flow-rejecting", "rejecting"],
  ["flow-slow", "slow"],
]);

/** From one step to the next, of one district where the flow begins in one. */
export interface HopView {
  from: string;
  to: string;
  district: string | null;
  status: FlowStatus;
  limitSec: number;
  /** Messages that have come to it and not out of it. */
  inFlight: number;
  /** When the latest message came out, by the messages' own times. */
  lastOutMs: number | null;
  /** Of the window that alerts look at; null where too few came through. */
  p50Sec: number | null;
  p95Sec: number | null;
  /** The latest outcomes, as many as alerts look at. */
  latest: number;
  rejectedOfLatest: number;
}

export interface FlowView {
  flow: string;
  /** The worst of its hops and of what is open about it. */
  status: FlowStatus;
  hops: HopView[];
  /** Open ones, also about doses of which no word comes through. */
  alerts: { alertId: string; kind: string; subject: string; district: string | null; openedAtMs: number }[];
}

const worst = (statuses: readonly FlowStatus[]): FlowStatus =>
  flowStatuses.find((status) => statuses.includes(status)) as FlowStatus;

/** What open alerts about flows call them. */
const saidBy = (open: readonly AlertRecord[]) => open.map(({ kind }) => statusOfKind.get(kind) as FlowStatus);

const toSec = (ms: number | null): number | null => (ms === null ? null : Math.round(ms / 1000));

function hopView(run: Run, flow: Flow, hop: HopCell, open: readonly AlertRecord[]): HopView {
  const windowMs = run.state.ecosystem.thresholds.flowWindowMin * 60_000;
  const subject = hopSubject(flow, hop);
  const said = saidBy(open.filter((one) => one.subject === subject));
  const isHeard = hop.lastOutMs !== null && hop.lastOutMs >= run.nowMs - windowMs;
  return {
    ...placeOf(flow, hop.index),
    district: hop.district,
    status: worst([...said, isHeard ? "flowing" : "unknown"]),
    inFlight: hop.inFlight,
    lastOutMs: hop.lastOutMs,
    p50Sec: toSec(latencyMs(run, hop, 50)),
    p95Sec: toSec(latencyMs(run, hop, 95)),
    latest: hop.outcomes.length,
    rejectedOfLatest: hop.outcomes.filter(({ rejected }) => rejected).length,
  };
}

function placeOf(flow: Flow, index: number): Pick<HopView, "from" | "to" | "limitSec"> {
  const { steps, hopLimitSec } = flow;
  return { from: steps[index] as string, to: steps[index + 1] as string, limitSec: hopLimitSec[index] as number };
}

/** One that no message has ever come to: left out, it would pass for healthy. */
function neverSeen(flow: Flow, index: number): HopView {
  const nothing = { inFlight: 0, lastOutMs: null, p50Sec: null, p95Sec: null, latest: 0, rejectedOfLatest: 0 };
  return { ...placeOf(flow, index), district: null, status: "unknown", ...nothing };
}

function hopsOf(run: Run, flow: Flow, open: readonly AlertRecord[]): HopView[] {
  const cells = [...run.state.hops.values()].filter((hop) => hop.flow === flow.id);
  cells.sort((a, b) => ((a.district ?? "") < (b.district ?? "") ? -1 : 1));
  return flow.hopLimitSec.flatMap((_limit, index) => {
    const own = cells.filter((hop) => hop.index === index).map((hop) => hopView(run, flow, hop, open));
    return own.length > 0 ? own : [neverSeen(flow, index)];
  });
}

/** How messages come through the chain now: every flow of the ecosystem file, and every other that an alert is about. */
export function flowsView(state: EngineState): FlowView[] {
  const run: Run = { state, nowMs: state.nowMs, why: "flows", outputs: [] };
  const records = [...state.alerts.values()].map(({ record }) => record);
  const open = records.filter(({ kind, condition }) => condition === "active" && statusOfKind.has(kind));
  const { flows } = state.ecosystem;
  const others = new Set(open.map(({ evidence }) => String(evidence.flow)));
  for (const { id } of flows) others.delete(id);
  const known = [...flows, ...[...others].sort().map((id) => ({ id, steps: [], hopLimitSec: [] }))];
  return known.map((flow) => {
    const own = open.filter(({ evidence }) => evidence.flow === flow.id);
    const hops = hopsOf(run, flow, own);
    return {
      flow: flow.id,
      status: worst([...saidBy(own), ...hops.map(({ status }) => status)]),
      hops,
      alerts: own.map(({ alertId, kind, subject, district, openedAtMs }) => ({
        alertId,
        kind,
        subject,
        district,
        openedAtMs,
      })),
    };
  });
}
