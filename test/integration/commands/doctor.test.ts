import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { doctorCommand } from "../../../services/commands/doctor.js";
import type { Finding } from "../../../services/commands/doctor-report.js";
import { makeCertificates, type TestCertificates } from "../../support/certificates.js";
import { type ExternalPostgres, startExternalPostgres } from "../../support/external-postgres.js";
import { type SeriesServer, startInflux } from "../../support/influx.js";
import { freePort, mosquittoUsers, startMosquitto, type TestMosquitto } from "../../support/mosquitto.js";
import { startRedis, type TestRedis } from "../../support/redis.js";
import { startHttp, startTcp } from "../../support/servers.js";
import { makeServiceHome } from "../../support/service.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

let folder: string;
let postgres: ExternalPostgres;
let mosquitto: TestMosquitto;
let mosquittoTls: TestMosquitto;
let redis: TestRedis;
let influx: SeriesServer;
let certificates: TestCertificates;
let settings: NodeJS.ProcessEnv;

beforeAll(async () => {
  folder = makeTempDir();
  certificates = makeCertificates(folder, 5);
  [postgres, mosquitto, mosquittoTls, redis, influx] = await Promise.all([
    startExternalPostgres(),
    startMosquitto(),
    startMosquitto([`certfile ${certificates.certFile}`, `keyfile ${certificates.keyFile}`]),
    startRedis(),
    startInflux(),
  ]);
  settings = {
    VELVAKT_DATA_DIR: join(folder, "data"),
    VELVAKT_HTTP_PORT: String(await freePort()),
    VELVAKT_POSTGRES_URL: postgres.url,
    VELVAKT_POSTGRES_PASSWORD: postgres.password,
    VELVAKT_MQTT_URL: mosquitto.url,
    VELVAKT_MQTT_PASSWORD: mosquittoUsers.velvakt,
    VELVAKT_REDIS_URL: redis.url,
    VELVAKT_REDIS_PASSWORD: redis.password,
    VELVAKT_INFLUX_URL: influx.url,
  };
});
afterAll(async () => {
  await Promise.all([postgres, mosquitto, mosquittoTls, redis, influx].map((server) => server?.remove()));
  removeTempDir(folder);
});

async function doctor(env: NodeJS.ProcessEnv): Promise<{ code: number; findings: Finding[] }> {
  let text = "";
  const code = await doctorCommand(env, { json: true }, { write: (part) => (text += part) });
  return { code, findings: JSON.parse(text) as Finding[] };
}

const notFine = ({ findings }: { findings: Finding[] }) => findings.filter(({ level }) => level !== "ok");

