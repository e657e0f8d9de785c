import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { EventType, LogEvent, Sender, TelemetryOf } from "../../rules/model/event.js";

/** One line of what reached us, in order of reception. The oracle's whole input is a list of these. */
export interface Received {
  receivedAtMs: number;
  event: LogEvent;
}

/** A message that counts: `tMs` is the instant it is judged by. */
export interface Fact {
  tMs: number;
  receivedAtMs: number;
  id: string;
  source: string;
  sequence: number | null;
  replayed: boolean;
  /** Older than late data may be: its t is its reception, so it proves nothing about the time between. */
  stale: boolean;
  sender: Sender;
  type: string;
  data: unknown;
}

export type FactOf<T extends EventType> = Fact & { type: T; data: TelemetryOf<T>["data"] };

/** Everything known at the end, sorted out by kind and nothing more. */
export interface Known {
  ecosystem: Ecosystem;
  endMs: number;
  /** All messages of devices and systems, in order of (t, id). */
  facts: Fact[];
  /** The same, by device or component id. */
  factsOf: Map<string, Fact[]>;
  states: { atMs: number; sender: Sender; state: "online" | "offline" }[];
  rejected: { atMs: number; sender: Sender; type: string }[];
  /** Outages of Velvakt itself, `[fromMs, toMs)`. */
  gaps: { fromMs: number; toMs: number }[];
  pageFollowups: { atMs: number; doseId: string; outcome: string }[];
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** Sorts the received lines out. The end is part of knowledge: what came later has not happened. */
export function knownAt(received: Received[], ecosystem: Ecosystem, endMs: number): Known {
  const known: Known = {
    ecosystem,
    endMs,
    facts: [],
    factsOf: new Map(),
    states: [],
    rejected: [],
    gaps: [],
    pageFollowups: [],
  };
  const seen = new Set<string>();
  for (const { receivedAtMs, event } of received) {
    if (receivedAtMs > endMs) continue;
    if (event.kind === "telemetry" || event.kind === "unknown-type") {
      const fact = toFact(event, receivedAtMs, ecosystem);
      // A message of a chain test affects nothing at all.
      if (event.event.test) continue;
      // The same source and id again is a duplicate: the first wins.
      const key = `${fact.source}\n${fact.id}`;
      if (seen.has(key)) continue;
      seen.add(key);
      known.facts.push(fact);
    } else if (event.kind === "state") {
      known.states.push({ atMs: receivedAtMs, sender: event.sender, state: event.state });
    } else if (event.kind === "rejected" && event.sender && event.type) {
      const atMs = event.timeMs === null ? receivedAtMs : judgedTime(event.timeMs, receivedAtMs, ecosystem);
      known.rejected.push({ atMs, sender: event.sender, type: event.type });
    } else if (event.kind === "dose-followup") {
      known.pageFollowups.push({ atMs: receivedAtMs, doseId: event.doseId, outcome: event.outcome });
    } else if (event.kind === "gap-opened") {
      known.gaps.push({ fromMs: event.fromMs, toMs: Number.POSITIVE_INFINITY });
    } else if (event.kind === "gap-closed") {
      for (const gap of known.gaps) gap.toMs = Math.min(gap.toMs, receivedAtMs);
    }
  }
  known.facts.sort(byTimeThenId);
  for (const fact of known.facts) {
    const list = known.factsOf.get(fact.sender.deviceId);
    if (list) list.push(fact);
    else known.factsOf.set(fact.sender.deviceId, [fact]);
  }
  return known;
}

/** A message is judged by its own time, unless that lies too far ahead of or behind its reception. */
export function judgedTime(timeMs: number, receivedAtMs: number, ecosystem: Ecosystem): number {
  const { clockAheadMaxMin, lateDataMaxHours } = ecosystem.thresholds;
  const ahead = timeMs - receivedAtMs > clockAheadMaxMin * minuteMs;
  const behind = receivedAtMs - timeMs > lateDataMaxHours * hourMs;
  return ahead || behind ? receivedAtMs : timeMs;
}

export function byTimeThenId(a: { tMs: number; id: string }, b: { tMs: number; id: string }): number {
  return a.tMs - b.tMs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

export function factsOfType<T extends EventType>(facts: Fact[], type: T): FactOf<T>[] {
  return facts.filter((fact) => fact.type === type) as FactOf<T>[];
}

export function factsOfDevice(known: Known, deviceId: string): Fact[] {
  return known.factsOf.get(deviceId) ?? [];
}

function toFact(
  event: Extract<LogEvent, { kind: "telemetry" | "unknown-type" }>,
  receivedAtMs: number,
  ecosystem: Ecosystem,
): Fact {
  const { id, source, timeMs, sequence, replayed, type, data } = event.event;
  return {
    tMs: judgedTime(timeMs, receivedAtMs, ecosystem),
    receivedAtMs,
    id,
    source,
    sequence: sequence ?? null,
    replayed: replayed === true,
    stale: receivedAtMs - timeMs > ecosystem.thresholds.lateDataMaxHours * hourMs,
    sender: event.sender,
    type,
    data,
  };
}
