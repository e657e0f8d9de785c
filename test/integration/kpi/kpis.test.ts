import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, expect, test } from "vitest";
import { shippedScenario } from "../../../services/commands/scenario-file.js";
import { readConfig } from "../../../services/config.js";
import { feedHistory, rawMessage } from "../../../services/demo/feed.js";
import { createScaledClock } from "../../../services/demo/scaled-clock.js";
import { defaultEcosystemPath, readEcosystemFile } from "../../../services/ecosystem/load.js";
import { type Service, serve } from "../../../services/serve.js";
import { createCity } from "../../../simulators/city/city.js";
import { localTimeOf } from "../../../simulators/city/local-time.js";
import { messagesOf } from "../../../simulators/city/messages.js";
import { cityOptionsOf } from "../../../simulators/scenarios.js";
import { startExternalPostgres } from "../../support/external-postgres.js";
import { askInflux, type SeriesServer, startInflux } from "../../support/influx.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";
import { until } from "../projection/support.js";

/** Two and a half days of a small city over the night in which summer time begins, told to the whole service. */
const local = localTimeOf("Europe/Oslo");
const startMs = local.instantOf("2026-03-28", "05:00");
const endMs = local.instantOf("2026-03-30", "12:10");
const dayMs = (date: string) => local.instantOf(date, "00:00");
const clock = createScaledClock(startMs, 60);

let influx: SeriesServer;
let service: Service;
let folder = "";
let pool: pg.Pool;
let stopPostgres = async () => {};

interface View {
  computedAt: string | null;
  hoursToCount: number;
  items: { kpi: string; figures: FigureView[] }[];
}
interface FigureView {
  label: string;
  from: string;
  value: number | null;
  count: number | null;
  sample: number | null;
  coveragePercent: number | null;
  suppressed: boolean;
  revisions: number;
}

const get = async <T>(path: string): Promise<T> => {
  const response = await fetch(`${service.httpAddress}${path}`);
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};
const figuresOf = (query: string) => get<View>(`/v1/kpis/figures?${query}`);
const since = `from=${new Date(startMs).toISOString()}`;
const month = async (kpi: string, more = "audience=duty") =>
  (await figuresOf(`period=month&kpi=${kpi}&${since}&${more}`)).items[0]?.figures[0] as FigureView;
const counted = (toMs = endMs) =>
  until("everything is counted", async () => {
    const { computedAt, hoursToCount } = await figuresOf(`period=day&kpi=on-time&${since}`);
    return computedAt !== null && Date.parse(computedAt) >= toMs - 1_000 && hoursToCount === 0;
  });
const sql = async (text: string, values: unknown[] = []) =>
  (await pool.query(text, values)).rows as Record<string, never>[];
const wholeView = async (query: string) => {
  const { items } = await figuresOf(`${query}&${since}`);
  return items.map(({ kpi, figures }) => ({ kpi, figures: figures.map(({ revisions: _revisions, ...rest }) => rest) }));
};

beforeAll(async () => {
  folder = makeTempDir();
  influx = await startInflux();
  const postgres = await startExternalPostgres();
  stopPostgres = postgres.remove;
  const url = new URL(postgres.url);
  url.password = encodeURIComponent(postgres.password);
  pool = new pg.Pool({ connectionString: url.toString(), max: 2 });
  const loaded = await readEcosystemFile(defaultEcosystemPath);
  if (!loaded.ok) throw new Error("the example has mistakes");
  service = await serve({
    config: readConfig({
      VELVAKT_DATA_DIR: folder,
      VELVAKT_HTTP_PORT: "0",
      VELVAKT_MQTT_PORT: "0",
      VELVAKT_INFLUX_URL: influx.url,
      VELVAKT_POSTGRES_URL: postgres.url,
      VELVAKT_POSTGRES_PASSWORD: postgres.password,
    }),
    log: pino({ level: "error" }),
    crashed: (error) => {
      throw error;
    },
    ecosystem: loaded.ecosystem,
    ecosystemHash: "kpi",
    instead: {
      evaluator: { clock: clock.sources, tickEveryMs: 100, pipeline: { gapAfterMs: 600_000 } },
      channelsOf: () => [],
    },
  });
  const chosen = await shippedScenario("the-night");
  const city = createCity({ seed: 3, residents: 45, ...cityOptionsOf(chosen, "2026-03-28") });
  const ports = { clock, submit: service.submit, progress: () => {}, stopped: () => false };
  await feedHistory(messagesOf(city, startMs, endMs), endMs, ports);
  clock.set(endMs);
  await counted();
  // The series are told of a day that runs every quarter of an hour: now, of all that has been counted.
  const toldMs = endMs + 16 * 60_000;
  clock.set(toldMs);
  await counted(toldMs);
}, 120_000);
afterAll(async () => {
  await service?.close();
  await pool?.end();
  await stopPostgres();
  await influx?.remove();
  removeTempDir(folder);
});

