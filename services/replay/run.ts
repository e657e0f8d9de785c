import { createDecodeContext, decode } from "../../ingest/stages/decode.js";
import { screen } from "../../ingest/stages/screen.js";
import type { ReplayLine } from "../../ingest/wire/replay-line.js";
import { componentRecords, createState, scenarioRecords, step } from "../../rules/engine.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { Input, Output } from "../../rules/model/engine.js";
import type { LogEvent, RejectReason } from "../../rules/model/event.js";
import type { EngineState } from "../../rules/state.js";
import { createDuplicates } from "./duplicates.js";
import { createReplayLedger, type ReplayLedger, type Settled } from "./ledger.js";
import { componentLine, type ReplayRecord, scenarioLine } from "./records.js";

/** Rejected lines wait for the records of their time, but not more than these. */
const rejectedHeldMax = 10_000;

/** A line that could not be used, and the input's time when it came. */
export interface RejectedLine {
  line: number;
  reason: RejectReason;
  atMs: number;
}

/** What is final of one run. */
export interface RunPart extends Settled {
  /** In the order of the lines. */
  rejected: RejectedLine[];
}

/** One ecosystem's stages and engine over the lines of an input. */
export interface ReplayRun {
  ledger: ReplayLedger;
  reject(line: number, reason: RejectReason, nowMs: number): void;
  take(lineNo: number, line: ReplayLine & { ok: true }, nowMs: number): void;
  /** What no message says: a gap of Velvakt's own, or that somebody has taken an alert. */
  note(event: LogEvent & { kind: "gap-opened" | "gap-closed" | "alert-acknowledged" }, nowMs: number): void;
  end(endMs: number): void;
  /** Too many rejected lines are waiting. */
  isFull(): boolean;
  /** Hands over, and forgets, what is final of the time before `beforeMs`; all rejected lines if they are too many. */
  settle(beforeMs: number): RunPart;
  /** Hands over all that is left. */
  rest(): RunPart;
  held(): number;
  /** Components and scenarios, as they stand. */
  closing(): ReplayRecord[];
  /** What can be read off the engine's state as it stands. */
  look<T>(read: (state: EngineState) => T): T;
}

type Rejected = Omit<Extract<LogEvent, { kind: "rejected" }>, "kind">;

function rejection({ reason, sender, type, timeMs }: Rejected): LogEvent {
  return { kind: "rejected", reason, sender, type, timeMs };
}

/** What a decoded event says of itself, for a rejection that comes after decoding. */
function conflict(event: LogEvent): Rejected {
  const said = event.kind === "telemetry" || event.kind === "unknown-type" ? event : null;
  return {
    reason: "INGEST_DUPLICATE_CONFLICT",
    sender: said?.sender ?? null,
    type: said?.event.type ?? null,
    timeMs: said?.event.timeMs ?? null,
  };
}

/**
 * `fault` hears of mistakes in the rules themselves, which the run survives; `listen` gets everything that
 * the engine says, as it says it, with what it was told.
 */
export function createReplayRun(
  ecosystem: Ecosystem,
  fault: (what: string) => void,
  listen: (outputs: readonly Output[], input: Input) => void = () => {},
): ReplayRun {
  const context = createDecodeContext(ecosystem);
  const duplicates = createDuplicates();
  const state = createState(ecosystem);
  const ledger = createReplayLedger();
  let rejected: RejectedLine[] = [];
  let seq = 0;

  function give(event: LogEvent, receivedAtMs: number): void {
    seq++;
    run({ kind: "event", seq, receivedAtMs, event });
  }

  function run(input: Input): void {
    const outputs = step(state, input);
    for (const output of outputs) if (output.kind === "defect") fault(`${output.wakeUp}: ${output.error}`);
    ledger.take(outputs);
    listen(outputs, input);
  }

  function reject(line: number, reason: RejectReason, atMs: number): void {
    rejected.push({ line, reason, atMs });
  }

  const isFull = () => rejected.length >= rejectedHeldMax;

  /** Receptions never decrease, so the lines of an earlier time come first. */
  function takeRejected(beforeMs: number): RejectedLine[] {
    const later = rejected.findIndex(({ atMs }) => atMs >= beforeMs);
    const taken = later < 0 ? rejected : rejected.slice(0, later);
    rejected = later < 0 ? [] : rejected.slice(later);
    return taken;
  }

  return {
    ledger,
    reject,
    isFull,
    take(lineNo, { message }, nowMs) {
      const decoded = screen(message, decode(message, context));
      if (decoded.ok === "ignored") return;
      if (!decoded.ok) {
        reject(lineNo, decoded.reason, nowMs);
        give(rejection(decoded), nowMs);
        return;
      }
      const seen = decoded.key ? duplicates.see(decoded.key, nowMs) : "new";
      if (seen === "new") give(decoded.event, nowMs);
      else if (seen === "conflict") {
        const fault = conflict(decoded.event);
        reject(lineNo, fault.reason, nowMs);
        give(rejection(fault), nowMs);
      }
    },
    note: give,
    end(endMs) {
      run({ kind: "time", nowMs: endMs });
    },
    settle(beforeMs) {
      const part = ledger.settle(beforeMs);
      return { ...part, rejected: takeRejected(isFull() ? Number.POSITIVE_INFINITY : beforeMs) };
    },
    rest: () => ({ ...ledger.rest(), rejected: takeRejected(Number.POSITIVE_INFINITY) }),
    held: () => ledger.held() + rejected.length,
    closing: () => [...componentRecords(state).map(componentLine), ...scenarioRecords(state).map(scenarioLine)],
    look: (read) => read(state),
  };
}