describe("with servers of somebody else's", () => {
  it("finds nothing wrong where nothing is, and leaves everything as it was", async () => {
    const before = await redis.ask((client) => client.dbsize());
    const examined = await doctor(settings);
    expect(notFine(examined)).toEqual([]);
    expect(examined.code).toBe(0);
    const names = ["settings", "ecosystem", "service", "data folder", "database", "broker", "redis", "influxdb"];
    expect([...new Set(examined.findings.map(({ check }) => check))]).toEqual(names);
    const about = (name: string) => examined.findings.find(({ check }) => check === name)?.finding;
    expect(about("database")).toMatch(/^PostgreSQL \d+\.\d+, role velvakt owns what it needs; used by nobody now$/);
    expect(about("redis")).toMatch(/^Redis \d+\.\d+\.\d+/);
    expect(about("influxdb")).toMatch(/^InfluxDB 1\./);
    await postgres.sql(`DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM pg_tables WHERE tableowner = 'velvakt'); END $$`);
    expect(await redis.ask((client) => client.dbsize())).toBe(before);
  });

  const anyFault: [name: string, change: () => NodeJS.ProcessEnv, check: string, finding: RegExp][] = [
    ["PostgreSQL does not know the password", () => ({ VELVAKT_POSTGRES_PASSWORD: "no" }), "database", /password/i],
    [
      "PostgreSQL is not there",
      () => ({ VELVAKT_POSTGRES_URL: "postgresql://v@127.0.0.1:1/v" }),
      "database",
      /reached/,
    ],
    [
      "the role may not make tables",
      () => ({ VELVAKT_POSTGRES_URL: postgres.url.replace(/velvakt$/, "template1") }),
      "database",
      /may not make tables/,
    ],
    ["the broker does not know the password", () => ({ VELVAKT_MQTT_PASSWORD: "no" }), "broker", /authori/i],
    [
      "the broker forbids to listen",
      () => ({ VELVAKT_MQTT_USERNAME: "device", VELVAKT_MQTT_PASSWORD: mosquittoUsers.device }),
      "broker",
      /velvakt\/marker/,
    ],
    [
      "the broker's certificate is not trusted",
      () => ({ VELVAKT_MQTT_URL: mosquittoTls.url.replace("mqtt:", "mqtts:") }),
      "broker",
      /certificate/,
    ],
    ["Redis does not know the password", () => ({ VELVAKT_REDIS_PASSWORD: "no" }), "redis", /WRONGPASS/],
    ["Redis is not there", () => ({ VELVAKT_REDIS_URL: "redis://127.0.0.1:1" }), "redis", /ECONNREFUSED/],
    ["InfluxDB is not there", () => ({ VELVAKT_INFLUX_URL: "http://127.0.0.1:1" }), "influxdb", /ECONNREFUSED/],
    ["nobody takes notifications", () => ({ VELVAKT_WEBHOOK_URL: "http://127.0.0.1:1/" }), "webhook", /ECONNREFUSED/],
    [
      "the data folder is a file",
      () => ({ VELVAKT_DATA_DIR: certificates.caFile }),
      "data folder",
      /EACCES|ENOTDIR|not a/,
    ],
    ["a setting is mistaken", () => ({ VELVAKT_HTP_PORT: "1" }), "settings", /no such setting/],
  ];
  it.each(anyFault)("says that %s, and what to do", async (_name, change, check, finding) => {
    const examined = await doctor({ ...settings, ...change() });
    const faults = examined.findings.filter(({ level }) => level === "fault");
    expect(faults).toMatchObject([{ check, finding: expect.stringMatching(finding) }]);
    expect(faults[0]?.action).toBeTruthy();
    expect(examined.code).toBe(1);
  });

  it("warns of a Redis that throws jobs away, and of a certificate that ends soon", async () => {
    await redis.ask((client) => client.config("SET", "maxmemory-policy", "allkeys-lru"));
    const examined = await doctor({
      ...settings,
      VELVAKT_MQTT_URL: mosquittoTls.url.replace("mqtt:", "mqtts:"),
      VELVAKT_MQTT_CA: certificates.ca,
    });
    await redis.ask((client) => client.config("SET", "maxmemory-policy", "noeviction"));
    expect(notFine(examined)).toMatchObject([
      { check: "broker", level: "warning", finding: expect.stringContaining("certificate ends on") },
      { check: "redis", level: "warning", finding: expect.stringContaining("allkeys-lru") },
    ]);
    expect(examined.code).toBe(0);
  });

  it("says which ports others have, and which mistakes the ecosystem file has", async () => {
    const web = await startHttp((_request, response) => response.end("something else"));
    const other = await startTcp();
    const ecosystem = join(folder, "wrong.yaml");
    writeFileSync(ecosystem, "tenant: oslo\n");
    const { findings } = await doctor({
      VELVAKT_DATA_DIR: join(folder, "data"),
      VELVAKT_HTTP_PORT: String(web.port),
      VELVAKT_MQTT_PORT: String(other.port),
      VELVAKT_ECOSYSTEM: ecosystem,
    });
    expect(notFine({ findings }).map(({ check, level }) => [check, level])).toEqual([
      ["ecosystem", "fault"],
      ["service", "fault"],
      ["mqtt port", "fault"],
    ]);
    await web.close();
    await other.close();
  });
});

describe("with everything of Velvakt's own", () => {
  it("looks at a service that runs without disturbing it, and at what is left when it does not", async () => {
    const [http, mqtt] = [await freePort(), await freePort()];
    const ports = { VELVAKT_HTTP_PORT: String(http), VELVAKT_MQTT_PORT: String(mqtt) };
    const home = makeServiceHome(ports);
    const env = { ...ports, VELVAKT_DATA_DIR: home.dataDir };
    try {
      const service = await home.start();
      const running = await doctor(env);
      expect(notFine(running)).toEqual([]);
      const about = (examined: typeof running, name: string) =>
        examined.findings.find(({ check }) => check === name)?.finding;
      expect(about(running, "service")).toContain("runs, and every part is ready");
      expect(about(running, "mqtt port")).toContain("the running Velvakt's");
      expect(about(running, "database")).toContain(`in use by process ${service.pid}`);
      await service.kill("SIGTERM");
      const stopped = await doctor(env);
      expect(notFine(stopped)).toEqual([]);
      expect(about(stopped, "service")).toContain("does not run");
      expect(about(stopped, "database")).toMatch(/^embedded PostgreSQL \d+ in .+; it runs only while Velvakt does$/);
      expect(await home.server()).toBe(null);
    } finally {
      await home.remove();
    }
  });
});
