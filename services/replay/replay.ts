import { parseReplayLine } from "../../ingest/wire/replay-line.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import type { DoseRecord } from "../../rules/model/record.js";
import { type Comparison, createComparison } from "./compare.js";
import { lineCharsMax } from "./lines.js";
import { alertLine, doseLine, incidentLine, type ReplayRecord } from "./records.js";
import { createReplayRun, type ReplayRun, type RunPart } from "./run.js";

const dayMs = 24 * 3_600_000;
const progressEveryLines = 1_000;

export interface ReplayProgress {
  lines: number;
  /** Records in memory that are not written out yet. */
  held: number;
}

export interface ReplayOptions {
  untilMs?: number | null;
  progress?: (progress: ReplayProgress) => void;
  /** Hears of mistakes in the rules themselves: what failed has been left out, everything else goes on. */
  fault?: (what: string) => void;
}

function throwFault(what: string): never {
  throw new Error(what);
}

/** What has become final since the last part: of every run in the same order. */
interface Part {
  /** Null while reading. */
  endMs: number | null;
  parts: RunPart[];
}

/** When the engine has forgotten a dose, and the daily round that forgets has passed. */
function finalAfterMs({ thresholds }: Ecosystem): number {
  return thresholds.ledgerHorizonHours * 3_600_000 + 2 * dayMs;
}

/**
 * Gives every line to every run and stops once a day of the input's time, and where too many lines
 * were rejected, to hand over what is final; at the end time runs on and the rest follows.
 * A line received before the one above it counts as received together with it.
 */
async function* drive(
  lines: AsyncIterable<string>,
  runs: readonly ReplayRun[],
  keepMs: number,
  { untilMs = null, progress = () => {} }: ReplayOptions,
): AsyncGenerator<Part> {
  const held = () => runs.reduce((sum, run) => sum + run.held(), 0);
  let nowMs = Number.NEGATIVE_INFINITY;
  let settledMs = Number.NEGATIVE_INFINITY;
  let lineNo = 0;

  for await (const text of lines) {
    lineNo++;
    if (lineNo % progressEveryLines === 0) progress({ lines: lineNo, held: held() });
    if (text.trim() === "") continue;
    const line =
      text.length > lineCharsMax ? { ok: false as const, reason: "INGEST_TOO_LARGE" as const } : parseReplayLine(text);
    if (line.ok) {
      nowMs = Math.max(nowMs, line.receivedAtMs);
      for (const run of runs) run.take(lineNo, line, nowMs);
    } else for (const run of runs) run.reject(lineNo, line.reason, nowMs);
    const dayPassed = nowMs - settledMs >= dayMs;
    if (!dayPassed && !runs.some((run) => run.isFull())) continue;
    if (dayPassed) settledMs = nowMs;
    yield { endMs: null, parts: runs.map((run) => run.settle(settledMs - keepMs)) };
  }
  const endMs = Math.max(nowMs, untilMs ?? Number.NEGATIVE_INFINITY);
  if (endMs > Number.NEGATIVE_INFINITY) for (const run of runs) run.end(endMs);
  progress({ lines: lineNo, held: held() });
  yield { endMs, parts: runs.map((run) => run.rest()) };
}

/** Doses of the future are expected, not decided: they are printed only if something is known of them. */
function isShown(dose: DoseRecord, endMs: number | null): boolean {
  return endMs === null || dose.scheduledAtMs <= endMs || dose.verdict !== "pending";
}

function* linesOf(run: ReplayRun, part: RunPart, endMs: number | null): Generator<ReplayRecord> {
  for (const dose of part.doses) if (isShown(dose, endMs)) yield doseLine(dose);
  yield* part.alerts.map(alertLine);
  yield* part.incidents.map(incidentLine);
  if (endMs !== null) yield* run.closing();
  for (const { line, reason } of part.rejected) yield { record: "rejected", line, reason };
}

/**
 * Runs lines, in order of reception, through the stages and the engine of the live service, and
 * yields the records in a stable order: in each part doses, alerts, incidents and rejected lines,
 * first those that became final while reading, the rest at the end together with components and
 * scenarios. An input shorter than the engine's horizon is one part. Memory does not grow with it.
 */
export async function* replay(
  lines: AsyncIterable<string>,
  ecosystem: Ecosystem,
  options: ReplayOptions = {},
): AsyncGenerator<ReplayRecord> {
  const run = createReplayRun(ecosystem, options.fault ?? throwFault);
  for await (const { endMs, parts } of drive(lines, [run], finalAfterMs(ecosystem), options)) {
    yield* linesOf(run, parts[0] as RunPart, endMs);
  }
}

/**
 * The same input through two ecosystems in one pass: the records of the first, as `replay` gives
 * them, and after each part what the second would have changed.
 */
export async function* replayCompared(
  lines: AsyncIterable<string>,
  ecosystem: Ecosystem,
  otherEcosystem: Ecosystem,
  options: ReplayOptions & { comparison?: Comparison } = {},
): AsyncGenerator<ReplayRecord> {
  const fault = options.fault ?? throwFault;
  const run = createReplayRun(ecosystem, fault);
  const other = createReplayRun(otherEcosystem, fault);
  const comparison = options.comparison ?? createComparison();
  const keepMs = Math.max(finalAfterMs(ecosystem), finalAfterMs(otherEcosystem));
  const withHeld = (told: ReplayProgress) => options.progress?.({ ...told, held: told.held + comparison.held() });
  for await (const { endMs, parts } of drive(lines, [run, other], keepMs, { ...options, progress: withHeld })) {
    const [ours, theirs] = parts as [RunPart, RunPart];
    comparison.countRejected(ours.rejected.length, theirs.rejected.length);
    yield* linesOf(run, ours, endMs);
    const shown = (dose: DoseRecord) => isShown(dose, endMs);
    yield* comparison.compare({ settled: ours, open: run.ledger }, { settled: theirs, open: other.ledger }, shown);
  }
}
