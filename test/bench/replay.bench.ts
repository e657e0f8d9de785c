import { bench, describe } from "vitest";
import { createState, step } from "../../rules/engine.js";
import type { EventData, EventType, LogEvent, Telemetry } from "../../rules/model/event.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../services/ecosystem/load.js";
import { createReplayLedger } from "../../services/replay/ledger.js";

/**
 * A week of a city through the engine, with the ledger that replay keeps: a sign of life per device
 * and quarter of an hour, three doses a day, of which one in twenty is not dispensed, probes of the
 * supplier's cloud every minute; a line says what each day cost. `RESIDENTS=10000 npx vitest bench --run
 * --project bench test/bench/replay.bench.ts` is about seven million events; `DAYS` makes it longer.
 */
const residents = Number(process.env.RESIDENTS ?? 1000);
const days = Number(process.env.DAYS ?? 7);

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the shipped ecosystem does not load");
const { ecosystem } = loaded;
const districts = ecosystem.districts.map(({ id }) => id);

const startMs = Date.UTC(2026, 5, 1);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
/** Local times and the UTC hours that they are in summer. */
const times = ["08:00", "14:00", "20:00"];
const utcHours = [6, 12, 18];

function said<T extends EventType>(device: number, timeMs: number, type: T, data: EventData[T]): LogEvent {
  const deviceId = `D-${device}`;
  const sender = {
    tenant: "oslo",
    district: districts[device % districts.length] ?? "",
    deviceClass: "roll-dispenser",
    deviceId,
  };
  const event = { id: `${type}-${timeMs}`, source: deviceId, timeMs, type, data } as unknown as Telemetry;
  return { kind: "telemetry", sender, event };
}

function probe(timeMs: number): LogEvent {
  const sender = { tenant: "oslo", district: "_", deviceClass: "component", deviceId: "vendor-cloud" };
  const event = { id: `probe-${timeMs}`, source: "probe", timeMs, type: "probe.result" as const, data: { ok: true } };
  return { kind: "telemetry", sender, event };
}

/** Whether the resident takes the dose: told by the numbers, so that each run is the same. */
function isTaken(device: number, day: number, dose: number): boolean {
  return (device * 31 + day * 17 + dose * 7) % 20 !== 0;
}

/** Everything received, in order; made while it is needed, so that memory is the engine's. */
function* week(): Generator<{ receivedAtMs: number; event: LogEvent }> {
  for (let device = 0; device < residents; device++) {
    const data = {
      residentRef: `R-${device}`,
      planId: `P-${device}`,
      version: 1,
      times: times.map((at) => ({ at })),
      from: "2026-06-01",
    };
    yield { receivedAtMs: startMs, event: said(device, startMs, "plan.published", data) };
  }
  for (let minute = 1; minute < days * 24 * 60; minute++) {
    const atMs = startMs + minute * minuteMs;
    yield { receivedAtMs: atMs, event: probe(atMs) };
    // Each device has its minute of the quarter of an hour, and of the hour after a dose is due.
    for (let device = minute % 15; device < residents; device += 15) {
      yield {
        receivedAtMs: atMs,
        event: said(device, atMs, "link.heartbeat", { batteryPercent: 90, bufferedEvents: 0 }),
      };
    }
    const day = Math.floor(minute / (24 * 60));
    const dose = utcHours.indexOf(Math.floor((minute % (24 * 60)) / 60));
    if (dose < 0) continue;
    const scheduledAtMs = startMs + day * dayMs + (utcHours[dose] ?? 0) * hourMs;
    for (let device = minute % 60; device < residents; device += 60) {
      if (!isTaken(device, day, dose)) continue;
      yield {
        receivedAtMs: atMs + 1,
        event: said(device, atMs, "dose.dispensed", { scheduledAtMs, mode: "unassisted" }),
      };
    }
  }
}

/** Asynchronous, or the bench would call it once more to find out whether it is. */
async function run(): Promise<void> {
  const state = createState(ecosystem);
  const ledger = createReplayLedger();
  const beganMs = performance.now();
  let events = 0;
  let peakBytes = 0;
  let day = { endsMs: startMs + dayMs, begunMs: beganMs, events: 0 };
  const endDay = () => {
    const perSec = Math.round(((events - day.events) * 1000) / (performance.now() - day.begunMs));
    const sizeMiB = Math.round(process.memoryUsage.rss() / 1_048_576);
    console.log(
      `day ${(day.endsMs - startMs) / dayMs}: ${perSec.toLocaleString("en")}/s, RSS ${sizeMiB} MiB, ${state.alerts.size} alerts open`,
    );
    day = { endsMs: day.endsMs + dayMs, begunMs: performance.now(), events };
  };
  for (const { receivedAtMs, event } of week()) {
    if (receivedAtMs >= day.endsMs) endDay();
    events++;
    ledger.take(step(state, { kind: "event", seq: events, receivedAtMs, event }));
    if (events % 10_000 === 0) peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
  }
  ledger.take(step(state, { kind: "time", nowMs: startMs + days * dayMs }));
  endDay();
  const seconds = (performance.now() - beganMs) / 1000;
  const { doses } = ledger.rest();
  const missed = doses.filter(({ verdict }) => verdict === "missed").length;
  const perSec = Math.round(events / seconds).toLocaleString("en");
  const size = Math.round(peakBytes / 1_048_576);
  console.log(
    `${events.toLocaleString("en")} events, ${perSec}/s, peak RSS ${size} MiB, ${doses.length} doses, ${missed} missed`,
  );
}

describe(`a week of ${residents} residents`, () => {
  bench("heartbeats, doses and probes through the engine", run, {
    iterations: 1,
    time: 0,
    warmupIterations: 0,
    warmupTime: 0,
  });
});
