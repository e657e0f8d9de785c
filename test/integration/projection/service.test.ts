import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { askInflux, type SeriesServer, startInflux } from "../../support/influx.js";
import { makeServiceHome, type ServiceHome, spawnVelvakt } from "../../support/service.js";
import { speaker } from "../service/messages.js";
import { until } from "./support.js";

let influx: SeriesServer;
let home: ServiceHome;

beforeAll(async () => {
  influx = await startInflux();
});
afterAll(() => influx?.remove());
beforeEach(() => {
  home = makeServiceHome({ VELVAKT_INFLUX_URL: influx.url });
});
afterEach(() => home.remove());

interface Ready {
  status: string;
  degraded: { part: string; reason: string }[];
}

test("the service tells InfluxDB what it hears, is ready without it, catches up, and tells all again when asked", async () => {
  const service = await home.start();
  const say = speaker("D-1");
  const publish = async (count: number) => {
    const events = Array.from({ length: count }, () => {
      const { topic, payload } = say("link.heartbeat", Date.now(), { rssiDbm: -70 });
      return { ...(JSON.parse(payload) as object), topic };
    });
    expect((await service.post("/v1/events", events)).status).toBeLessThan(300);
  };
  const told = async () => Number((await askInflux(influx.url, "SELECT count(rssiDbm) FROM event"))[0]?.count ?? 0);

  await publish(10);
  await until("all is told", async () => (await told()) === 10);
  const policies = await askInflux(influx.url, "SHOW RETENTION POLICIES ON velvakt");
  expect(policies).toContainEqual(expect.objectContaining({ name: "velvakt", duration: "8760h0m0s", default: true }));
  const times = `from=${new Date(Date.now() - 3_600_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
  const series = await service.get<{ items: { value: number }[] }>(
    `/v1/series?measurement=event&field=rssiDbm&${times}`,
  );
  expect(series.items.reduce((sum, { value }) => sum + value, 0)).toBe(10);

  await influx.kill("SIGKILL");
  await publish(10);
  await until("it is missed", async () => (await service.get<Ready>("/readyz")).degraded.length > 0);
  expect(await service.get<Ready>("/readyz")).toMatchObject({ status: "ready", degraded: [{ part: "projection" }] });
  const metrics = await (await fetch(`${service.httpUrl}/metrics`)).text();
  expect(metrics).toMatch(/^velvakt_projection_up 0$/m);
  expect(metrics).toMatch(/^velvakt_projection_behind 1\d$/m);
  await influx.start();
  await until("it has caught up", async () => (await told()) === 20);
  expect((await service.kill("SIGTERM")).code).toBe(0);

  await askInflux(influx.url, "DROP DATABASE velvakt");
  const rebuild = spawnVelvakt(["projection", "rebuild"], {
    VELVAKT_DATA_DIR: home.dataDir,
    VELVAKT_INFLUX_URL: influx.url,
  });
  expect((await rebuild.ended).code).toBe(0);
  expect(rebuild.output().stdout).toMatch(/Complete from \d{4}-\d\d-\d\dT/);
  const again = await home.start();
  await until("all is told again", async () => (await told().catch(() => 0)) === 20);
  expect((await again.kill("SIGTERM")).code).toBe(0);
});
