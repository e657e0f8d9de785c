import { afterAll, beforeAll, expect, test } from "vitest";
import type { LogEvent, Telemetry } from "../../../rules/model/event.js";
import type { Verdict } from "../../../rules/model/record.js";
import { createProjectionStore } from "../../../services/database/projection-store.js";
import { createPostgresEventStore } from "../../../services/database/read/series.js";
import type { Database } from "../../../services/database/store.js";
import { createChangesOf } from "../../../services/projection/changes.js";
import { measurements } from "../../../services/projection/measurements.js";
import type { InfluxProjection } from "../../../services/projection/open.js";
import { openInfluxProjection } from "../../../services/projection/open.js";
import { aggregates, type SeriesQuery } from "../../../services/runtime/event-store.js";
import { ask, testApi } from "../../services/api/support.js";
import { type SeriesServer, startInflux } from "../../support/influx.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { alert, batch, component, device, dose, startMs, startUs } from "../database/samples.js";
import { createSandbox } from "../database/sandbox.js";
import { settingsFor, until } from "./support.js";

const sandbox = createSandbox();
let database: Database;
let influx: SeriesServer;
let projection: InfluxProjection;

const hourMs = 3_600_000;
const districts = ["grorud", "alna", "sagene"];
const flow = { id: "journal", steps: ["vendor-cloud", "vkp"], hopLimitSec: [60] };
const ecosystem = { ...worldEcosystem, flows: [flow] };

function telemetry(index: number): LogEvent {
  const deviceId = `D-${index % 7}`;
  const district = districts[index % 3] ?? "grorud";
  const envelope = {
    id: `e-${index}`,
    source: `urn:${deviceId}`,
    timeMs: startMs + index * 60_000 - (index % 11) * 500,
  };
  const device = { tenant: "oslo", district, deviceClass: "roll-dispenser", deviceId };
  if (index % 13 === 0)
    return { kind: "rejected", reason: "INGEST_NOT_JSON", sender: device, type: null, timeMs: null };
  if (index % 17 === 0) return { kind: "state", sender: device, state: "offline" };
  if (index % 19 === 0) {
    return { kind: "unknown-type", sender: device, event: { ...envelope, type: "no.vft.new", data: { rssiDbm: 3 } } };
  }
  const system = { tenant: "oslo", district: "_", deviceClass: "component", deviceId: flow.steps[index % 2] ?? "" };
  const hop = { flow: flow.id, step: system.deviceId, messageId: `m-${Math.floor(index / 5)}` };
  const said: [typeof device, Pick<Telemetry, "type" | "data">] =
    index % 5 === 0
      ? [system, { type: "probe.result", data: { ok: index % 2 === 0, latencyMs: index * 1.5 } }]
      : index % 5 < 3
        ? [system, { type: "hop.passed", data: hop }]
        : [device, { type: "link.heartbeat", data: { rssiDbm: -60 - (index % 20), batteryPercent: index % 100 } }];
  const [sender, { type, data }] = said;
  return { kind: "telemetry", sender, event: { ...envelope, type, data } as Telemetry };
}

beforeAll(async () => {
  database = await sandbox.open(await sandbox.ready(), { changesOf: createChangesOf(ecosystem) });
  influx = await startInflux();
  const verdicts: Verdict[] = ["on-time", "late", "missed", "unconfirmed"];
  for (let index = 1; index <= 400; index += 1) {
    const atMs = startMs + index * 60_000;
    const district = districts[index % 3] ?? "grorud";
    const decided = { verdict: verdicts[index % 4] as Verdict, decidedAtMs: atMs, dispensedAtMs: atMs - 1_000 * index };
    const status = index % 2 === 0 ? "online" : "offline";
    await database.log.commit({
      ...batch(index),
      events: [{ seq: index, receivedAtUs: startUs + index * 60_000_000, event: telemetry(index) }],
      outputs: [
        { kind: "dose", dose: dose(`P-${index}`, { ...decided, district }) },
        { kind: "device", device: { ...device, district, deviceId: `D-${index % 7}`, status, statusSinceMs: atMs } },
        { kind: "component", component: { ...component, status: index % 2 ? "down" : "up", statusSinceMs: atMs } },
        { kind: "alert", alert: alert(`A-${index}`, { district, openedAtMs: atMs }) },
      ],
      position: { seq: index, engineTimeMs: atMs },
    });
  }
  projection = openInfluxProjection(
    settingsFor(influx.url, { retentionDays: 3_650 }),
    { store: createProjectionStore(database.pool), log: { info() {}, warn() {}, error() {} }, now: Date.now },
    { idleMs: 20 },
  );
  await until("all is told", () => projection.health().seq === 400);
});
afterAll(async () => {
  await projection?.close(1_000);
  await influx?.remove();
  await sandbox.clean();
  await sandbox.removeTemplate();
});

