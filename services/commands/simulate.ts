import type { Writable } from "node:stream";
import type { City } from "../../simulators/city/city.js";
import { messagesOf } from "../../simulators/city/messages.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { cityOfOrder } from "../../simulators/cli/city-order.js";
import { packsOf } from "../../simulators/cli/city-packs.js";
import { SimulateError } from "../../simulators/cli/errors.js";
import { lastMs, type Pack } from "../../simulators/cli/pack.js";
import { openPublisher, publishPaced } from "../../simulators/cli/publish.js";
import { type LineFile, openLineFile, replayLine, writeLines, writePacks } from "../../simulators/cli/write.js";
import { scenarioDate, storyOf } from "../../simulators/scenarios.js";
import { createTruth, truthLines } from "../../simulators/truth.js";
import { formatMistakes, paintFor } from "../ecosystem/report.js";
import { createProgress } from "../replay/progress.js";
import { dayMs, type Order, readOptions, type SimulateCommandOptions } from "./simulate-options.js";

export interface SimulateStreams {
  out: Writable;
  err: { write(text: string): unknown; isTTY?: boolean };
}

export const exitCodes = { fine: 0, failed: 1, usage: 2 } as const;

/** Faults in districts where nobody lives would go unseen: that is a mistake and no quiet scenario. */
export function emptyPlaces({ faults, districts, residents }: City): string[] {
  const strange = new Set(
    faults.flatMap(({ district }) => (district && !districts.includes(district) ? district : [])),
  );
  return [...strange].map(
    (district) =>
      `the scenario breaks something in ${district}, but ${residents.length} residents live in ${districts.join(", ")}: ` +
      "name it under population: districts, or take more residents",
  );
}

/** Counts messages and shows how far they are, where a person is watching. */
function createView(order: Order, err: SimulateStreams["err"]) {
  let atMs = order.startMs;
  let count = 0;
  const progress = err.isTTY
    ? createProgress({
        write: (text) => err.write(text),
        nowMs: () => performance.now(),
        totalBytes: order.endMs - order.startMs,
        readBytes: () => atMs - order.startMs,
        unit: "messages",
      })
    : null;
  function take(toMs: number, messages = 1): void {
    atMs = toMs;
    count += messages;
    // Looking at the clock for each of a million messages a minute would be seen.
    if (messages > 1 || order.speed < 1_000 || count % 64 === 0) progress?.at(count);
  }
  function* pass(messages: Iterable<CityMessage>): Generator<CityMessage> {
    for (const message of messages) {
      yield message;
      take(message.receivedAtMs);
    }
    atMs = order.endMs;
  }
  return { take, pass, end: () => progress?.end(count), count: () => count };
}

/** Tells what is going on, for those who watch it live. */
function createTeller({ scenario, startMs }: Order, err: SimulateStreams["err"]) {
  const story = storyOf(scenario, scenarioDate(scenario.timezone, startMs));
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: scenario.timezone, timeStyle: "short" });
  return ({ receivedAtMs }: CityMessage): void => {
    while (story[0] !== undefined && story[0].atMs <= receivedAtMs) {
      const { atMs, text } = story.shift() as { atMs: number; text: string };
      err.write(`${err.isTTY ? "\r\x1b[2K" : ""}${clock.format(atMs)}  ${text}\n`);
    }
  };
}

interface Live {
  url: string;
  order: Order;
  messages: Iterable<CityMessage>;
  signal: AbortSignal;
  err: SimulateStreams["err"];
}

async function toBroker({ url, order, messages, signal, err }: Live): Promise<void> {
  const { credentials, bridges, direct } = order;
  const publisher = await openPublisher(url, { ...credentials, bridges, direct });
  const beganMs = performance.now();
  const nowMs = () => order.startMs + (performance.now() - beganMs) * order.speed;
  try {
    await publishPaced(messages, publisher, { speed: order.speed, nowMs, signal, progress: createTeller(order, err) });
  } finally {
    await publisher.close();
  }
}

function* asLines(messages: Iterable<CityMessage>): Generator<string> {
  for (const message of messages) yield replayLine(message);
}

/** From so many days of residents on, a second thread saves more than its start costs. */
const threadFromResidentDays = 2_000;

interface Run {
  options: SimulateCommandOptions;
  order: Order;
  city: City;
  streams: SimulateStreams;
  signal: AbortSignal;
  view: ReturnType<typeof createView>;
  /** The truth goes out as it settles, so that a year of it needs no more memory than a day. */
  truthFile: LineFile | null;
}

async function runHere({ options, order, city, streams, signal, view, truthFile }: Run): Promise<void> {
  const truth = createTruth((line) => truthFile?.add(JSON.stringify(line)));
  const messages = view.pass(messagesOf(city, order.startMs, order.endMs, truth));
  try {
    if (options.broker !== undefined)
      await toBroker({ url: options.broker, order, messages, signal, err: streams.err });
    else await writeLines(options.out ?? "-", asLines(messages), { stdout: streams.out, signal });
  } finally {
    for (const line of truthLines(truth)) truthFile?.add(JSON.stringify(line));
  }
}

async function runInThread({ options, order, streams, signal, view, truthFile }: Run): Promise<void> {
  const { seed, residents, scenario, startMs, endMs } = order;
  const packs = packsOf({ seed, residents, scenario, startMs, endMs }, signal);
  const progress = (pack: Pack) => view.take(lastMs(pack) ?? endMs, pack.rows);
  await writePacks(options.out ?? "-", packs, { stdout: streams.out, truth: truthFile, progress });
}

async function run(
  options: SimulateCommandOptions,
  order: Order,
  city: City,
  streams: SimulateStreams,
  signal: AbortSignal,
) {
  const truthFile = options.truth === undefined ? null : openLineFile(options.truth, streams.out);
  const view = createView(order, streams.err);
  const residentDays = (order.residents * (order.endMs - order.startMs)) / dayMs;
  const isLong = options.broker === undefined && residentDays >= threadFromResidentDays;
  try {
    await (isLong ? runInThread : runHere)({ options, order, city, streams, signal, view, truthFile });
  } finally {
    await truthFile?.close();
    view.end();
  }
  const where = options.broker === undefined ? "written" : "published";
  streams.err.write(
    `${view.count().toLocaleString("en")} messages ${where}${signal.aborted ? "; stopped early" : ""}.\n`,
  );
}

/** `velvakt simulate`: a city that does not exist, to any broker or into a file for `velvakt replay`. */
export async function simulateCommand(options: SimulateCommandOptions, streams: SimulateStreams): Promise<number> {
  const { order, problems, mistakes } = await readOptions(options, Date.now());
  const city = order === null ? null : cityOfOrder(order);
  if (city !== null) problems.push(...emptyPlaces(city));
  if (order === null || city === null || problems.length > 0) {
    if (mistakes.length > 0) streams.err.write(formatMistakes(mistakes, paintFor(streams.err)));
    streams.err.write(problems.map((problem) => `  ${problem}\n`).join(""));
    return exitCodes.usage;
  }
  const stop = new AbortController();
  const onSignal = () => stop.abort();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, onSignal);
  try {
    await run(options, order, city, streams, stop.signal);
    return exitCodes.fine;
  } catch (error) {
    if (!(error instanceof SimulateError)) throw error;
    streams.err.write(`${error.message}\n`);
    return exitCodes.failed;
  } finally {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.removeListener(signal, onSignal);
  }
}
