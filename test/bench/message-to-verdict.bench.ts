import { bench, describe } from "vitest";
import { createDecodeContext, decode } from "../../ingest/stages/decode.js";
import { screen } from "../../ingest/stages/screen.js";
import { createState, step } from "../../rules/engine.js";
import type { LogEvent } from "../../rules/model/event.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../services/ecosystem/load.js";

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the shipped ecosystem does not load");
const { ecosystem } = loaded;
const context = createDecodeContext(ecosystem);

const devices = 200;
const startMs = Date.UTC(2026, 5, 1);
const hourMs = 3_600_000;

function message(device: number, atMs: number, type: string, data: object) {
  const source = `D-${device}`;
  const time = new Date(atMs).toISOString();
  const event = { specversion: "1.0", id: `${type}-${atMs}`, source, type: `no.vft.${type}`, time, data };
  const payload = Buffer.from(JSON.stringify(event));
  return { atMs, raw: { topic: `vft/v1/oslo/grorud/roll-dispenser/${source}/event`, payload, retained: false } };
}

/** One day of a fleet: plans of three doses, heartbeats every quarter of an hour, two of three doses dispensed. */
const day = Array.from({ length: devices }, (_, device) => {
  const times = ["08:00", "14:00", "20:00"];
  const plan = { residentRef: `R-${device}`, planId: `P-${device}`, version: 1, times, from: "2026-06-01" };
  return [
    message(device, startMs + device, "plan.published", plan),
    ...Array.from({ length: 96 }, (_, n) => message(device, startMs + (n * hourMs) / 4 + device, "link.heartbeat", {})),
    ...[6, 12].map((hour) =>
      message(device, startMs + hour * hourMs + device, "dose.dispensed", { mode: "unassisted" }),
    ),
  ];
})
  .flat()
  .sort((a, b) => a.atMs - b.atMs);

function read({ raw }: (typeof day)[number]): LogEvent {
  const result = screen(raw, decode(raw, context));
  if (result.ok !== true) throw new Error(JSON.stringify(result));
  return result.event;
}

const events = day.map((each) => ({ receivedAtMs: each.atMs, event: read(each) }));

// A round takes seconds: few of them say enough.
const rounds = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0 };

describe(`a day of ${devices} dispensers, ${day.length} messages`, () => {
  bench(
    "decode and screen",
    () => {
      for (const each of day) read(each);
    },
    rounds,
  );

  bench(
    "judge",
    () => {
      const state = createState(ecosystem);
      events.forEach(({ receivedAtMs, event }, seq) => {
        step(state, { kind: "event", seq, receivedAtMs, event });
      });
      step(state, { kind: "time", nowMs: startMs + 36 * hourMs });
    },
    rounds,
  );
});
