import { pino } from "pino";
import { createCity } from "../../simulators/city/city.js";
import { localTimeOf } from "../../simulators/city/local-time.js";
import { messagesOf } from "../../simulators/city/messages.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { openPublisher, publishPaced } from "../../simulators/cli/publish.js";
import { cityOptionsOf } from "../../simulators/scenarios.js";
import { readConfig } from "../config.js";
import { type Closing, createClosing } from "../demo/closing.js";
import { feedHistory } from "../demo/feed.js";
import { makeThrowAwayFolder, removeAbandonedFolders } from "../demo/folder.js";
import { createNarration } from "../demo/narration.js";
import { openBrowser } from "../demo/open-browser.js";
import { type DemoOptions, type DemoOrder, readDemoOptions } from "../demo/options.js";
import { openPhone } from "../demo/phone.js";
import { choosePorts } from "../demo/ports.js";
import { createRinging } from "../demo/ringing.js";
import { createScaledClock, type ScaledClock } from "../demo/scaled-clock.js";
import { onlyDistricts } from "../demo/small-ecosystem.js";
import { addDemoState } from "../demo/state-route.js";
import { story } from "../demo/story.js";
import { createScreen, type Screen, type Terminal } from "../demo/terminal.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import { whenReady } from "../runtime/when-ready.js";
import { type ServeOptions, type Service, serve } from "../serve.js";
import { shippedScenario } from "./scenario-file.js";

export const exitCodes = { fine: 0, cannotStart: 1, usage: 2, crashed: 70 } as const;

const timezone = "Europe/Oslo";
const local = localTimeOf(timezone);
/** A fixed day, so that the same seed tells the same story whenever it is told. */
const date = "2026-11-18";
const liveTime = "09:10";
const historyMs = local.instantOf("2026-11-17", "06:00");
const liveMs = local.instantOf(date, liveTime);
const residents = 200;
/** How often the engine's time and the story move on. */
const tickEveryMs = 200;
/** The process may stand still for so long before Velvakt would call it a gap of its own. */
const stallMaxMs = 5_000;
/** History is fed some simulated minutes at a time, which is no gap either. */
const gapMinMs = 10 * 60_000;
/** So long the queue of notifications may take; it goes on trying. */
const readyMaxMs = 10_000;
const closeMaxMs = 15_000;

async function cityMessages(seed: number): Promise<Generator<CityMessage>> {
  const chosen = await shippedScenario("demo-morning");
  const city = createCity({ seed, residents, ...cityOptionsOf(chosen, date) });
  return messagesOf(city, historyMs, Number.POSITIVE_INFINITY);
}

function* startingWith<T>(first: T, rest: Iterable<T>): Generator<T> {
  yield first;
  yield* rest;
}

/** What to look at, once it is up. */
function sayAddress(screen: Screen, { httpAddress, mqttPort }: Service, { speed, seed }: DemoOrder, upSec: string) {
  const minuteSec = Number((60 / speed).toFixed(2));
  const lines = [
    "",
    `  ${screen.bold(httpAddress)}   is up after ${upSec} s. Open it in a browser.`,
    "",
    `  It is ${liveTime} there, and a minute passes every ${minuteSec} s. Look at`,
    "    - who needs a human now, and the doses of today",
    "    - what breaks in a few seconds, whom it concerns, and until when to decide",
    "    - the duty phone, which rings once per team and cause",
    `  Also there: ${httpAddress}/v1/overview and mqtt://127.0.0.1:${mqttPort}. Seed ${seed}. Ctrl-C ends it.`,
    "",
  ];
  for (const line of lines) screen.line(line);
}

/** The parts of the demo around the service: phone, story, and what the service has instead of its own. */
async function prepare(order: DemoOrder, screen: Screen, closing: Closing, clock: ScaledClock) {
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example ecosystem has mistakes; velvakt check names them");
  const ecosystem = onlyDistricts(loaded.ecosystem, createCity({ seed: order.seed, residents: 0 }).districts);
  const teams = new Map(ecosystem.teams.map(({ id, name }) => [id, name]));
  const teamName = (teamId: string) => teams.get(teamId) ?? teamId;
  const phone = await openPhone(createRinging((at, text) => screen.told(at, text, "☎"), teamName));
  closing.add(phone.close);
  const lines = story.map(({ time, text }) => ({ atMs: local.instantOf(date, time), text }));
  const narration = createNarration(ecosystem, lines, ({ at, text }) => screen.told(at, text.en));
  let live = false;
  const instead: ServeOptions["instead"] = {
    evaluator: {
      clock: clock.sources,
      tickEveryMs,
      pipeline: { gapAfterMs: Math.max(gapMinMs, stallMaxMs * order.speed) },
      // There is no next start that a snapshot could make faster.
      snapshots: { everyEvents: Number.POSITIVE_INFINITY, everyMs: Number.POSITIVE_INFINITY },
    },
    simulated: true,
    // What happened before anybody looked rings no phone.
    channelsOf: () => (live ? [{ id: "phone", kind: "webhook", url: phone.url, secret: null }] : []),
    extendApi: (api) =>
      addDemoState(api, () => ({
        seed: order.seed,
        speed: order.speed,
        simulatedNow: new Date(clock.nowMs()).toISOString(),
        narration: narration.lines(),
        phone: phone.messages().map((message) => ({ ...message, team: teamName(message.teamId) })),
      })),
  };
  const goLive = () => {
    live = true;
    clock.run();
  };
  return { ecosystem, ecosystemHash: `demo-${loaded.hash}`, instead, narration, goLive };
}

