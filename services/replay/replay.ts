import { createDecodeContext, decode } from "../../ingest/stages/decode.js";
import { screen } from "../../ingest/stages/screen.js";
import { parseReplayLine } from "../../ingest/wire/replay-line.js";
import { componentRecords, createState, scenarioRecords, step } from "../../rules/engine.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { LogEvent, RejectReason } from "../../rules/model/event.js";
import { createDuplicates } from "./duplicates.js";
import { componentLine, createReplayLedger, type ReplayRecord } from "./ledger.js";

const dayMs = 24 * 3_600_000;

function rejection(decoded: {
  reason: RejectReason;
  sender: Extract<LogEvent, { kind: "rejected" }>["sender"];
  type: string | null;
  timeMs: number | null;
}): LogEvent {
  const { reason, sender, type, timeMs } = decoded;
  return { kind: "rejected", reason, sender, type, timeMs };
}

/** What a decoded telemetry event says of itself, for a rejection that comes after decoding. */
function conflict(event: LogEvent) {
  const said = event.kind === "telemetry" || event.kind === "unknown-type" ? event : null;
  return {
    reason: "INGEST_DUPLICATE_CONFLICT" as const,
    sender: said?.sender ?? null,
    type: said?.event.type ?? null,
    timeMs: said?.event.timeMs ?? null,
  };
}

/**
 * Runs lines, in order of reception, through the stages and the engine of the live service, and
 * yields the records in a stable order: doses that are final while reading, the rest at the end.
 * A line received before the one above it counts as received together with it.
 */
export async function* replay(
  lines: AsyncIterable<string>,
  ecosystem: Ecosystem,
  untilMs: number | null,
  progress: (lines: number) => void = () => {},
): AsyncGenerator<ReplayRecord> {
  const context = createDecodeContext(ecosystem);
  const duplicates = createDuplicates();
  const state = createState(ecosystem);
  const ledger = createReplayLedger();
  const rejected: ReplayRecord[] = [];
  const finalAfterMs = ecosystem.thresholds.ledgerHorizonHours * 3_600_000 + 2 * dayMs;
  let nowMs = Number.NEGATIVE_INFINITY;
  let flushedMs = Number.NEGATIVE_INFINITY;
  let seq = 0;
  let lineNo = 0;

  function take(event: LogEvent): void {
    seq++;
    ledger.take(step(state, { kind: "event", seq, receivedAtMs: nowMs, event }));
  }

  function reject(reason: string): void {
    rejected.push({ record: "rejected", line: lineNo, reason });
  }

  for await (const text of lines) {
    lineNo++;
    if (lineNo % 10_000 === 0) progress(lineNo);
    if (text.trim() === "") continue;
    const line = parseReplayLine(text);
    if (!line.ok) {
      reject(line.reason);
      continue;
    }
    nowMs = Math.max(nowMs, line.receivedAtMs);
    const decoded = screen(line.message, decode(line.message, context));
    if (decoded.ok === "ignored") continue;
    if (!decoded.ok) {
      reject(decoded.reason);
      take(rejection(decoded));
      continue;
    }
    const seen = decoded.key ? duplicates.see(decoded.key, nowMs) : "new";
    if (seen === "conflict") {
      reject("INGEST_DUPLICATE_CONFLICT");
      take(rejection(conflict(decoded.event)));
    } else if (seen === "new") take(decoded.event);
    if (nowMs - flushedMs >= dayMs) {
      flushedMs = nowMs;
      yield* ledger.finishedDoses(nowMs - finalAfterMs);
    }
  }
  const endMs = Math.max(nowMs, untilMs ?? Number.NEGATIVE_INFINITY);
  if (endMs > Number.NEGATIVE_INFINITY) ledger.take(step(state, { kind: "time", nowMs: endMs }));
  yield* ledger.rest(endMs);
  yield* componentRecords(state).map(componentLine);
  yield* scenarioRecords(state).map((scenario) => ({ record: "scenario", ...scenario }));
  yield* rejected;
}
