import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SequencerClock } from "../../ingest/batch.js";
import type { Settled } from "../../ingest/message.js";
import { createPipeline, type Pipeline } from "../../ingest/pipeline.js";
import type { LogStore } from "../../ingest/store/log-store.js";
import { recover } from "../../services/evaluator/recover.js";
import { createClock } from "../../services/runtime/clock.js";
import { decodeContext, doorOpened, testLogger, tinyEngine } from "../support/ingest.js";
import { type Behaviour, createMemoryLogStore } from "../support/memory-log-store.js";

type Step =
  | { do: "submit"; ids: number[] }
  | { do: "tick" }
  | { do: "store"; behaviour: Behaviour }
  | { do: "turns"; count: number }
  | { do: "wall"; ms: number }
  | { do: "crash" };

const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ do: fc.constant("submit" as const), ids: fc.array(fc.nat(20), { maxLength: 6 }) }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("tick" as const) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("store" as const),
      behaviour: fc.constantFrom<Behaviour>("ok", "slow", "fail", "fail-after-write"),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("turns" as const), count: fc.nat(4) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("wall" as const), ms: fc.integer({ min: -7_200_000, max: 7_200_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("crash" as const) }) },
);

/** A world with one store and, one after the other, processes that die without a word. */
function createWorld() {
  const store = createMemoryLogStore();
  const snapshots = { latest: async () => null };
  let wallMs = Date.UTC(2026, 0, 10, 8);
  let monotonicNs = 0n;
  const sources = { wallMs: () => wallMs, monotonicNs: () => (monotonicNs += 1_000n) };
  const acknowledged = new Map<number, Settled>();
  const unanswered = new Set<number>();
  const failures: unknown[] = [];
  let kill = (): void => {};
  let pipeline: Pipeline;
  /** A transaction of the dead is there when the next process starts, or never. */
  let underWay: Promise<unknown> = Promise.resolve();

  /** The store as one process sees it: once that is dead, it hears nothing more. */
  function connect(): LogStore {
    let dead = false;
    kill = () => {
      dead = true;
    };
    const unlessDead = async <T>(work: () => Promise<T>): Promise<T> => {
      if (dead) return new Promise<never>(() => {});
      try {
        const working = work();
        underWay = working.catch(() => {});
        return await working;
      } finally {
        if (dead) await new Promise<never>(() => {});
      }
    };
    return {
      findKeys: (keys) => unlessDead(() => store.findKeys(keys)),
      commit: (batch) => unlessDead(() => store.commit(batch)),
      position: store.position,
      wholeFromMs: async () => null,
      readLog: store.readLog,
    };
  }

  async function boot(): Promise<void> {
    const connection = connect();
    const { host, position } = await recover({
      engine: tinyEngine,
      ecosystem: {} as never,
      ecosystemHash: "",
      database: { log: connection, snapshots },
      log: testLogger(),
    });
    // It may begin before the log ends: the wall clock was set back while nobody was there.
    const clock: SequencerClock = createClock({}, sources);
    pipeline = createPipeline(
      {
        decodeContext,
        store: connection,
        engine: host,
        clock,
        log: testLogger(),
        position,
        crashed: (error) => failures.push(error),
      },
      { batchMax: 4, pendingMax: 6, retryFirstMs: 1, retryMaxMs: 1 },
    );
  }

  function submit(id: number): void {
    unanswered.add(id);
    pipeline.submit(doorOpened(`e-${id}`)).then((settled) => {
      unanswered.delete(id);
      acknowledged.set(id, settled);
      // Whatever is acknowledged has to be in the store at that very moment.
      const stored = store.events.some(({ event }) => event.kind === "telemetry" && event.event.id === `e-${id}`);
      if (!stored) failures.push(new Error(`e-${id} was acknowledged (${settled.outcome}) and is not stored`));
    });
  }

  async function run(step: Step): Promise<void> {
    if (step.do === "submit") for (const id of step.ids) submit(id);
    else if (step.do === "tick") pipeline.tick().catch((error: unknown) => failures.push(error));
    else if (step.do === "store") store.orders.push(step.behaviour);
    else if (step.do === "wall") wallMs = Math.max(0, wallMs + step.ms);
    else if (step.do === "turns") for (let n = 0; n < step.count; n++) await new Promise(setImmediate);
    else {
      kill();
      await underWay;
      await boot();
      for (const id of [...unanswered]) submit(id);
    }
    monotonicNs += 300_000_000n;
    wallMs += 300;
  }

  return { store, acknowledged, unanswered, failures, boot, run, tick: () => pipeline.tick() };
}

const idOf = (event: { kind: string; event?: { id: string } }): string[] =>
  event.kind === "telemetry" && event.event ? [event.event.id] : [];

describe("the pipeline, whatever the store and the clock do and whenever the process dies", () => {
  it("stores everything it acknowledged exactly once, in order, and lets no time overtake an event", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { minLength: 5, maxLength: 40 }), async (script) => {
        const world = createWorld();
        await world.boot();
        for (const step of script) await world.run(step);
        world.store.orders.length = 0;
        while (world.unanswered.size > 0 && world.failures.length === 0) await new Promise(setImmediate);
        await world.tick();

        expect(world.failures).toEqual([]);
        const { events, batches } = world.store;
        const ids = events.flatMap(({ event }) => idOf(event as never));
        expect(new Set(ids).size).toBe(ids.length);
        expect([...world.acknowledged.keys()].map((id) => `e-${id}`).sort()).toEqual([...ids].sort());

        expect(events.map(({ seq }) => seq)).toEqual(events.map((_, at) => at + 1));
        for (const [at, { receivedAtUs }] of events.entries()) {
          expect(receivedAtUs).toBeGreaterThan(events[at - 1]?.receivedAtUs ?? 0);
        }
        const effects = batches.flatMap(({ outputs }) => outputs);
        expect(effects.map((output) => output.kind === "dose-withdrawn" && output.doseId)).toEqual(
          events.map(({ seq }) => `dose-${seq}`),
        );
        let coveredMs = 0;
        for (const { events: taken, position } of batches) {
          for (const { receivedAtUs } of taken) expect(Math.floor(receivedAtUs / 1000)).toBeGreaterThan(coveredMs);
          expect(position.engineTimeMs).toBeGreaterThanOrEqual(coveredMs);
          coveredMs = position.engineTimeMs;
        }
      }),
      { numRuns: 300 },
    );
  });
});