test("the API says of each day what plain SQL says of the ledger", async () => {
  const { items } = await figuresOf(`period=day&audience=duty&${since}`);
  const of = (kpi: string, label: string) =>
    items.find((one) => one.kpi === kpi)?.figures.find((one) => one.label === label) as FigureView;
  for (const [date, next] of [
    ["2026-03-28", "2026-03-29"],
    ["2026-03-29", "2026-03-30"],
  ] as const) {
    const [row] = await sql(
      `SELECT count(*) FILTER (WHERE verdict = 'on-time')::int AS "onTime", count(*) FILTER (WHERE verdict = 'missed')::int AS missed,
              count(*) FILTER (WHERE verdict NOT IN ('excused', 'pending'))::int AS due,
              count(*) FILTER (WHERE record ->> 'verdictAtDeadline' = 'unconfirmed')::int AS "unknownThen",
              count(DISTINCT (district, resident_ref)) FILTER (WHERE verdict <> 'excused')::int AS residents
       FROM dose WHERE scheduled_at_ms >= $1 AND scheduled_at_ms < $2`,
      [dayMs(date), dayMs(next)],
    );
    expect(of("on-time", date)).toMatchObject({ count: row?.onTime, sample: row?.due });
    expect(of("missed", date)).toMatchObject({ count: row?.missed });
    expect(of("unconfirmed-at-deadline", date)).toMatchObject({ count: row?.unknownThen });
    expect(of("active-residents", date)).toMatchObject({ value: row?.residents });
    const [called] = await sql(
      `SELECT count(*)::int AS n FROM alert WHERE (record ->> 'notifiedAtMs')::bigint >= $1 AND (record ->> 'notifiedAtMs')::bigint < $2`,
      [dayMs(date), dayMs(next)],
    );
    expect(of("alerts", date).value).toBe(called?.n);
  }
  // The night: hundreds were unknown at their deadline, and are known now.
  expect(of("unconfirmed-at-deadline", "2026-03-29").count).toBeGreaterThan(20);
  expect(of("journal-completeness", "2026-03-28")).toMatchObject({ value: 100 });
  expect(of("fleet-availability", "2026-03-28").sample).toBeGreaterThan(0);
  expect(of("listening", "2026-03-29")).toMatchObject({ value: 100, sample: 23 * 3_600_000 });
});

test("the table has the figures of the JSON", async () => {
  const query = `/v1/kpis/figures?period=day&audience=above&kpi=on-time&kpi=listening&${since}`;
  const body = await get<View>(query);
  const text = await (await fetch(`${service.httpAddress}${query}`, { headers: { accept: "text/csv" } })).text();
  const [head = [], ...rows] = text
    .trim()
    .split("\r\n")
    .map((line) => line.split(","));
  const column = (row: string[], name: string) => row[head.indexOf(name)];
  const expected = body.items.flatMap(({ kpi, figures }) =>
    figures.map(({ label, value, count }) => [kpi, label, String(value ?? ""), String(count ?? "")]),
  );
  expect(rows.map((row) => ["kpi", "period", "value", "count"].map((name) => column(row, name)))).toEqual(expected);
  expect(rows.length).toBe(6);
});