interface Running {
  order: DemoOrder;
  screen: Screen;
  closing: Closing;
  stop: AbortSignal;
  fail: (error: unknown) => void;
}

/** From nothing to a city that lives on until it is stopped. */
async function run({ order, screen, closing, stop, fail }: Running): Promise<void> {
  const began = performance.now();
  const ports = await choosePorts(order.port, screen.line);
  if ((await removeAbandonedFolders()) > 0) screen.line("Removed what a demo that was killed had left behind.");
  const folder = makeThrowAwayFolder();
  closing.add(folder.remove);
  process.once("exit", folder.remove);
  const clock = createScaledClock(historyMs, order.speed);
  const { narration, goLive, ...settings } = await prepare(order, screen, closing, clock);

  screen.line("Starting database, broker and page …");
  const config = readConfig({
    VELVAKT_DATA_DIR: folder.path,
    VELVAKT_HTTP_PORT: String(ports.http),
    VELVAKT_MQTT_PORT: String(ports.mqtt),
  });
  const log = pino({ level: "error" }, pino.destination(2));
  const service = await serve({ config, log, crashed: fail, ...settings });
  closing.add(service.close);

  const messages = await cityMessages(order.seed);
  const first = await feedHistory(messages, liveMs, {
    clock,
    submit: service.submit,
    progress: (share) => screen.progress(`The day before passes for ${residents} residents …`, share),
    stopped: () => stop.aborted,
  });
  if (first === null || stop.aborted) return;

  const publisher = await openPublisher(`mqtt://127.0.0.1:${service.mqttPort}`);
  closing.add(() => publisher.close(true));
  closing.add(service.subscribe((outputs) => narration.follow(outputs, clock.nowMs())));
  await whenReady(service.readiness, { maxMs: readyMaxMs, stop });
  goLive();
  sayAddress(screen, service, order, ((performance.now() - began) / 1000).toFixed(1));
  if (order.open && screen.isScreen && !(await openBrowser(service.httpAddress, process.env))) {
    screen.line("  (There is no browser here that could be opened.)");
  }
  const ticking = setInterval(() => narration.passTime(clock.nowMs()), tickEveryMs);
  closing.add(() => clearInterval(ticking));
  const pace = { speed: order.speed, nowMs: clock.nowMs, signal: stop };
  await publishPaced(startingWith(first, messages), publisher, pace);
}

/** Ends everything; a part that hangs must not keep the terminal. */
async function closeAll(closing: Closing): Promise<void> {
  const timer = setTimeout(() => process.exit(exitCodes.crashed), closeMaxMs);
  await closing.all();
  clearTimeout(timer);
}

/**
 * `velvakt demo`: the service with a small city in front of it, on a clock that runs fast, until a
 * signal. Everything it makes is gone when it ends.
 */
export async function demoCommand(options: DemoOptions, out: Terminal, err: Terminal): Promise<number> {
  const order = readDemoOptions(options);
  if ("problems" in order) {
    err.write(order.problems.map((problem) => `${problem}\n`).join(""));
    return exitCodes.usage;
  }
  const screen = createScreen(out, timezone, process.env);
  const stop = new AbortController();
  let failure: unknown = null;
  const fail = (error: unknown) => {
    failure ??= error;
    stop.abort();
  };
  const closing = createClosing(fail);
  const end = () => {
    if (!stop.signal.aborted) screen.line("\nStopping; everything the demo made is removed …");
    stop.abort();
  };
  // More signals change nothing: it is ending already.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, end);
  screen.line(screen.bold(`Velvakt demo: ${residents} residents who do not exist, and the service that watches.`));
  await run({ order, screen, closing, stop: stop.signal, fail }).catch((error: unknown) => {
    // A child of ours that met the same Ctrl-C while starting is no failure.
    if (!stop.signal.aborted) fail(error);
  });
  await closeAll(closing);
  if (failure === null) {
    screen.line("Stopped. Nothing is left behind.");
    return exitCodes.fine;
  }
  if (!(failure instanceof Error) || typeof (failure as { code?: unknown }).code !== "string") throw failure;
  err.write(`The demo cannot go on.\n  ${failure.message}\n`);
  return exitCodes.cannotStart;
}
