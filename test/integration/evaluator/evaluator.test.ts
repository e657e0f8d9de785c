import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { createDecodeContext } from "../../../ingest/stages/decode.js";
import type { LoggedEvent } from "../../../ingest/store/log-store.js";
import * as rules from "../../../rules/engine.js";
import { openEmbedded } from "../../../services/database/open.js";
import type { Database } from "../../../services/database/store.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { type Evaluator, type EvaluatorOptions, openEvaluator } from "../../../services/evaluator/evaluator.js";
import { recover } from "../../../services/evaluator/recover.js";
import { writeSnapshotInProcess } from "../../../services/evaluator/snapshot-process.js";
import { cloudEvent, eventTopic, rawMessage, testLogger } from "../../support/ingest.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

const loaded = await readEcosystemFile(defaultEcosystemPath);
if (!loaded.ok) throw new Error("the example ecosystem does not load");
const { ecosystem, hash: ecosystemHash } = loaded;

const plan = { residentRef: "R-1", planId: "P-1", version: 1, times: ["08:00", "20:00"], from: "2026-01-01" };
const message = (id: string, type: string, data: object) =>
  rawMessage(eventTopic, JSON.stringify({ ...cloudEvent(id, type, data), time: new Date().toISOString() }));

describe("the evaluator on a real database", () => {
  let dataDir: string;
  let database: Database;
  const lost = vi.fn();

  beforeAll(async () => {
    dataDir = makeTempDir();
    database = await openEmbedded({ dataDir, log: testLogger(), channelsOf: () => [], onLost: lost });
  });
  afterAll(async () => {
    await database?.close();
    removeTempDir(dataDir);
  });

  const snapshot = (signal: AbortSignal) =>
    writeSnapshotInProcess(
      { connectionString: database.connectionString, ecosystem, ecosystemHash },
      testLogger(),
      signal,
    );
  const log = testLogger();
  const recovered = () => recover({ engine: rules, ecosystem, ecosystemHash, database, log });

  function open(options: Partial<EvaluatorOptions> = {}, engine: typeof rules = rules): Promise<Evaluator> {
    const crashed = (error: unknown): never => {
      throw error;
    };
    return openEvaluator(
      {
        engine,
        ecosystem,
        ecosystemHash,
        database,
        decodeContext: createDecodeContext(ecosystem),
        log,
        crashed,
        writeSnapshot: snapshot,
      },
      { tickEveryMs: 20, markerRetryMs: 10, ...options },
    );
  }

  const kinds = (events: LoggedEvent[]) => events.map(({ event }) => event.kind);

  it("takes events, passes time, and commits both", async () => {
    const evaluator = await open();
    evaluator.start(async () => {});
    const settled = await evaluator.submit(message("plan", "no.vft.plan.published", plan));
    expect(settled).toEqual({ outcome: "stored", seq: 1 });
    const before = (await database.log.position())?.engineTimeMs ?? Number.POSITIVE_INFINITY;
    await vi.waitUntil(async () => ((await database.log.position())?.engineTimeMs ?? 0) > before + 50);
    await evaluator.close(1_000);
    const { rows } = await database.pool.query("SELECT dose_id FROM dose WHERE device_id = 'D-1'");
    expect(rows.length).toBeGreaterThan(0);
    expect(kinds(await database.log.readLog(0, 10))).toEqual(["telemetry"]);
  });

  it("opens a gap at its next start, from the committed time on, and ends it when its marker is back", async () => {
    const position = await database.log.position();
    const evaluator = await open();
    let back = (): void => {};
    evaluator.start(() => new Promise((resolve) => (back = resolve)));
    await vi.waitUntil(async () => (await database.log.readLog(1, 10)).length === 1);
    const [opened] = await database.log.readLog(1, 10);
    expect(opened?.event).toEqual({ kind: "gap-opened", fromMs: position?.engineTimeMs, reason: "restart" });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await database.log.readLog(2, 10)).toEqual([]);
    back();
    await vi.waitUntil(async () => kinds(await database.log.readLog(2, 10)).includes("gap-closed"));
    await evaluator.close(1_000);
  });

  it("has a snapshot written by a process of its own, which holds what a rebuild from the log gives", async () => {
    const rebuilt = await recovered();
    const meta = await snapshot(new AbortController().signal);
    expect(meta).toMatchObject({ ...rebuilt.position, rulesVersion: rules.rulesVersion, ecosystemHash });
    const fromSnapshot = await recovered();
    expect(fromSnapshot.replayed).toBe(0);
    expect([...rules.dumpState(fromSnapshot.state)]).toEqual([...rules.dumpState(rebuilt.state)]);
    expect(lost).not.toHaveBeenCalled();
  });

  it("writes one by itself after so many events, while it goes on taking them", async () => {
    const before = await database.snapshots.latest();
    const evaluator = await open({ snapshots: { everyEvents: 20 } });
    evaluator.start(async () => {});
    await Promise.all(
      Array.from({ length: 40 }, (_, n) =>
        evaluator.submit(message(`door-${n}`, "no.vft.door.opened", { authorised: true })),
      ),
    );
    const stop = Date.now() + 20_000;
    let taken = 0;
    while ((await database.snapshots.latest())?.meta.seq === before?.meta.seq && Date.now() < stop) {
      await evaluator.submit(message(`beat-${taken++}`, "no.vft.link.heartbeat", {}));
    }
    await evaluator.close(1_000);
    const latest = await database.snapshots.latest();
    expect(latest?.meta.seq).toBeGreaterThan(before?.meta.seq ?? 0);
    expect(taken).toBeGreaterThan(0);
  });

  describe("a message that cannot be processed", () => {
    const doors = (ids: string[]) => ids.map((id) => message(id, "no.vft.door.opened", { authorised: true }));
    const outcomes = (evaluator: Evaluator, messages: ReturnType<typeof message>[]) =>
      Promise.all(messages.map(async (one) => (await evaluator.submit(one)).outcome));

    /** What a new start finds, compared with what the running engine goes on from. */
    async function expectQuarantined(evaluator: Evaluator, afterSeq: number, part: string) {
      const { rows } = await database.pool.query<{ reason: string; payload: string }>(
        "SELECT reason, payload FROM quarantine ORDER BY seq DESC LIMIT 1",
      );
      expect(rows).toMatchObject([{ reason: "INGEST_UNPROCESSABLE", payload: expect.stringContaining(part) }]);
      const said = kinds(await database.log.readLog(afterSeq, 100)).filter((kind) => !kind.startsWith("gap"));
      expect(said.sort()).toEqual(["rejected", "telemetry", "telemetry", "telemetry"]);
      expect(evaluator.health()).toMatchObject({ refused: 1, storeFailingSinceMs: null, restoring: false });
      await evaluator.close(1_000);
      const again = await recovered();
      expect([...rules.dumpState(again.state)].join("")).not.toContain(part);
    }

    it("because the rules fail on it goes to quarantine, and the others of its batch are judged", async () => {
      const brittle: typeof rules = {
        ...rules,
        step(state, input) {
          const outputs = rules.step(state, input);
          const event = input.kind === "event" && input.event.kind === "telemetry" ? input.event.event : null;
          // With the state changed already.
          if (event?.id === "poison") throw new TypeError("a defect in the rules");
          return outputs;
        },
      };
      const evaluator = await open({}, brittle);
      evaluator.start(async () => {});
      await vi.waitUntil(() => evaluator.health().position !== null);
      const before = (await database.log.position())?.seq ?? 0;
      const settled = await outcomes(evaluator, doors(["d1", "d2", "poison", "d3"]));
      expect(settled).toEqual(["stored", "stored", "rejected", "stored"]);
      await expectQuarantined(evaluator, before, "poison");
    });

    it("because PostgreSQL refuses what came of it goes to quarantine, and the others are stored", async () => {
      // What a jsonb column, unlike the log's own json, cannot hold: the character NUL.
      await database.pool.query(`
        CREATE FUNCTION as_jsonb() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM NEW.event::jsonb #>> '{}'; RETURN NEW; END $$;
        CREATE TRIGGER picky BEFORE INSERT ON event_log FOR EACH ROW EXECUTE FUNCTION as_jsonb();`);
      const evaluator = await open();
      evaluator.start(async () => {});
      const nul = message("nul", "no.vft.other.thing", { note: "zero\0zero" });
      const before = (await database.log.position())?.seq ?? 0;
      const settled = await outcomes(evaluator, [...doors(["e1", "e2"]), nul, ...doors(["e3"])]);
      await database.pool.query("DROP TRIGGER picky ON event_log; DROP FUNCTION as_jsonb()");
      expect(settled).toEqual(["stored", "stored", "rejected", "stored"]);
      await expectQuarantined(evaluator, before, "zero");
    });
  });
});
