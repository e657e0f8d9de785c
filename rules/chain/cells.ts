import type { ComponentStatus, IncidentRecord } from "../model/record.js";
import type { Span } from "../span.js";

/** What is known of one component, as sets of statements with their own times. */
export interface ComponentCell {
  componentId: string;
  outages: { t: number; id: string; opened: boolean }[];
  /** Declared outages of long ago, closed. */
  pastOutages: Span[];
  /** Declared outages that were over while still declared: from when on, by their beginning. */
  overs: { fromMs: number; overMs: number }[];
  inferred: InferredSpan[];
  /** By target. */
  probes: ProbeCell[];
  maintenance: Span[];
  /** Derived from the above by `downSpansOf`. */
  downSpans: Span[];
  lastProbeAtMs: number | null;
  status: ComponentStatus;
  statusSinceMs: number | null;
  /** Minutes of a time so long ago that its spans are no longer kept. */
  folded: { untilMs: number; downMin: number; maintenanceMin: number; unknownMin: number } | null;
  /** How often devices behind it fall silent on an ordinary day: decayed counts. */
  usual: { due: number; silent: number };
  /** A device behind it has told of a contact in the past: overs may have to be found anew. */
  heardLate: boolean;
}

/** An outage that nobody declared: what depends on the component fell silent together. */
export interface InferredSpan extends Span {
  /** When the evidence sufficed. */
  detectedAtMs: number;
  /** Devices behind the component, and those of them that were silent then. */
  devices: number;
  silent: number;
  confidencePercent: number;
}

/** What results come to, taken one after the other. */
export interface ProbeSpans {
  /** From the first of so many failures in a row to the next success; the last one may last. */
  down: Span[];
  /** In which somebody vouched for the component: each result speaks until it is stale. */
  vouched: Span[];
  /** Failures in a row at the end, and when they began. */
  failures: number;
  firstFailureMs: number;
  /** The latest result, and the latest intervals between results. */
  lastMs: number;
  intervalsMs: number[];
}

/** One probe of a component: its recent results, and what came of them. */
export interface ProbeCell {
  target: string;
  /** Ascending by time; at one instant failures come first. */
  points: { t: number; ok: boolean }[];
  /** What results before these came to, when nothing can come between them any more. */
  past: ProbeSpans;
  /** What all of them come to: kept, because a city's probes are many and mostly one more success. */
  now: ProbeSpans;
}

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

/** Doses by a certain time after they were due: whether a word of them came. */
export interface WordTally {
  /** The latest dose of each device, by when it was looked at: heard of, or not although the device was heard. */
  recent: { deviceId: string; atMs: number; opensAtMs: number; silent: boolean }[];
  /** On an ordinary day: decayed counts. */
  usual: { due: number; silent: number };
}

/** Doses that the plans predict on one way of devices, against those that were reported; by their deadline. */
export interface PathCell extends WordTally {
  key: string;
  path: string[];
  /** The same soon after their time: where devices remind, a word of every dose has come by then. */
  soon: WordTally;
  lastReportMs: number | null;
  /** Reports that came through since the break was found, ascending. */
  passedMs: number[];
  /** Doses whose device has reminded of them: `{deviceId}@{S}`. */
  reminded: string[];
  /** With the last report that had come through when it was found. */
  breaks: (Span & { detectedAtMs: number; lastReportMs: number | null })[];
}

/** Moments at which an incident speaks, each at most once to a team; a change of shift is named by its instant. */
export type Stage = "opened" | "decision" | "first-deadline" | "closed" | "outcomes";

/** One cause, everything it explains, and what has been said of it. */
export interface IncidentCell {
  record: IncidentRecord;
  /** Components that are down because of the root cause, itself included. */
  componentIds: string[];
  /** Since when its cause has been up again; null while it is down. */
  upSinceMs: number | null;
  /** Stages that have been reached, told or not. */
  stages: Stage[];
  /** The change of shift it speaks at next. */
  nextShiftMs: number | null;
  /** When its figures were last worked out. */
  refreshedMs: number | null;
}

/**
 * How many signs of life come from each district. Looking at every device every minute costs too
 * much in a city; when a district speaks as much as it should, nobody has fallen silent together.
 */
export interface PulseCell {
  /** Since the last look. */
  heard: number;
  /** What its devices should send in a minute, as of the last time all of them were looked at. */
  expectedPerMin: number;
  lastHeardMs: number;
}
