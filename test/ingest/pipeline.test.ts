import { describe, expect, it, vi } from "vitest";
import type { PipelineOptions, PipelinePorts } from "../../ingest/batch.js";
import { createPipeline } from "../../ingest/pipeline.js";
import {
  decodeContext,
  doorOpened,
  eventTopic,
  handClock,
  rawMessage,
  testLogger,
  tinyEngine,
  tinyHost,
} from "../support/ingest.js";
import { createMemoryLogStore } from "../support/memory-log-store.js";

const startMs = Date.UTC(2026, 0, 10, 8);
const quick: Partial<PipelineOptions> = { retryFirstMs: 1, retryMaxMs: 2 };

function setUp(options: Partial<PipelineOptions> = {}, given: Partial<PipelinePorts> = {}) {
  const store = createMemoryLogStore();
  const clock = handClock(startMs);
  const log = testLogger();
  const state = tinyEngine.createState({} as never);
  const engine = given.engine ?? tinyHost(state, given.position?.engineTimeMs ?? null);
  const crashed = vi.fn();
  const ports: PipelinePorts = { decodeContext, store, engine, clock, log, position: null, crashed, ...given };
  return { store, clock, log, state, crashed, pipeline: createPipeline(ports, { ...quick, ...options }) };
}

const kinds = (store: ReturnType<typeof createMemoryLogStore>) => store.events.map(({ event }) => event.kind);

