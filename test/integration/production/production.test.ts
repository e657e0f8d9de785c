import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { identityOf, isRunning } from "../../../services/database/process-identity.js";
import { findCommand } from "../../support/debian.js";
import { type SpawnedService, spawnVelvakt, until } from "../../support/service.js";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

const folder = join(makeTempDir(), "production");
chmodSync(join(folder, ".."), 0o755);
const children: SpawnedService[] = [];

afterAll(async () => {
  for (const { child, ended } of children) {
    child.kill("SIGTERM");
    await ended;
  }
  removeTempDir(join(folder, ".."));
});

interface Running extends SpawnedService {
  httpUrl: string;
  mqttPort: string;
  influxUrl: string;
}

async function start(): Promise<Running> {
  const spawned = spawnVelvakt(["production", "--data", folder, "--mqtt-port", "0"], { VELVAKT_HTTP_PORT: "0" });
  children.push(spawned);
  const { child, output } = spawned;
  await until("it is ready", () => child.exitCode !== null || output().stdout.includes("Ctrl-C"), 90_000);
  const { stdout, stderr } = output();
  const [, influxUrl = ""] = /InfluxDB \((http:\S+)\)/.exec(stdout) ?? [];
  const [, httpUrl = ""] = /API +(http:\S+)/.exec(stdout) ?? [];
  const [, mqttPort = ""] = /MQTT +mqtt:\/\/[^:]+:(\d+)/.exec(stdout) ?? [];
  if (httpUrl === "") throw new Error(`it did not start:\n${stdout}\n${stderr}`);
  return { ...spawned, influxUrl, httpUrl, mqttPort };
}

const secret = (name: string) => readFileSync(join(folder, "secrets", name), "utf8").trim();
const pidsOf = () =>
  readFileSync(join(folder, "servers"), "utf8")
    .trim()
    .split("\n")
    .map((line) => Number(line.split("-")[0]));

function publish(port: string, id: string, type: string, atMs: number, data: object): void {
  const at = new Date(atMs).toISOString();
  const payload = { specversion: "1.0", id, source: "D-1", type: `no.vft.${type}`, time: at, data };
  const topic = "vft/v1/oslo/grorud/roll-dispenser/D-1/event";
  const login = ["-u", "device", "-P", secret("device-password")];
  const command = findCommand("mosquitto_pub") ?? "mosquitto_pub";
  execFileSync(command, [
    "-h",
    "127.0.0.1",
    "-p",
    port,
    "-q",
    "1",
    ...login,
    "-t",
    topic,
    "-m",
    JSON.stringify(payload),
  ]);
}

it("one command runs all five: a message in, a verdict out, points in InfluxDB and a series answered; killed and again", {
  timeout: 240_000,
}, async () => {
  let running = await start();
  const started = pidsOf();
  expect(started.length).toBe(4);

  // A dose half an hour ago, in a plan that began yesterday, dispensed on time.
  const due = new Date(Math.floor(Date.now() / 60_000) * 60_000 - 1_800_000);
  const time = due.toLocaleTimeString("en-GB", { timeZone: "Europe/Oslo", hour: "2-digit", minute: "2-digit" });
  const from = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  publish(running.mqttPort, "1", "plan.published", Date.now() - 86_400_000, {
    residentRef: "R-1",
    planId: "P-1",
    version: 1,
    times: [time],
    from,
  });
  publish(running.mqttPort, "2", "dose.dispensed", Date.now(), { scheduledAt: due.toISOString(), mode: "unassisted" });
  interface Doses {
    items: { verdict: string; deviceId: string }[];
  }
  const dosesOf = async () => ((await (await fetch(`${running.httpUrl}/v1/doses`)).json()) as Doses).items;
  await until("the dose has its verdict", async () => (await dosesOf()).some(({ verdict }) => verdict === "on-time"));

  const password = secret("influx-password");
  const query = new URLSearchParams({
    db: "velvakt",
    u: "velvakt",
    p: password,
    q: 'SELECT sum("change") FROM "dose" GROUP BY "verdict"',
  });
  const inInflux = async () => (await fetch(`${running.influxUrl}/query?${query}`)).text();
  await until("the verdict is a point", async () => (await inInflux()).includes('"verdict":"on-time"'));
  expect((await fetch(`${running.influxUrl}/query?q=SHOW%20DATABASES`)).status).toBe(401);

  const times = `from=${new Date(Date.now() - 86_400_000).toISOString()}&to=${new Date(Date.now() + 60_000).toISOString()}`;
  const series = await fetch(
    `${running.httpUrl}/v1/series?measurement=dose&field=change&aggregate=sum&by=verdict&${times}`,
  );
  expect(await series.json()).toMatchObject({ items: expect.arrayContaining([expect.objectContaining({ value: 1 })]) });

  for (const name of readdirSync(join(folder, "secrets"))) {
    expect(statSync(join(folder, "secrets", name)).mode & 0o077, name).toBe(0);
    expect(secret(name)).toMatch(/^[0-9a-f]{48}$/);
    expect(JSON.stringify(running.output())).not.toContain(secret(name));
  }

  const identities = started.map(identityOf);
  running.child.kill("SIGKILL");
  await running.ended;
  running = await start();
  expect(running.output().stdout).toContain("4 servers that an earlier run left behind were stopped.");
  expect(identities.filter(isRunning)).toEqual([]);
  expect((await dosesOf()).filter(({ verdict }) => verdict === "on-time")).toHaveLength(1);

  const again = pidsOf().map(identityOf);
  running.child.kill("SIGINT");
  expect(await running.ended).toEqual({ code: 0, signal: null });
  expect(again.filter(isRunning)).toEqual([]);
});
