import { describe, expect, it } from "vitest";
import type { LogEvent } from "../../../rules/model/event.js";
import type { SnapshotMeta } from "../../../services/database/store.js";
import type { Engine } from "../../../services/evaluator/engine.js";
import { recover } from "../../../services/evaluator/recover.js";
import { writeSnapshot } from "../../../services/evaluator/snapshot-job.js";
import { type TinyState, testLogger, tinyEngine } from "../../support/ingest.js";
import { createMemoryLogStore } from "../../support/memory-log-store.js";

const startMs = Date.UTC(2026, 0, 10, 8);

/** A log of `count` events, one a second, and time decided up to half a second after the last. */
async function logOf(count: number, wholeFromMs?: number) {
  const store = createMemoryLogStore(wholeFromMs === undefined ? {} : { wholeFromMs });
  const event: LogEvent = { kind: "gap-closed" };
  const events = Array.from({ length: count }, (_, at) => ({
    seq: at + 1,
    receivedAtUs: (startMs + at * 1000) * 1000 + 7,
    event,
  }));
  const position = { seq: count, engineTimeMs: startMs + (count - 1) * 1000 + 500 };
  await store.commit({ events, keys: [], quarantined: [], outputs: [], position });
  return { store, position };
}

function snapshotsOf(meta: SnapshotMeta | null, lines: string[]) {
  let written: { meta: SnapshotMeta; lines: string[] } | null = meta && { meta, lines };
  return {
    written: () => written,
    async write(newMeta: SnapshotMeta, newLines: Iterable<string>) {
      written = { meta: newMeta, lines: [...newLines] };
    },
    async latest() {
      if (written === null) return null;
      const { meta: found, lines: kept } = written;
      return {
        meta: found,
        lines: (async function* () {
          yield* kept;
        })(),
      };
    },
  };
}

const metaAt = (seq: number, changes: Partial<SnapshotMeta> = {}): SnapshotMeta => ({
  seq,
  engineTimeMs: startMs + (seq - 1) * 1000 + 200,
  format: 1,
  rulesVersion: "tiny-1",
  ecosystemHash: "hash",
  ...changes,
});

/** Lines of a snapshot after `seq` events. */
function linesAt(seq: number): string[] {
  return Array.from({ length: seq }, (_, at) =>
    JSON.stringify({ kind: "event", seq: at + 1, receivedAtMs: startMs + at * 1000, event: { kind: "gap-closed" } }),
  );
}

async function recoverWith(meta: SnapshotMeta | null, lines: string[], engine: Engine<TinyState> = tinyEngine) {
  const { store, position } = await logOf(10);
  const log = testLogger();
  const snapshots = snapshotsOf(meta, lines);
  const ports = { engine, ecosystem: {} as never, ecosystemHash: "hash", database: { log: store, snapshots }, log };
  return { store, position, log, snapshots, ports, recovered: await recover(ports) };
}

const seqsOf = (state: TinyState) => state.inputs.flatMap((input) => (input.kind === "event" ? [input.seq] : []));

