import type { AlertCell, Correction, SupplierAlertCell, SupplierDeviceCell } from "./alerts/cells.js";
import type { ComponentCell, HopCell, IncidentCell, MessageCell, PathCell, PulseCell } from "./chain/cells.js";
import type { DeviceCell } from "./devices/cells.js";
import type { PlanCell } from "./doses/cells.js";
import type { ChainTestCell, CountCell, RiskCell, SampleCell } from "./fros/cells.js";
import type { Ecosystem } from "./model/ecosystem.js";
import type { Output } from "./model/engine.js";
import type { GateCell } from "./scaling/cells.js";
import type { SlaCell } from "./sla/cells.js";
import type { Span } from "./span.js";
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
  /** Devices that nobody has spoken for, by when they last said something; the most silent first. */
  strangers: Map<string, number>;
  components: Map<string, ComponentCell>;
  /** Spans in which Velvakt could not listen; an open one has `toMs` Infinity. */
  gaps: Span[];
  /** Alerts that are not closed, by `{kind}/{subject}`. */
  alerts: Map<string, AlertCell>;
  /** Which of them one message told of, by the id of its first. */
  toldTogether: Map<string, string[]>;
  incidents: Map<string, IncidentCell>;
  /** Messages under way between systems by `{flow}/{messageId}`, and the hops they take. */
  messages: Map<string, MessageCell>;
  hops: Map<string, HopCell>;
  /** Doses reported against doses planned, by the way the reports take. */
  paths: Map<string, PathCell>;
  /** Signs of life by district. */
  pulses: Map<string, PulseCell>;
  /** Time before this passed while Velvakt was away and is being worked through at once. */
  catchUpMs: number;
  /** Contract accounts by component. */
  sla: Map<string, SlaCell>;
  /** Alerts of suppliers' own systems by their ref, and which of them a device has. */
  supplierAlerts: Map<string, SupplierAlertCell>;
  supplierDevices: Map<string, SupplierDeviceCell>;
  /** Tests of the alert chain by their ref. */
  chainTests: Map<string, ChainTestCell>;
  /** Counts per day and latest durations, by name. */
  counts: Map<string, CountCell>;
  samples: Map<string, SampleCell>;
  /** What people decided about the scenarios, by scenario. */
  risks: Map<string, RiskCell>;
  /** The latest judgement of each scaling gate, by district; `city` for all. */
  gates: Map<string, GateCell>;
  /** The version each component last said it runs. */
  versions: Map<string, string>;
  /** Verdicts told that are others now, not yet told again. */
  corrections: Correction[];
  /** When each team was last told of such. */
  correctionsToldMs: Map<string, number>;
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
    strangers: new Map(),
    components: new Map(),
    gaps: [],
    alerts: new Map(),
    toldTogether: new Map(),
    incidents: new Map(),
    messages: new Map(),
    hops: new Map(),
    paths: new Map(),
    pulses: new Map(),
    catchUpMs: Number.NEGATIVE_INFINITY,
    sla: new Map(),
    supplierAlerts: new Map(),
    supplierDevices: new Map(),
    chainTests: new Map(),
    counts: new Map(),
    samples: new Map(),
    risks: new Map(),
    gates: new Map(),
    versions: new Map(),
    corrections: [],
    correctionsToldMs: new Map(),
  };
}
