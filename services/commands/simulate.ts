import type { Writable } from "node:stream";
import { parseInstant } from "../../ingest/wire/time.js";
import { createCity } from "../../simulators/city/city.js";
import { messagesOf } from "../../simulators/city/messages.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { openPublisher, publishPaced, SimulateError } from "../../simulators/cli/publish.js";
import { replayLine, writeLines } from "../../simulators/cli/write.js";
import { cityOptionsOf, scenarioDate, scenarios } from "../../simulators/scenarios.js";
import { createTruth, type Truth, truthLines } from "../../simulators/truth.js";
import { createProgress } from "../replay/progress.js";

export interface SimulateCommandOptions {
  seed: string;
  residents: string;
  days: string;
  start?: string;
  scenario: string;
  broker?: string;
  speed: string;
  out?: string;
  truth?: string;
}

export interface SimulateStreams {
  out: Writable;
  err: { write(text: string): unknown; isTTY?: boolean };
}

export const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;

const dayMs = 86_400_000;
/** Without `--start` a file begins here, so that the same seed gives the same file on any day. */
const fileStart = "2026-11-18T06:00:00+01:00";
const residentsMax = 20_000;
const daysMax = 366;
const speedMax = 100_000;

interface Order {
  seed: number;
  residents: number;
  scenario: string;
  startMs: number;
  endMs: number;
  speed: number;
}

function numberIn(name: string, text: string, min: number, max: number, problems: string[], whole = true): number {
  const value = Number(text);
  if (text.trim() !== "" && value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  problems.push(`--${name} ${text}: must be a ${whole ? "whole " : ""}number from ${min} to ${max}`);
  return min;
}

/** Everything that is wrong with the options is said together. */
function readOptions(options: SimulateCommandOptions, nowMs: number): { order: Order; problems: string[] } {
  const problems: string[] = [];
  const startText = options.start ?? (options.broker === undefined ? fileStart : new Date(nowMs).toISOString());
  const startMs = parseInstant(startText);
  if (startMs === null) {
    problems.push(`--start ${startText}: not an RFC 3339 time with zone, such as ${fileStart}`);
  }
  if (!Object.hasOwn(scenarios, options.scenario)) {
    const known = Object.entries(scenarios).map(([name, { summary }]) => `    ${name}: ${summary}`);
    problems.push(`--scenario ${options.scenario}: there is no such scenario. There are\n${known.join("\n")}`);
  }
  if ((options.broker === undefined) === (options.out === undefined)) {
    problems.push("say where the messages go: either --broker URL or --out FILE (- is standard output)");
  }
  if (options.broker !== undefined && !/^(mqtts?|wss?|tcp):\/\/[^/]/.test(options.broker)) {
    problems.push(`--broker ${options.broker}: must be a URL such as mqtt://127.0.0.1:1883`);
  }
  const days = numberIn("days", options.days, 0.01, daysMax, problems, false);
  const order = {
    seed: numberIn("seed", options.seed, 0, 0xffff_ffff, problems),
    residents: numberIn("residents", options.residents, 1, residentsMax, problems),
    scenario: options.scenario,
    startMs: startMs ?? 0,
    endMs: (startMs ?? 0) + days * dayMs,
    speed: numberIn("speed", options.speed, 0.1, speedMax, problems, false),
  };
  return { order, problems };
}

function lifeOf({ seed, residents, scenario, startMs, endMs }: Order, truth: Truth): Generator<CityMessage> {
  const { timezone } = createCity({ seed, residents: 0 });
  const chosen = scenarios[scenario];
  if (!chosen) throw new RangeError(`scenario ${scenario} was checked before`);
  const story = cityOptionsOf(chosen, timezone, scenarioDate(timezone, startMs));
  return messagesOf(createCity({ seed, residents, ...story }), startMs, endMs, truth);
}

/** Passes messages on and shows how far they are, where a person is watching. */
function shown(order: Order, messages: Iterable<CityMessage>, err: SimulateStreams["err"]) {
  let atMs = order.startMs;
  let count = 0;
  const progress = err.isTTY
    ? createProgress({
        write: (text) => err.write(text),
        nowMs: () => performance.now(),
        totalBytes: order.endMs - order.startMs,
        readBytes: () => atMs - order.startMs,
      })
    : null;
  function* pass(): Generator<CityMessage> {
    for (const message of messages) {
      yield message;
      atMs = message.receivedAtMs;
      count++;
      progress?.at(count);
    }
    atMs = order.endMs;
  }
  return { messages: pass(), end: () => progress?.end(count), count: () => count };
}

async function toBroker(url: string, order: Order, messages: Iterable<CityMessage>, signal: AbortSignal) {
  const publisher = await openPublisher(url);
  const beganMs = performance.now();
  const nowMs = () => order.startMs + (performance.now() - beganMs) * order.speed;
  try {
    await publishPaced(messages, publisher, { speed: order.speed, nowMs, signal });
  } finally {
    await publisher.close();
  }
}

function* asLines(messages: Iterable<CityMessage>): Generator<object> {
  for (const message of messages) yield replayLine(message);
}

async function run(options: SimulateCommandOptions, order: Order, streams: SimulateStreams, signal: AbortSignal) {
  const truth = createTruth();
  const view = shown(order, lifeOf(order, truth), streams.err);
  try {
    if (options.broker !== undefined) await toBroker(options.broker, order, view.messages, signal);
    else await writeLines(options.out ?? "-", asLines(view.messages), { stdout: streams.out, signal });
    if (options.truth !== undefined) {
      await writeLines(options.truth, truthLines(truth), { stdout: streams.out, signal: new AbortController().signal });
    }
  } finally {
    view.end();
  }
  const where = options.broker === undefined ? "written" : "published";
  streams.err.write(
    `${view.count().toLocaleString("en")} messages ${where}${signal.aborted ? "; stopped early" : ""}.\n`,
  );
}

/** `velvakt simulate`: a city that does not exist, to any broker or into a file for `velvakt replay`. */
export async function simulateCommand(options: SimulateCommandOptions, streams: SimulateStreams): Promise<number> {
  const { order, problems } = readOptions(options, Date.now());
  if (problems.length > 0) {
    streams.err.write(`${problems.map((problem) => `  ${problem}\n`).join("")}`);
    return exitCodes.usage;
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, onSignal);
  try {
    await run(options, order, streams, stop.signal);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof SimulateError)) throw error;
    streams.err.write(`${error.message}\n`);
    return exitCodes.failed;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, onSignal);
  }
}