describe("recovery", () => {
  it("begins with nothing where nothing was ever committed", async () => {
    const database = { log: createMemoryLogStore(), snapshots: snapshotsOf(null, []) };
    const ports = { engine: tinyEngine, ecosystem: {} as never, ecosystemHash: "hash", database, log: testLogger() };
    const { position, host, state } = await recover(ports);
    expect(position).toBeNull();
    expect(host.coveredMs()).toBeNull();
    expect(state.inputs).toEqual([]);
    expect(await writeSnapshot(ports)).toBeNull();
  });

  it("replays the whole log without a snapshot, and then lets time pass to where it stood", async () => {
    const { recovered, position } = await recoverWith(null, []);
    expect(seqsOf(recovered.state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(recovered.state.inputs.at(-1)).toEqual({ kind: "time", nowMs: position.engineTimeMs });
    expect(recovered).toMatchObject({ position, replayed: 10 });
    expect(recovered.host.coveredMs()).toBe(position.engineTimeMs);
  });

  it("replays only what came after a snapshot that fits", async () => {
    const { recovered } = await recoverWith(metaAt(6), linesAt(6));
    expect(recovered.replayed).toBe(4);
    expect(seqsOf(recovered.state)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  it("counts no figure from before the log is whole, unless a snapshot has", async () => {
    const wholeFromMs = startMs + 4_000;
    const recoverFrom = async (meta: SnapshotMeta | null, lines: string[]) => {
      const { store } = await logOf(10, wholeFromMs);
      const database = { log: store, snapshots: snapshotsOf(meta, lines) };
      const ports = { engine: tinyEngine, ecosystem: {} as never, ecosystemHash: "hash", database, log: testLogger() };
      const { state } = await recover(ports);
      return state.inputs.map((input) => (input.kind === "event" ? input.seq : input.kind));
    };
    expect(await recoverFrom(null, [])).toEqual([1, 2, 3, 4, "figures-begin", 5, 6, 7, 8, 9, 10, "time"]);
    expect(await recoverFrom(metaAt(2), linesAt(2))).not.toContain("figures-begin");
  });

  it("takes nothing that was committed after the position was read", async () => {
    const { store, ports, position } = await recoverWith(null, []);
    const later = { seq: 11, receivedAtUs: (startMs + 20_000) * 1000, event: { kind: "gap-closed" } as const };
    store.events.push(later);
    const { state } = await recover(ports);
    expect(seqsOf(state)).toHaveLength(position.seq);
  });

  it.each<[string, Partial<SnapshotMeta>]>([
    ["another format", { format: 2 }],
    ["other rules", { rulesVersion: "tiny-2" }],
    ["another ecosystem", { ecosystemHash: "other" }],
    ["a later place in the log than there is", { seq: 11 }],
  ])("rebuilds from the log when the snapshot was made with %s, and says so", async (_what, changes) => {
    const { recovered, log } = await recoverWith(metaAt(6, changes), linesAt(6));
    expect(recovered.replayed).toBe(10);
    expect(log.warn.mock.calls[0]?.[0]).toMatchObject({ what: Object.keys(changes)[0] });
  });

  it("rebuilds from the log when the snapshot is unreadable", async () => {
    const { recovered, log } = await recoverWith(metaAt(6), ["{", ...linesAt(6)]);
    expect(seqsOf(recovered.state)).toHaveLength(10);
    expect(log.warn).toHaveBeenCalledOnce();
  });

  /** Rules that fail on what others have stored. */
  const failingOn = (fails: (seq: number) => boolean): Engine<TinyState> => ({
    ...tinyEngine,
    step(state, input) {
      if (input.kind === "event" && fails(input.seq)) {
        state.inputs.push({ kind: "time", nowMs: -1 });
        throw new Error("a defect");
      }
      return tinyEngine.step(state, input);
    },
  });

  it("leaves out an event of the log that the rules fail on, and says so loudly", async () => {
    const { recovered, log, position } = await recoverWith(
      null,
      [],
      failingOn((seq) => seq === 4 || seq === 9),
    );
    expect(seqsOf(recovered.state)).toEqual([1, 2, 3, 5, 6, 7, 8, 10]);
    expect(recovered.state.inputs).not.toContainEqual({ kind: "time", nowMs: -1 });
    expect(recovered.host.coveredMs()).toBe(position.engineTimeMs);
    expect(log.error.mock.calls.map(([fields]) => fields)).toMatchObject([{ seq: 4 }, { seq: 9 }]);
  });

  it("does not start on rules that fail on everything", async () => {
    const { store } = await logOf(30);
    const ports = { ecosystem: {} as never, ecosystemHash: "hash", log: testLogger() };
    const database = { log: store, snapshots: snapshotsOf(null, []) };
    const recovering = recover({ ...ports, database, engine: failingOn(() => true) });
    await expect(recovering).rejects.toMatchObject({ code: "INGEST_ENGINE_FAILED" });
  });

  it("fails, and does not rebuild a wrong state, when the log cannot be read", async () => {
    const { ports, store } = await recoverWith(null, []);
    const broken = { ...store, readLog: () => Promise.reject(new Error("away")) };
    await expect(recover({ ...ports, database: { ...ports.database, log: broken } })).rejects.toThrow("away");
  });
});

describe("a snapshot", () => {
  it("holds the state at the committed position, and the next recovery goes on from it", async () => {
    const { ports, position, snapshots, recovered } = await recoverWith(null, []);
    const meta = await writeSnapshot(ports);
    expect(meta).toEqual({ ...position, format: 1, rulesVersion: "tiny-1", ecosystemHash: "hash" });
    expect(snapshots.written()?.lines).toEqual([...tinyEngine.dumpState(recovered.state)]);
    const again = await recover(ports);
    expect(again.replayed).toBe(0);
    expect(again.state.inputs).toEqual(recovered.state.inputs);
    expect(again.host.coveredMs()).toBe(position.engineTimeMs);
  });
});