describe("the pipeline", () => {
  it("stores messages in the order they came in, under increasing seq and receivedAt", async () => {
    const { pipeline, store } = setUp();
    const settled = await Promise.all(["a", "b", "c"].map((id) => pipeline.submit(doorOpened(id))));
    expect(settled).toEqual([1, 2, 3].map((seq) => ({ outcome: "stored", seq })));
    const ids = store.events.map(({ event }) => (event.kind === "telemetry" ? event.event.id : null));
    expect(ids).toEqual(["a", "b", "c"]);
    const times = store.events.map(({ receivedAtUs }) => receivedAtUs);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
  });

  it("commits what came in together in one transaction, outputs and position included", async () => {
    const { pipeline, store } = setUp();
    await Promise.all(["a", "b"].map((id) => pipeline.submit(doorOpened(id))));
    expect(store.batches).toHaveLength(1);
    expect(store.batches[0]?.outputs.map((output) => output.kind === "dose-withdrawn" && output.doseId)).toEqual([
      "dose-1",
      "dose-2",
    ]);
    expect(store.batches[0]?.position.seq).toBe(2);
  });

  it("quarantines what cannot be used, logs it as rejected, and stores the valid message next to it", async () => {
    const { pipeline, store } = setUp();
    const [bad, good] = await Promise.all([
      pipeline.submit(rawMessage(eventTopic, "{not json")),
      pipeline.submit(doorOpened("a")),
    ]);
    expect(bad).toMatchObject({ outcome: "rejected", reason: "INGEST_NOT_JSON" });
    expect(good).toEqual({ outcome: "stored", seq: 2 });
    expect(kinds(store)).toEqual(["rejected", "telemetry"]);
    expect(store.batches[0]?.quarantined).toMatchObject([{ seq: 1, reason: "INGEST_NOT_JSON", topic: eventTopic }]);
  });

  it("keeps an identity number out of the log and masks it in quarantine", async () => {
    const { pipeline, store } = setUp();
    const number = "01010750160";
    const settled = await pipeline.submit(rawMessage(eventTopic, JSON.stringify({ data: { note: number } })));
    expect(settled).toMatchObject({ outcome: "rejected", reason: "INGEST_IDENTITY_IN_PAYLOAD" });
    expect(JSON.stringify(store.batches)).not.toContain(number);
  });

  it("stores the same event once, whether it comes again at once or later", async () => {
    const { pipeline, store } = setUp();
    const first = await Promise.all([pipeline.submit(doorOpened("a")), pipeline.submit(doorOpened("a"))]);
    expect(first).toEqual([{ outcome: "stored", seq: 1 }, { outcome: "duplicate" }]);
    expect(await pipeline.submit(doorOpened("a"))).toEqual({ outcome: "duplicate" });
    expect(kinds(store)).toEqual(["telemetry"]);
  });

  it("refuses a key that comes again with other content, and keeps the first", async () => {
    const { pipeline, store } = setUp();
    await pipeline.submit(doorOpened("a", true));
    const again = await pipeline.submit(doorOpened("a", false));
    expect(again).toMatchObject({ outcome: "rejected", reason: "INGEST_DUPLICATE_CONFLICT" });
    expect(store.events[1]?.event).toMatchObject({
      kind: "rejected",
      type: "door.opened",
      sender: { deviceId: "D-1" },
    });
    expect(await pipeline.submit(doorOpened("a", true))).toEqual({ outcome: "duplicate" });
  });

  it("leaves no trace of a retained copy", async () => {
    const { pipeline, store } = setUp();
    const copy = rawMessage("vft/v1/oslo/grorud/roll-dispenser/D-1/state", '{"state":"online"}', true);
    expect(await pipeline.submit(copy)).toEqual({ outcome: "ignored" });
    expect(store.events).toEqual([]);
  });

  it("acknowledges nothing while the commit is under way", async () => {
    const { pipeline, store } = setUp();
    store.orders.push("ok", "hang");
    const settled = vi.fn();
    const waiting = pipeline.submit(doorOpened("a")).then(settled);
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(settled).not.toHaveBeenCalled();
    store.release();
    await waiting;
    expect(settled).toHaveBeenCalledWith({ outcome: "stored", seq: 1 });
  });

  it("repeats a commit until it succeeds and says so in the log once", async () => {
    const { pipeline, store, log } = setUp();
    store.orders.push("ok", "fail", "fail-after-write", "hang");
    const waiting = pipeline.submit(doorOpened("a"));
    await vi.waitUntil(() => store.orders.length === 0);
    expect(pipeline.health().storeFailingSinceMs).not.toBeNull();
    store.release();
    await waiting;
    expect(store.batches).toHaveLength(1);
    expect(log.error).toHaveBeenCalledTimes(1);
    expect(pipeline.health().storeFailingSinceMs).toBeNull();
  });

  it("says of a store that neither takes nor refuses a commit that it is away", async () => {
    const { pipeline, store } = setUp({ gapAfterMs: 30 });
    store.orders.push("ok", "hang");
    const waiting = pipeline.submit(doorOpened("a"));
    const askedAtMs = Date.now();
    expect(pipeline.health().storeFailingSinceMs).toBeNull();
    await vi.waitUntil(() => pipeline.health().storeFailingSinceMs !== null);
    expect(Math.abs((pipeline.health().storeFailingSinceMs ?? 0) - askedAtMs)).toBeLessThan(1_000);
    store.release();
    await waiting;
    expect(pipeline.health().storeFailingSinceMs).toBeNull();
  });

  it("lets messages wait at the door when it is full, and loses none", async () => {
    const { pipeline, store } = setUp({ pendingMax: 3, batchMax: 2 });
    store.orders.push("hang");
    const all = Promise.all(Array.from({ length: 20 }, (_, n) => pipeline.submit(doorOpened(`m-${n}`))));
    await vi.waitUntil(() => pipeline.health().waiting === 15);
    expect(pipeline.health().pending).toBe(3);
    store.release();
    expect((await all).map((one) => one.outcome === "stored" && one.seq)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    expect(store.batches.every(({ events }) => events.length <= 2)).toBe(true);
  });

  it("commits its position on every tick, with an engine time before the next instant", async () => {
    const { pipeline, store, clock } = setUp();
    await pipeline.submit(doorOpened("a"));
    clock.advanceMs(1_000);
    await pipeline.tick();
    expect(store.batches.map(({ position }) => position)).toEqual([
      { seq: 1, engineTimeMs: startMs - 1 },
      { seq: 1, engineTimeMs: startMs + 999 },
    ]);
    expect(pipeline.health().position).toEqual({ seq: 1, engineTimeMs: startMs + 999 });
  });

  it("lets time begin with the first event, as a rebuild from the log does", async () => {
    const { pipeline, store, clock, state } = setUp();
    await pipeline.tick();
    expect(store.batches).toEqual([]);
    expect(state.inputs).toEqual([]);
    expect(pipeline.health()).toMatchObject({ position: null });
    clock.advanceMs(60_000);
    await pipeline.submit(doorOpened("a"));
    expect(store.events.map(({ event }) => event.kind)).toEqual(["telemetry"]);
  });

  it("stops for good when the engine throws, acknowledges nothing of that batch, and reports it", async () => {
    const failure = new Error("a defect");
    const engine = {
      take: () => {
        throw failure;
      },
      passTime: () => [],
      coveredMs: () => null,
    };
    const { pipeline, store, crashed } = setUp({}, { engine });
    await expect(pipeline.submit(doorOpened("a"))).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
    expect(crashed).toHaveBeenCalledExactlyOnceWith(failure);
    expect(store.batches).toEqual([]);
    await expect(pipeline.submit(doorOpened("b"))).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
    await expect(pipeline.tick()).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
  });

  it("finishes what it has when it closes, and takes nothing more", async () => {
    const { pipeline, store } = setUp({ batchMax: 2 });
    const all = Promise.all(["a", "b", "c", "d", "e"].map((id) => pipeline.submit(doorOpened(id))));
    await pipeline.close(1_000);
    expect(store.events).toHaveLength(5);
    await all;
    await expect(pipeline.submit(doorOpened("f"))).rejects.toMatchObject({ code: "INGEST_CLOSED" });
  });

  it("gives up closing at its deadline when the store is away, and acknowledges nothing", async () => {
    const { pipeline, store } = setUp();
    store.orders.push("ok", "hang");
    const waiting = pipeline.submit(doorOpened("a"));
    const refused = expect(waiting).rejects.toMatchObject({ code: "INGEST_ABANDONED" });
    await new Promise((resolve) => setTimeout(resolve, 20));
    const startedMs = performance.now();
    await pipeline.close(50);
    expect(performance.now() - startedMs).toBeLessThan(1_000);
    await refused;
  });
});

describe("a gap of our own", () => {
  const position = { seq: 7, engineTimeMs: startMs - 60_000 };

  it("opens first of all after a restart, from the committed engine time on, before time passes", async () => {
    const { pipeline, store, state, clock } = setUp({}, { position });
    await pipeline.submit(doorOpened("a"));
    expect(store.events.map(({ seq, event }) => [seq, event.kind])).toEqual([
      [8, "gap-opened"],
      [9, "telemetry"],
    ]);
    expect(store.events[0]?.event).toMatchObject({ fromMs: position.engineTimeMs, reason: "restart" });
    expect(state.inputs.map(({ kind }) => kind)).toEqual(["event", "event"]);
    clock.advanceMs(1_000);
    await pipeline.tick();
    expect(store.events).toHaveLength(2);
    expect(state.inputs.at(-1)).toEqual({ kind: "time", nowMs: startMs + 999 });
  });

  it("does not open where there was nothing before", async () => {
    const { pipeline, store } = setUp();
    await pipeline.tick();
    expect(store.events).toEqual([]);
  });

  it("opens when the store was away for longer than five seconds, and not when it was briefly", async () => {
    const { pipeline, store, clock } = setUp();
    await pipeline.submit(doorOpened("first"));
    store.orders.push("fail");
    clock.advanceMs(4_000);
    await pipeline.tick();
    clock.advanceMs(1_000);
    await pipeline.tick();
    expect(store.events).toHaveLength(1);
    const coveredMs = store.batches.at(-1)?.position.engineTimeMs ?? 0;
    store.orders.push("fail", "fail");
    await pipeline.tick();
    clock.advanceMs(6_000);
    await pipeline.submit(doorOpened("a"));
    expect(store.events.slice(1).map(({ event }) => event)).toMatchObject([
      { kind: "gap-opened", reason: "store-lost", fromMs: coveredMs },
      { kind: "telemetry" },
    ]);
  });

  it("opens when the store fails while keys are looked up: nothing has been taken by then", async () => {
    const { pipeline, store, clock, state } = setUp();
    await pipeline.submit(doorOpened("first"));
    const inputs = state.inputs.length;
    store.orders.push("fail", "hang");
    const waiting = pipeline.submit(doorOpened("a"));
    await vi.waitUntil(() => pipeline.health().storeFailingSinceMs !== null);
    const ticking = pipeline.tick();
    expect(state.inputs).toHaveLength(inputs);
    clock.advanceMs(30_000);
    await vi.waitUntil(() => store.orders.length === 0);
    store.release();
    await Promise.all([waiting, ticking]);
    expect(store.events[1]?.event).toMatchObject({ kind: "gap-opened", reason: "store-lost" });
  });

  it("is the store's fault if that took most of the time and did not fail: a pause a little shorter than the gap", async () => {
    const { pipeline, store, clock } = setUp({ gapAfterMs: 200 });
    await pipeline.submit(doorOpened("first"));
    store.orders.push("hang");
    const waiting = pipeline.submit(doorOpened("a"));
    await new Promise((resolve) => setTimeout(resolve, 120));
    clock.advanceMs(250);
    store.release();
    await waiting;
    expect(store.events[1]?.event).toMatchObject({ kind: "gap-opened", reason: "store-lost" });
  });

  it("opens when the clock was set, and when the process stood still", async () => {
    const { pipeline, store, clock } = setUp();
    await pipeline.submit(doorOpened("first"));
    clock.step(3_600_000);
    await pipeline.tick();
    clock.advanceMs(60_000);
    await pipeline.tick();
    expect(store.events.slice(1).map(({ event }) => event)).toMatchObject([
      { kind: "gap-opened", reason: "clock-step", fromMs: startMs - 1 },
      { kind: "gap-opened", reason: "clock-step", fromMs: startMs + 3_600_000 - 1 },
    ]);
  });
});
