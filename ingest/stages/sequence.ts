import type { GapReason, LogEvent } from "../../rules/model/event.js";
import type { Batch, Entry, PipelineContext, Stage } from "../batch.js";
import type { RawMessage } from "../message.js";
import type { LoggedEvent, QuarantinedMessage } from "../store/log-store.js";
import type { Rejected } from "./decode.js";
import { maskPayload, maskTopic } from "./screen.js";

/**
 * The one place where order and time are made: every event gets the next `seq` and a later
 * `receivedAt` than all before it, and the batch an end that lies before whatever comes next.
 * That end is what lets live and replay agree: a timer never fires ahead of an event on its way.
 */
export const sequence: Stage = (batch, context) => {
  const gap = gapOf(context);
  if (gap !== null) append(batch, context, { kind: "gap-opened", fromMs: gap.fromMs, reason: gap.reason });
  for (const entry of batch.entries) place(entry, batch, context);
  batch.position = { ...batch.position, seq: context.lastSeq };
  batch.untilMs = Math.floor(nextUs(context) / 1000) - 1;
};

/**
 * Whether time has passed in which nothing could be heard: our own restart, a store that was away, a
 * step of the clock, or a process that stood still. It has to be said before time moves on, as the
 * deadlines inside must not be decided on missing data. Each has the same sign: what has been
 * covered lies too far back.
 */
function gapOf(context: PipelineContext): { fromMs: number; reason: GapReason } | null {
  const stepped = context.clock.stepped();
  const coveredMs = context.engine.coveredMs();
  const { gapDue, storeWasLost } = context;
  context.gapDue = null;
  context.storeWasLost = false;
  if (coveredMs === null) return null;
  const silentMs = nextUs(context) / 1000 - coveredMs;
  if (gapDue !== null) return { fromMs: coveredMs, reason: gapDue };
  if (silentMs > context.options.gapAfterMs && storeWasLost) return { fromMs: coveredMs, reason: "store-lost" };
  if (silentMs > context.options.gapAfterMs || stepped) return { fromMs: coveredMs, reason: "clock-step" };
  return null;
}

function place(entry: Entry, batch: Batch, context: PipelineContext): void {
  const { decoded, message } = entry;
  if (entry.duplicate || decoded.ok === "ignored") return;
  if (decoded.ok === true) {
    entry.logged = append(batch, context, decoded.event);
    if (decoded.key) batch.keys.push({ ...decoded.key, receivedAtUs: entry.logged.receivedAtUs });
    return;
  }
  entry.logged = append(batch, context, rejection(decoded));
  if (message !== null) batch.quarantined.push(quarantined(message, decoded, entry.logged));
}

export function rejection({ reason, sender, type, timeMs }: Rejected): LogEvent {
  return { kind: "rejected", reason, sender, type, timeMs };
}

export function quarantined(
  message: RawMessage,
  { reason, detail }: Rejected,
  { seq, receivedAtUs }: LoggedEvent,
): QuarantinedMessage {
  const masked = { topic: maskTopic(message.topic), payload: maskPayload(message.payload) };
  return { seq, receivedAtUs, reason, detail, ...masked };
}

function append(batch: Batch, context: PipelineContext, event: LogEvent): LoggedEvent {
  context.lastSeq++;
  const logged = { seq: context.lastSeq, receivedAtUs: nextUs(context), event };
  batch.events.push(logged);
  return logged;
}

/** Strictly increasing whatever the clock does. */
function nextUs(context: PipelineContext): number {
  context.lastReceivedAtUs = Math.max(context.lastReceivedAtUs + 1, context.clock.nowUs());
  return context.lastReceivedAtUs;
}
