import { vi } from "vitest";
import type { EngineHost, Logger, SequencerClock } from "../../ingest/batch.js";
import type { RawMessage } from "../../ingest/message.js";
import type { DecodeContext } from "../../ingest/stages/decode.js";
import type { Input } from "../../rules/model/engine.js";
import type { Engine } from "../../services/evaluator/engine.js";
import { createHost } from "../../services/evaluator/host.js";

export const decodeContext: DecodeContext = {
  tenant: "oslo",
  districts: new Set(["grorud"]),
  deviceClasses: new Set(["roll-dispenser"]),
  components: new Map(),
};

export const eventTopic = "vft/v1/oslo/grorud/roll-dispenser/D-1/event";
export const stateTopic = "vft/v1/oslo/grorud/roll-dispenser/D-1/state";

export function rawMessage(topic: string, payload: string | Uint8Array, retained = false): RawMessage {
  return { topic, payload: typeof payload === "string" ? Buffer.from(payload) : payload, retained };
}

/** A door that was opened: an event with a key. `authorised` makes the same id say something else. */
export function doorOpened(id: string, authorised = true): RawMessage {
  return rawMessage(eventTopic, JSON.stringify(cloudEvent(id, "no.vft.door.opened", { authorised })));
}

export function cloudEvent(id: string, type: string, data: object): object {
  return { specversion: "1.0", id, source: "urn:d-1", type, time: "2026-01-10T08:00:00Z", data };
}

export function testLogger() {
  return { info: vi.fn(), warn: vi.fn(), error: vi.fn() } satisfies Logger;
}

/** A clock in the hands of the test; every reading is later than the one before. */
export function handClock(startMs: number): SequencerClock & { advanceMs(ms: number): void; step(ms: number): void } {
  let us = startMs * 1000;
  let stepped = false;
  return {
    nowUs: () => ++us,
    stepped() {
      const was = stepped;
      stepped = false;
      return was;
    },
    advanceMs(ms) {
      us += ms * 1000;
    },
    step(ms) {
      us += ms * 1000;
      stepped = true;
    },
  };
}

/** An engine small enough to be seen through: its state is what it was given, and it says one thing per event. */
export interface TinyState {
  inputs: Input[];
  timeMs: number;
}

const instantOf = (input: Input): number => (input.kind === "event" ? input.receivedAtMs : input.nowMs);

export const tinyEngine: Engine<TinyState> = {
  rulesVersion: "tiny-1",
  snapshotFormat: 1,
  createState: () => ({ inputs: [], timeMs: Number.NEGATIVE_INFINITY }),
  step(state, input) {
    const nowMs = instantOf(input);
    if (nowMs < state.timeMs) throw new Error(`time went back from ${state.timeMs} to ${nowMs}`);
    if (input.kind === "event" && nowMs === state.timeMs && state.inputs.at(-1)?.kind === "time") {
      throw new Error(`time had overtaken the event ${input.seq}`);
    }
    state.timeMs = nowMs;
    state.inputs.push(input);
    if (input.kind !== "event") return [];
    return [{ kind: "dose-withdrawn", doseId: `dose-${input.seq}`, atMs: input.receivedAtMs }];
  },
  *dumpState(state) {
    for (const input of state.inputs) yield JSON.stringify(input);
  },
  loadState(_ecosystem, lines) {
    const inputs = [...lines].map((line) => JSON.parse(line) as Input);
    const last = inputs.at(-1);
    return { inputs, timeMs: last === undefined ? 0 : instantOf(last) };
  },
};

export function tinyHost(state: TinyState, coveredMs: number | null = null): EngineHost {
  return createHost(tinyEngine, state, coveredMs);
}
