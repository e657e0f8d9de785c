import type { AlertCell } from "./alerts/open.js";
import type { ComponentCell } from "./chain/component.js";
import type { IncidentCell } from "./chain/incident.js";
import type { DeviceCell } from "./devices/cell.js";
import type { PlanCell, Span } from "./doses/plan.js";
import type { Ecosystem } from "./model/ecosystem.js";
import type { Output } from "./model/engine.js";
import { createTimers, type Timers } from "./timers.js";

/**
 * Everything the engine remembers: plain cells by id, so that a snapshot is one line per cell.
 * Only what can still change an answer is kept; the ledger in the database keeps the rest.
 */
export interface EngineState {
  ecosystem: Ecosystem;
  nowMs: number;
  seq: number;
  /** Engine time of the first input: no figure reaches back before it. */
  beganMs: number | null;
  timers: Timers;
  plans: Map<string, PlanCell>;
  devices: Map<string, DeviceCell>;
  components: Map<string, ComponentCell>;
  /** Spans in which Velvakt could not listen; an open one has `toMs` Infinity. */
  gaps: Span[];
  /** Alerts that are not closed, by `{kind}/{subject}`. */
  alerts: Map<string, AlertCell>;
  incidents: Map<string, IncidentCell>;
}

/** One step under way: the state, the moment, what caused it, and what came out. */
export interface Run {
  state: EngineState;
  nowMs: number;
  /** The type of the event that is being handled, or `time`; revisions carry it. */
  why: string;
  outputs: Output[];
}

export function createState(ecosystem: Ecosystem): EngineState {
  return {
    ecosystem,
    nowMs: Number.NEGATIVE_INFINITY,
    seq: 0,
    beganMs: null,
    timers: createTimers(),
    plans: new Map(),
    devices: new Map(),
    components: new Map(),
    gaps: [],
    alerts: new Map(),
    incidents: new Map(),
  };
}