const everything: Omit<SeriesQuery, "measurement" | "field"> = {
  aggregate: "count",
  by: [],
  where: {},
  fromMs: startMs,
  toMs: startMs + 8 * hourMs,
  everySec: 3_600,
};

const numbers = Object.entries(measurements).flatMap(([measurement, { tags, fields }]) =>
  Object.entries(fields).map(([field, { type }]) => ({ measurement, field, type, by: Object.keys(tags).slice(0, 2) })),
);

test.each(numbers)("both stores say the same of $measurement $field", async ({ measurement, field, type, by }) => {
  const postgres = createPostgresEventStore(database.pool);
  const isNumber = type === "integer" || type === "float";
  for (const aggregate of aggregates) {
    if (aggregate !== "count" && !isNumber) continue;
    for (const tags of [[], by]) {
      const query = { ...everything, measurement, field, aggregate, by: tags };
      const [ofInflux, ofPostgres] = [await projection.eventStore.series(query), await postgres.series(query)];
      const rounded = (rows: typeof ofInflux) =>
        rows.map((row) => ({ ...row, value: Number(row.value.toPrecision(10)) }));
      expect(rounded(ofInflux)).toEqual(rounded(ofPostgres));
    }
  }
});

test("the comparison is not of nothing", async () => {
  const found = await Promise.all(
    numbers.map(async ({ measurement, field }) => {
      const rows = await projection.eventStore.series({ ...everything, measurement, field });
      return rows.length > 0 ? `${measurement}.${field}` : null;
    }),
  );
  for (const name of ["event.seq", "event.delayMs", "event.rssiDbm", "event.latencyMs", "event.ok", "hop.latencyMs"]) {
    expect(found).toContain(name);
  }
  for (const name of ["dose.change", "dose.delayMin", "device_status.online", "component_status.up", "alert.openMin"]) {
    expect(found).toContain(name);
  }
});

test("conditions, spans and limits mean the same in both", async () => {
  const postgres = createPostgresEventStore(database.pool);
  for (const difference of [
    { where: { district: "alna" } },
    { where: { district: "o'brien \"\\ or true" } },
    { where: { district: "alna", verdict: "late" }, everySec: 700 },
    { fromMs: startMs + 61 * 60_000, toMs: startMs + 62 * 60_000 },
    { fromMs: startMs + 61 * 60_000 + 1, toMs: startMs + 300 * 60_000, by: ["verdict"] },
  ]) {
    const query = { ...everything, measurement: "dose", field: "change", ...difference };
    expect(await projection.eventStore.series(query)).toEqual(await postgres.series(query));
  }
  const one = { ...everything, measurement: "dose", field: "change", fromMs: startMs + 61 * 60_000 };
  expect(await postgres.series({ ...one, toMs: one.fromMs + 60_000 })).toMatchObject([{ value: 1 }]);
});

test("GET /v1/series answers from either, and says what cannot be asked", async () => {
  const times = `from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 8 * hourMs).toISOString()}`;
  const path = `/v1/series?measurement=dose&field=change&aggregate=sum&by=verdict&where=district%3Dalna&${times}`;
  const answers = [];
  for (const eventStore of [projection.eventStore, createPostgresEventStore(database.pool)]) {
    const { app } = await testApi({ pool: database.pool, eventStore });
    answers.push(await ask(app, path));
    expect(await ask(app, path.replace("field=change", "field=residentRef"))).toMatchObject({ status: 400 });
    expect(await ask(app, path.replace("by=verdict", "by=residentRef"))).toMatchObject({ status: 400 });
    expect(await ask(app, path.replace("field=change", "field=deviceId"))).toMatchObject({ status: 400 });
    expect(await ask(app, `${path}&everySec=10`)).toMatchObject({ status: 400 });
  }
  expect(answers[0]).toMatchObject({ status: 200, body: { unit: "1" } });
  expect(answers[0]?.body.items.length).toBeGreaterThan(4);
  expect(answers[0]?.body).toEqual(answers[1]?.body);
});

test("while InfluxDB is away, its series are said to be unavailable", async () => {
  const { app } = await testApi({ eventStore: projection.eventStore });
  await influx.kill("SIGKILL");
  const path = "/v1/series?measurement=dose&field=change&from=2026-01-01T00:00:00Z&to=2026-01-02T00:00:00Z";
  expect(await ask(app, path)).toMatchObject({ status: 503, body: { code: "API_STORE_UNAVAILABLE" } });
  await influx.start();
});