test("InfluxQL over the series gives the figures of the API, and so do its own weeks and months", async () => {
  const { count, sample, value } = await month("on-time");
  const ask = (query: string) => askInflux(influx.url, query);
  await until("the series know", async () => {
    const [row] = await ask("SELECT sum(count) AS n, sum(sample) AS of FROM kpi_district WHERE kpi = 'on-time'");
    return row !== undefined && Number(row.n) === count && Number(row.of) === sample;
  });
  const city = (period: string) =>
    ask(`SELECT last(value) AS value FROM kpi_city WHERE kpi = 'on-time' AND period = '${period}'`);
  const shown = await month("on-time", "audience=above");
  expect(Number((await city("month"))[0]?.value)).toBeCloseTo(shown.value as number, 9);
  expect(shown.value).toBe(value);
  const stored = await sql(
    `SELECT sum((fields ->> 'count')::float8) AS n FROM point WHERE measurement = 'kpi_district' AND tags ->> 'kpi' = 'on-time'`,
  );
  expect(stored[0]?.n).toBe(count);
});

test("what comes late corrects the past traceably, and what was known at the deadline stays", async () => {
  const before = await month("on-time");
  const atDeadline = await month("unconfirmed-at-deadline");
  const missed = await month("missed");
  const [dose] = await sql(
    `SELECT dose_id AS id, device_id AS device, district, scheduled_at_ms::float8 AS at FROM dose
     WHERE verdict = 'missed' AND scheduled_at_ms < $1 ORDER BY scheduled_at_ms LIMIT 1`,
    [endMs - 12 * 3_600_000],
  );
  const { device, district, at } = dose as unknown as { device: string; district: string; at: number };
  const [known] = await sql("SELECT device_class AS c FROM device_span WHERE device_id = $1 LIMIT 1", [device]);
  const time = new Date(at + 600_000).toISOString();
  await service.submit(
    rawMessage({
      receivedAtMs: endMs,
      topic: `vft/v1/oslo/${district}/${known?.c}/${device}/event`,
      payload: {
        specversion: "1.0",
        id: "late-1",
        source: `urn:${device}`,
        type: "no.vft.dose.dispensed",
        time,
        replayed: true,
        data: { scheduledAt: new Date(at).toISOString(), mode: "unassisted" },
      },
      retained: false,
    }),
  );
  await until("the correction is counted", async () => (await month("on-time")).count === (before.count as number) + 1);
  const after = await month("on-time");
  expect(after).toMatchObject({ sample: before.sample, revisions: before.revisions + 1 });
  expect(await month("missed")).toMatchObject({ count: (missed.count as number) - 1 });
  expect(await month("unconfirmed-at-deadline")).toMatchObject({ count: atDeadline.count, sample: atDeadline.sample });
  const { items } = await get<{ items: { was: number; became: number; why: string[] }[] }>(
    `/v1/kpis/revisions?kpi=on-time&period=month&audience=duty&at=${new Date(at).toISOString()}`,
  );
  expect(items[0]).toMatchObject({ was: before.value, became: after.value, why: ["dose.dispensed"] });
});

test("an alert that is taken late is answered, and late", async () => {
  const before = await month("unanswered");
  const [row] = await sql(
    "SELECT alert_id AS id FROM alert_call WHERE answered_at_ms IS NULL AND over_at_ms IS NULL ORDER BY told_at_ms LIMIT 1",
  );
  const path = `/v1/alerts/${encodeURIComponent(row?.id as unknown as string)}/acknowledge`;
  const response = await fetch(`${service.httpAddress}${path}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ actor: "nurse" }),
  });
  expect(response.status).toBe(200);
  await until("it is counted", async () => (await month("unanswered")).value === (before.value as number) - 1);
});

test("counted anew from nothing but the ledger, every figure is as it was", async () => {
  const queries = ["period=day&audience=duty", "period=day&district=alna", "period=hour&district=alna"];
  const before = await Promise.all(queries.map(wholeView));
  await pool.query("TRUNCATE kpi_hour, kpi_day");
  await pool.query("UPDATE kpi_progress SET seeded_to_ms = began_ms, computed_at_ms = 0");
  expect((await month("on-time")).value).toBeNull();
  await counted();
  expect(await Promise.all(queries.map(wholeView))).toEqual(before);
});
