import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";
import type { Database } from "../../../services/database/store.js";
import { createChangesOf } from "../../../services/projection/changes.js";
import { askInflux, type SeriesServer, startInflux } from "../../support/influx.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { alert, batch, dose, startMs } from "../database/samples.js";
import { createSandbox } from "../database/sandbox.js";
import { commitHeartbeats, project, settingsFor, until } from "./support.js";

const sandbox = createSandbox();
let database: Database;
let influx: SeriesServer;

beforeAll(async () => {
  database = await sandbox.open(await sandbox.ready(), { changesOf: createChangesOf(worldEcosystem) });
  influx = await startInflux();
});
beforeEach(async () => {
  await database.pool.query("TRUNCATE event_log, point, projection, projection_refused");
  await askInflux(influx.url, "DROP DATABASE velvakt");
  await askInflux(influx.url, "CREATE DATABASE velvakt");
});
afterAll(async () => {
  await influx?.remove();
  await sandbox.clean();
  await sandbox.removeTemplate();
});

let seq = 0;
const commit = async (count: number) => {
  seq = await commitHeartbeats(database, seq, count);
};
const countEvents = async () => (await askInflux(influx.url, "SELECT count(seq) FROM event"))[0]?.count ?? 0;
const countDistinct = async () =>
  (await askInflux(influx.url, "SELECT count(d) FROM (SELECT distinct(seq) AS d FROM event)"))[0]?.count ?? 0;

test("what is committed is told, with nanoseconds that name the event", async () => {
  await commit(3);
  const { rows } = await database.pool.query<{ us: string }>(
    "SELECT (extract(epoch FROM received_at) * 1000000)::bigint AS us FROM event_log ORDER BY seq",
  );
  const projection = project(database, settingsFor(influx.url));
  await until("all is told", () => projection.health().seq === seq);
  const address = `${influx.url}/query?${new URLSearchParams({ db: "velvakt", q: "SELECT seq FROM event", epoch: "ns" })}`;
  const text = await (await fetch(address)).text();
  for (const { us } of rows) expect(text).toContain(`[${us}000,`);
});

test("conclusions are told too, and a resident is in none of them", async () => {
  const decided = { verdict: "missed", cause: "user", decidedAtMs: startMs + 1_000_000 } as const;
  seq += 1_000_000;
  await database.log.commit(
    batch(seq, {
      outputs: [
        { kind: "dose", dose: dose("P-1@x", { ...decided, residentRef: "resident-token" }) },
        { kind: "alert", alert: alert("A-1", { openedAtMs: startMs + 1_000_000, residentRef: "resident-token" }) },
      ],
    }),
  );
  const projection = project(database, settingsFor(influx.url));
  await until("all is told", async () => (await askInflux(influx.url, "SELECT count(openMin) FROM alert")).length > 0);
  expect(await askInflux(influx.url, "SELECT sum(change) FROM dose GROUP BY verdict, cause")).toMatchObject([
    { verdict: "missed", cause: "user", sum: 1 },
  ]);
  const series = await askInflux(influx.url, "SELECT * FROM /.*/");
  expect(series.length).toBeGreaterThan(1);
  expect(JSON.stringify(series)).not.toMatch(/resident/i);
  expect(projection.health()).toMatchObject({ problem: null, refused: 0 });
});

test("the same is told twice and is there once", async () => {
  await commit(450);
  const first = project(database, settingsFor(influx.url));
  await until("all is told", () => first.health().seq === seq);
  await first.close(1_000);
  await database.pool.query("UPDATE projection SET seq = 0, at_ns = 0");
  const second = project(database, settingsFor(influx.url));
  await until("all is told again", () => second.health().seq === seq);
  expect(second.health().written).toBe(450);
  expect(await countEvents()).toBe(450);
});

test("killed under load and started again, InfluxDB has every event once, and nobody waited for it", async () => {
  const projection = project(database, settingsFor(influx.url));
  const commitMs: number[] = [];
  const load = (async () => {
    for (let round = 0; round < 60; round += 1) {
      const began = performance.now();
      await commit(100);
      commitMs.push(performance.now() - began);
      await sleep(20);
    }
  })();
  await until("some is told", () => projection.health().written > 500);
  await influx.kill("SIGKILL");
  await load;
  await until("it is missed", () => projection.health().problem !== null);
  expect(projection.health().seq).toBeLessThan(seq);
  await influx.start();
  await until("it has caught up", () => projection.health().seq === seq);
  expect(projection.health()).toMatchObject({ problem: null, refused: 0 });
  expect(await countEvents()).toBe(6_000);
  expect(await countDistinct()).toBe(6_000);
  expect(Math.max(...commitMs)).toBeLessThan(5_000);
});

test("paused, it is not waited for, and it is told once it goes on", async () => {
  const projection = project(database, settingsFor(influx.url));
  await commit(200);
  await until("some is told", () => projection.health().seq === seq);
  influx.pause();
  onTestFinished(() => influx.resume());
  const began = performance.now();
  for (let round = 0; round < 20; round += 1) await commit(100);
  // A request that hangs is given up after ten seconds; ingest is long done by then.
  expect(performance.now() - began).toBeLessThan(9_000);
  await until("it is missed", () => projection.health().problem !== null);
  influx.resume();
  await until("it has caught up", () => projection.health().seq === seq);
  expect(await countEvents()).toBe(2_200);
});

test("one line that InfluxDB refuses is set aside with its reason, and the others of its batch are there", async () => {
  // Somebody else has written text where Velvakt writes numbers: only events with a signal strength are refused.
  const foreign = `event rssiDbm="strong" ${BigInt(startMs) * 1_000_000n}`;
  await fetch(`${influx.url}/write?db=velvakt`, { method: "POST", body: foreign });
  const bad = seq + 57;
  const events = Array.from({ length: 100 }, (_, index) => {
    const at = seq + index + 1;
    const data = at === bad ? { rssiDbm: -70 } : { batteryPercent: 50 };
    const sender = { tenant: "oslo", district: "grorud", deviceClass: "roll-dispenser", deviceId: "D-1" };
    const event = { id: `b-${at}`, source: "urn:d", timeMs: startMs, type: "link.heartbeat" as const, data };
    return { seq: at, receivedAtUs: startMs * 1_000 + at, event: { kind: "telemetry" as const, sender, event } };
  });
  seq += 100;
  await database.log.commit(batch(seq, { events }));
  const projection = project(database, settingsFor(influx.url));
  await until("all is told", () => projection.health().seq === seq);
  expect(projection.health()).toMatchObject({ written: 99, refused: 1, problem: null });
  const { rows } = await database.pool.query("SELECT measurement, reason, line FROM projection_refused");
  expect(rows).toEqual([
    {
      measurement: "event",
      reason: expect.stringContaining("field type conflict"),
      line: expect.stringContaining(`seq=${bad}i`),
    },
  ]);
  expect(await askInflux(influx.url, "SELECT count(batteryPercent) FROM event")).toMatchObject([{ count: 99 }]);
});

test("a database that is gone is made again, and told what comes after; a rebuild tells the rest", async () => {
  const projection = project(database, settingsFor(influx.url, { retentionDays: 3_650 }));
  await commit(100);
  await until("all is told", () => projection.health().seq === seq);
  await askInflux(influx.url, "DROP DATABASE velvakt");
  await commit(50);
  await until("all is told", () => projection.health().seq === seq);
  expect(await countEvents()).toBe(50);
  expect(projection.said.some(({ level, err }) => level === 50 && err?.message.includes("database not found"))).toBe(
    true,
  );
});
