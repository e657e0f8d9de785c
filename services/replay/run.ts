import { createDecodeContext, decode } from "../../ingest/stages/decode.js";
import { screen, whatIsKnown } from "../../ingest/stages/screen.js";
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

/** Which message it is, in one line for people. */
function nameOf(event: LogEvent): string {
  if (event.kind !== "telemetry" && event.kind !== "unknown-type") return event.kind;
  return `${event.event.type} ${event.event.id} of ${event.sender.deviceId}`;
}

/**
 * `fault` hears of mistakes in the rules themselves, which the run survives; `listen` gets everything that
 * the engine says, as it says it, with what it was told.
 *
 * A message that the rules fail on is refused as the live service refuses it. That one goes back to its last commit
 * first; here what the message had already changed stays, as there is nothing to go back to.
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

  function give(event: LogEvent, receivedAtMs: number, what: string = event.kind): boolean {
    seq++;
    return run({ kind: "event", seq, receivedAtMs, event }, what);
  }

  /** False, and said, if the rules fail on it. */
  function run(input: Input, what: string): boolean {
    const outputs: Output[] = [];
    let failure: string | null = null;
    try {
      step(state, input, outputs);
    } catch (error) {
      failure = `${what}: ${error}`;
    }
    for (const output of outputs) if (output.kind === "defect") fault(`${output.wakeUp}: ${output.error}`);
    // What fell due before a message that fails is true all the same.
    ledger.take(outputs);
    listen(outputs, input);
    if (failure !== null) fault(failure);
    return failure === null;
  }

  function reject(line: number, reason: RejectReason, atMs: number): void {
    rejected.push({ line, reason, atMs });
  }

  function refuse(line: number, refused: Rejected, atMs: number): void {
    reject(line, refused.reason, atMs);
    give(rejection(refused), atMs);
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
      if (!decoded.ok) return refuse(lineNo, decoded, nowMs);
      const { event, key } = decoded;
      const seen = key ? duplicates.see(key, nowMs) : "new";
      if (seen === "duplicate") return;
      if (seen === "conflict") {
        return refuse(lineNo, { reason: "INGEST_DUPLICATE_CONFLICT", ...whatIsKnown(event) }, nowMs);
      }
      if (give(event, nowMs, `line ${lineNo} (${nameOf(event)})`)) return;
      // Said again, it shall be heard again.
      if (key) duplicates.forget(key);
      refuse(lineNo, { reason: "INGEST_UNPROCESSABLE", ...whatIsKnown(event) }, nowMs);
    },
    note: give,
    end(endMs) {
      run({ kind: "time", nowMs: endMs }, "time");
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
