import { describe, expect, it, vi } from "vitest";
import type { EngineHost, PipelineOptions, SequencerClock } from "../../../ingest/batch.js";
import { IngestError } from "../../../ingest/errors.js";
import { createPipeline } from "../../../ingest/pipeline.js";
import { StoreRefusal } from "../../../ingest/store/log-store.js";
import type { Input } from "../../../rules/model/engine.js";
import type { Engine } from "../../../services/evaluator/engine.js";
import { createHost } from "../../../services/evaluator/host.js";
import { recover } from "../../../services/evaluator/recover.js";
import { decodeContext, doorOpened, rawMessage, type TinyState, testLogger, tinyEngine } from "../../support/ingest.js";
import { createMemoryLogStore } from "../../support/memory-log-store.js";

const startMs = Date.UTC(2026, 0, 10, 8);
const defect = new TypeError("a defect in the rules");

const idOf = (input: Input): string =>
  input.kind === "event" && input.event.kind === "telemetry" ? input.event.event.id : "";

/** Throws in the middle of taking an event whose id begins with "bad", with the state half changed by then. */
const brittle: Engine<TinyState> = {
  ...tinyEngine,
  step(state, input) {
    if (idOf(input).startsWith("bad")) {
      state.inputs.push({ kind: "time", nowMs: -1 });
      throw defect;
    }
    return tinyEngine.step(state, input);
  },
};

/** Several events share a millisecond, and a batch ends in another one than its last event. */
function everyReading(stepUs: number): SequencerClock {
  let us = startMs * 1000;
  return { nowUs: () => (us += stepUs), stepped: () => false };
}

interface SetUp {
  refuses?: (id: string) => boolean;
  engine?: Engine<TinyState>;
  options?: Partial<PipelineOptions>;
}

function setUp({ refuses = () => false, engine = brittle, options = {} }: SetUp = {}) {
  const store = createMemoryLogStore();
  const log = testLogger();
  const crashed = vi.fn();
  let state = engine.createState({} as never);
  const ports = {
    engine,
    ecosystem: {} as never,
    ecosystemHash: "",
    database: { log: store, snapshots: { latest: async () => null } },
    log,
  };
  const restore = vi.fn(async (): Promise<EngineHost> => {
    const recovered = await recover(ports);
    state = recovered.state;
    return recovered.host;
  });
  const picky = {
    ...store,
    commit: async (batch: Parameters<typeof store.commit>[0]) => {
      const ids = batch.events.map((logged) => idOf({ kind: "event", receivedAtMs: 0, ...logged }));
      if (ids.some(refuses)) throw new StoreRefusal("a row cannot be stored");
      await store.commit(batch);
    },
  };
  const pipeline = createPipeline(
    {
      decodeContext,
      store: picky,
      engine: createHost(engine, state, null),
      clock: everyReading(400),
      log,
      position: null,
      restore,
      crashed,
    },
    { retryFirstMs: 1, retryMaxMs: 2, ...options },
  );
  return { pipeline, store, log, crashed, restore, state: () => state };
}

const stored = (store: ReturnType<typeof createMemoryLogStore>) =>
  store.events.map(({ seq, event }) => [seq, event.kind === "telemetry" ? event.event.id : event.kind]);

const submitAll = (pipeline: ReturnType<typeof setUp>["pipeline"], ids: string[]) =>
  Promise.all(ids.map((id) => pipeline.submit(doorOpened(id))));

