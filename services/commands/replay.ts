import { once } from "node:events";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import type { Writable } from "node:stream";
import { parseInstant } from "../../ingest/wire/time.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import { formatMistakes, paintFor } from "../ecosystem/report.js";
import { createComparison } from "../replay/compare.js";
import { splitLines } from "../replay/lines.js";
import { createProgress } from "../replay/progress.js";
import { type ReplayProgress, replay, replayCompared } from "../replay/replay.js";
import { comparisonSummary } from "../replay/summary.js";

export interface ReplayCommandOptions {
  input: string;
  ecosystem?: string;
  until?: string;
  compare?: string;
}

export interface ReplayStreams {
  stdin: NodeJS.ReadableStream;
  out: Writable;
  err: { write(text: string): unknown; isTTY?: boolean };
}

export const exitCodes = { fine: 0, unreadable: 1, usage: 2, rulesFailed: 3 } as const;

/** Failures that are said one by one. Rules that fail on one line in ten would hide everything else. */
const faultsSaidMax = 20;

interface Input {
  stream: NodeJS.ReadableStream;
  totalBytes: number | null;
  readBytes(): number;
}

/** Opening before reading: a file that is not there must be said, not thrown in the middle. */
async function openInput(input: string, stdin: NodeJS.ReadableStream): Promise<Input> {
  if (input === "-") return { stream: stdin, totalBytes: null, readBytes: () => 0 };
  const stream = createReadStream(input, { highWaterMark: 1 << 18 });
  await once(stream, "ready");
  const { size } = await stat(input);
  return { stream, totalBytes: size, readBytes: () => stream.bytesRead };
}

/** The ecosystem of a file, or null after its mistakes have been said. */
async function load(path: string, err: ReplayStreams["err"]): Promise<Ecosystem | null> {
  const loaded = await readEcosystemFile(path);
  if (loaded.ok) return loaded.ecosystem;
  err.write(formatMistakes(loaded.mistakes, paintFor(err)));
  return null;
}

/** Shows how far the reading is, where a person is watching. */
function progressOn(err: ReplayStreams["err"], { totalBytes, readBytes }: Input) {
  if (!err.isTTY) return { show: () => {}, end: () => {} };
  const progress = createProgress({
    write: (text) => err.write(text),
    nowMs: () => performance.now(),
    totalBytes,
    readBytes,
  });
  let last = 0;
  const show = ({ lines }: ReplayProgress) => {
    last = lines;
    progress.at(lines);
  };
  return { show, end: () => progress.end(last) };
}

async function run(options: ReplayCommandOptions, untilMs: number | null, streams: ReplayStreams): Promise<number> {
  const { out, err, stdin } = streams;
  const ecosystem = await load(options.ecosystem ?? defaultEcosystemPath, err);
  const other = options.compare === undefined ? null : await load(options.compare, err);
  if (!ecosystem || (options.compare !== undefined && !other)) return exitCodes.unreadable;
  const input = await openInput(options.input, stdin);
  const progress = progressOn(err, input);
  const comparison = createComparison();
  const lines = splitLines(input.stream);
  let faults = 0;
  const fault = (what: string) => {
    if (++faults <= faultsSaidMax) err.write(`The rules failed on something, which was left out: ${what}\n`);
  };
  const settings = { untilMs, progress: progress.show, fault };
  const records = other
    ? replayCompared(lines, ecosystem, other, { ...settings, comparison })
    : replay(lines, ecosystem, settings);
  for await (const record of records) {
    if (!out.write(`${JSON.stringify(record)}\n`)) await once(out, "drain");
  }
  progress.end();
  if (faults > faultsSaidMax) err.write(`The rules failed ${faults} times; the first ${faultsSaidMax} are above.\n`);
  if (options.compare !== undefined) err.write(comparisonSummary(comparison.totals, options.compare));
  return faults === 0 ? exitCodes.fine : exitCodes.rulesFailed;
}

/**
 * `velvakt replay`: the engine over a log of messages, one JSON line per result. Lines that cannot be
 * used become `rejected` records; only an input or ecosystem that cannot be read at all ends it. A line that the
 * rules fail on is said as well, and the exit code tells of it: everything else has been printed.
 */
export async function replayCommand(options: ReplayCommandOptions, streams: ReplayStreams): Promise<number> {
  const untilMs = options.until === undefined ? null : parseInstant(options.until);
  if (options.until !== undefined && untilMs === null) {
    streams.err.write(`--until ${options.until}: not an RFC 3339 time with zone, such as 2026-11-21T12:00:00Z\n`);
    return exitCodes.usage;
  }
  try {
    return await run(options, untilMs, streams);
  } catch (error) {
    const { code, syscall } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // Whoever reads the output has seen enough (`| head`); behind a socket that may be a reset.
    if (code === "EPIPE" || (code === "ECONNRESET" && syscall === "write")) return exitCodes.fine;
    streams.err.write(`${options.input}: cannot be read (${code})\n`);
    return exitCodes.unreadable;
  }
}
