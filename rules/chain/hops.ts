import { noteHop } from "../fros/messages.js";
import type { Flow } from "../model/ecosystem.js";
import type { TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { ComponentCell, HopCell, MessageCell } from "./cells.js";
import { checkBroken } from "./flow-broken.js";
import { checkRejecting } from "./flow-rejecting.js";
import { checkSlow } from "./flow-slow.js";
import { districtOf } from "./path.js";

/** What systems say of the messages they pass on, collected hop by hop. */

const hourMs = 3_600_000;

/** Messages are remembered this long: a slow one must still be recognised. */
const messageKeptMs = 48 * hourMs;
const messagesMax = 200_000;
const latenciesMax = 200;
const outcomesMax = 20;

function messageOf(run: Run, flow: Flow, messageId: string): MessageCell {
  const key = `${flow.id}/${messageId}`;
  const known = run.state.messages.get(key);
  if (known) return known;
  const { messages } = run.state;
  const message: MessageCell = {
    flow: flow.id,
    messageId,
    district: null,
    passedMs: flow.steps.map(() => null),
    settled: [],
    seenMs: run.nowMs,
  };
  messages.set(key, message);
  const [oldest] = messages.keys() as Iterable<string> as [string];
  if (messages.size > messagesMax) messages.delete(oldest);
  return message;
}

function hopOf(run: Run, flow: Flow, index: number, district: string | null): HopCell {
  const key = `${flow.id}/${index}/${district ?? "_"}`;
  const known = run.state.hops.get(key);
  if (known) return known;
  const hop: HopCell = {
    flow: flow.id,
    index,
    district,
    passed: 0,
    rejected: 0,
    inFlight: 0,
    waiting: [],
    lastOutMs: null,
    latencies: [],
    outcomes: [],
    breaks: [],
  };
  run.state.hops.set(key, hop);
  return hop;
}

function limitMs(flow: Flow, index: number): number {
  return (flow.hopLimitSec[index] as number) * 1000;
}

function pushBounded<T>(list: T[], item: T, max: number): void {
  list.push(item);
  if (list.length > max) list.shift();
}

/** The message has come to the hop: it is expected at its far end within the limit. */
function arrive(run: Run, flow: Flow, hop: HopCell, message: MessageCell, t: number): void {
  hop.inFlight++;
  const isDecided = (one: HopCell["waiting"][number]) => one.done || one.dueMs <= run.nowMs;
  const undecided = hop.waiting.filter((one) => !isDecided(one));
  // On a busy hop a sample decides as well as all.
  if (undecided.length >= waitingMax) return;
  const decided = hop.waiting.filter(isDecided).slice(-run.state.ecosystem.thresholds.flowStuckMessages);
  // Told late, it is not stuck before its limit has passed since we know of it.
  const dueMs = Math.max(t, run.nowMs) + limitMs(flow, hop.index);
  hop.waiting = [...decided, ...undecided, { messageId: message.messageId, t, dueMs, done: false }].sort(
    (a, b) => a.t - b.t || (a.messageId < b.messageId ? -1 : 1),
  );
  wake(run.state.timers, "chain:flows", dueMs);
}

const waitingMax = 200;

/** The message has left the hop, passed on or rejected. */
function leave(run: Run, hop: HopCell, message: MessageCell, t: number, rejected: boolean): void {
  const waiting = hop.waiting.find((one) => one.messageId === message.messageId);
  if (waiting) waiting.done = true;
  message.settled.push(hop.index);
  const fromMs = message.passedMs[hop.index] ?? null;
  if (fromMs !== null) hop.inFlight--;
  noteHop(run, hop.flow, hop.index, fromMs === null ? null : t - fromMs, rejected);
  if (rejected) hop.rejected++;
  else {
    hop.passed++;
    // Seen at the far end only of several hops, it says nothing of how long each of them took.
    if (fromMs !== null && message.passedMs[hop.index + 1] !== null) {
      pushBounded(hop.latencies, { atMs: run.nowMs, latencyMs: Math.max(0, t - fromMs) }, latenciesMax);
    }
  }
  pushBounded(hop.outcomes, { atMs: run.nowMs, rejected }, outcomesMax);
}

function check(run: Run, flow: Flow, hop: HopCell, passedAtMs: number | null): void {
  checkBroken(run, flow, hop, passedAtMs);
  checkSlow(run, flow, hop);
  checkRejecting(run, flow, hop);
}

/** A system passed a message on, or rejected it. */
export function onHop(
  run: Run,
  cell: ComponentCell,
  event: TelemetryOf<"hop.passed" | "hop.rejected">,
  t: number,
): void {
  const { flow: flowId, step, messageId, atMs = t } = event.data;
  const flow = run.state.ecosystem.flows.find((one) => one.id === flowId);
  if (!flow?.steps.includes(step)) return;
  const index = flow.steps.indexOf(step);
  const message = messageOf(run, flow, messageId);
  message.district ??= districtOf(cell.componentId);
  if (event.type === "hop.rejected") {
    const hop = hopOf(run, flow, Math.max(0, index - 1), message.district);
    if (message.settled.includes(hop.index)) return;
    leave(run, hop, message, atMs, true);
    check(run, flow, hop, null);
    return;
  }
  if (message.passedMs[index] !== null) return;
  message.passedMs[index] = atMs;
  // A step that tells nothing has passed on what is seen behind it.
  for (let before = 0; before < index; before++) {
    if (message.settled.includes(before)) continue;
    const hop = hopOf(run, flow, before, message.district);
    leave(run, hop, message, atMs, false);
    check(run, flow, hop, atMs);
  }
  if (index === flow.steps.length - 1) return;
  const onwards = hopOf(run, flow, index, message.district);
  if (!message.settled.includes(index)) arrive(run, flow, onwards, message, atMs);
}

/** Wakes when a message may have passed its limit. In a gap of our own nothing is concluded. */
export function checkFlows(run: Run): void {
  if (run.state.gaps.some((gap) => gap.toMs === Number.POSITIVE_INFINITY)) return;
  let nextMs = Number.POSITIVE_INFINITY;
  for (const [, hop] of [...run.state.hops].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const flow = run.state.ecosystem.flows.find((one) => one.id === hop.flow) as Flow;
    check(run, flow, hop, null);
    for (const one of hop.waiting) if (!one.done && one.dueMs > run.nowMs) nextMs = Math.min(nextMs, one.dueMs);
  }
  wake(run.state.timers, "chain:flows", nextMs);
}

/** What was on its way while Velvakt could not listen may have passed unseen. */
export function forgetWaiting(run: Run): void {
  for (const hop of run.state.hops.values()) {
    hop.waiting = [];
    hop.inFlight = 0;
  }
  for (const message of run.state.messages.values()) {
    message.settled = message.passedMs.map((_, index) => index);
  }
}

/** Messages nobody asks about any more, and breaks too old for any dose. */
export function forgetMessages(run: Run): void {
  for (const [key, message] of run.state.messages) {
    if (message.seenMs >= run.nowMs - messageKeptMs) continue;
    run.state.messages.delete(key);
    const flow = run.state.ecosystem.flows.find((one) => one.id === message.flow);
    message.passedMs.forEach((passedMs, index) => {
      const last = index === message.passedMs.length - 1;
      if (flow && !last && passedMs !== null && !message.settled.includes(index)) {
        hopOf(run, flow, index, message.district).inFlight--;
        noteHop(run, flow.id, index, Number.POSITIVE_INFINITY, false);
      }
    });
  }
  const keptMs = run.nowMs - 2 * run.state.ecosystem.thresholds.ledgerHorizonHours * hourMs;
  for (const hop of run.state.hops.values()) hop.breaks = hop.breaks.filter((span) => span.toMs >= keptMs);
  for (const path of run.state.paths.values()) path.breaks = path.breaks.filter((span) => span.toMs >= keptMs);
}