describe.each([
  ["the rules fail on", "bad-1", {}],
  ["the store refuses what came of", "odd-1", { refuses: (id: string) => id === "odd-1" }],
])("a message that %s it", (_name, bad, how) => {
  it("goes to quarantine alone; those before and after it are stored, in their order", async () => {
    const { pipeline, store, crashed, log } = setUp(how);
    const settled = await submitAll(pipeline, ["a", "b", bad, "c", "d"]);
    expect(settled.map(({ outcome }) => outcome)).toEqual(["stored", "stored", "rejected", "stored", "stored"]);
    expect(settled[2]).toMatchObject({ reason: "INGEST_UNPROCESSABLE" });
    expect(stored(store)).toEqual([
      [1, "a"],
      [2, "b"],
      [3, "rejected"],
      [4, "c"],
      [5, "d"],
    ]);
    expect(store.events[2]?.event).toMatchObject({ type: "door.opened", sender: { deviceId: "D-1" } });
    expect(store.batches.flatMap(({ quarantined }) => quarantined)).toMatchObject([
      { seq: 3, reason: "INGEST_UNPROCESSABLE", payload: expect.stringContaining(bad) },
    ]);
    expect([...store.keys.keys()]).toEqual(["a", "b", "c", "d"].map((id) => `urn:d-1 ${id}`));
    expect(crashed).not.toHaveBeenCalled();
    expect(pipeline.health()).toMatchObject({ refused: 1, restoring: false, storeFailingSinceMs: null });
    expect(log.error).toHaveBeenCalledExactlyOnceWith(
      expect.objectContaining({ seq: 3 }),
      expect.stringContaining("put aside"),
    );
  });

  it("leaves the engine as one that rebuilds from the log finds it", async () => {
    const { pipeline, store, state } = setUp(how);
    await submitAll(pipeline, ["a", bad, "b"]);
    await pipeline.tick();
    const events = (inputs: Input[]) => inputs.filter(({ kind }) => kind === "event");
    expect(events(state().inputs).map(({ kind, ...input }) => input)).toEqual(
      store.events.map(({ seq, receivedAtUs, event }) => ({
        seq,
        receivedAtMs: Math.floor(receivedAtUs / 1000),
        event,
      })),
    );
    expect(state().inputs).not.toContainEqual({ kind: "time", nowMs: -1 });
  });

  it("can be followed by others like it without end, as long as good ones come between", async () => {
    const { pipeline, crashed } = setUp({
      ...how,
      ...("refuses" in how ? { refuses: (id: string) => id.startsWith("odd") } : {}),
      options: { refusedInRowMax: 1 },
    });
    for (let n = 0; n < 5; n++) {
      const [one] = await submitAll(pipeline, [`${bad}${n}`]);
      expect(one?.outcome).toBe("rejected");
      expect(await pipeline.submit(doorOpened(`good-${n}`))).toMatchObject({ outcome: "stored" });
    }
    expect(pipeline.health().refused).toBe(5);
    expect(crashed).not.toHaveBeenCalled();
  });
});

describe("what no message is to blame for", () => {
  it("stops an engine that fails on one after the other: senders keep what they have", async () => {
    const { pipeline, store, crashed } = setUp({ options: { refusedInRowMax: 3 } });
    const all = await Promise.allSettled(Array.from({ length: 8 }, (_, n) => pipeline.submit(doorOpened(`bad-${n}`))));
    expect(all.every(({ status }) => status === "rejected")).toBe(true);
    expect(crashed).toHaveBeenCalledExactlyOnceWith(defect);
    expect(stored(store)).toEqual([]);
  });

  it("stops an engine that fails on time alone", async () => {
    const failsLater = { ...tinyEngine };
    const { pipeline, crashed, store } = setUp({ engine: failsLater });
    await pipeline.submit(doorOpened("a"));
    failsLater.step = () => {
      throw defect;
    };
    await expect(pipeline.tick()).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
    expect(crashed).toHaveBeenCalledOnce();
    expect(stored(store)).toEqual([[1, "a"]]);
  });

  it("waits for a store that refuses everything, with the last message neither stored nor acknowledged", async () => {
    let refusing = true;
    const { pipeline, store, crashed } = setUp({ refuses: () => refusing });
    const settled = vi.fn();
    const waiting = pipeline.submit(rawMessage("vft/nothing", "{")).then(settled);
    await vi.waitUntil(() => pipeline.health().storeFailingSinceMs !== null);
    expect(settled).not.toHaveBeenCalled();
    refusing = false;
    await waiting;
    expect(settled).toHaveBeenCalledWith(expect.objectContaining({ reason: "INGEST_TOPIC_INVALID" }));
    expect(stored(store)).toEqual([[1, "rejected"]]);
    expect(crashed).not.toHaveBeenCalled();
  });

  it("an act of a person on which the rules fail is refused to them, and leaves a rejection in the log", async () => {
    const engine: Engine<TinyState> = {
      ...tinyEngine,
      step(state, input) {
        if (input.kind === "event" && input.event.kind === "alert-acknowledged") throw defect;
        return tinyEngine.step(state, input);
      },
    };
    const { pipeline, store, crashed } = setUp({ engine });
    const act = pipeline.submitOwn({ kind: "alert-acknowledged", alertId: "x", actor: "nurse" });
    await expect(act).rejects.toThrow("an event of our own was rejected");
    expect(stored(store)).toEqual([[1, "rejected"]]);
    expect(store.batches[0]?.quarantined).toEqual([]);
    expect(crashed).not.toHaveBeenCalled();
  });

  it("gives up closing at its deadline while the engine is being recovered", async () => {
    const { pipeline, restore } = setUp();
    restore.mockImplementation(() => new Promise(() => {}));
    const refused = expect(pipeline.submit(doorOpened("bad"))).rejects.toMatchObject({ code: "INGEST_ABANDONED" });
    await vi.waitUntil(() => pipeline.health().restoring);
    await pipeline.close(20);
    await refused;
  });

  it("ends when the engine cannot be recovered either", async () => {
    const { pipeline, restore, crashed } = setUp();
    restore.mockRejectedValue(new IngestError("INGEST_ENGINE_FAILED", "on what is committed"));
    await expect(pipeline.submit(doorOpened("bad"))).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
    expect(crashed).toHaveBeenCalledOnce();
  });
});
