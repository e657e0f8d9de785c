import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { isRunning } from "../../../services/database/process-identity.js";
import { defaultEcosystemPath } from "../../../services/ecosystem/load.js";
import { connectMqtt } from "../../support/mqtt.js";
import { makeServiceHome, type ServiceHome, type SpawnedService, until } from "../../support/service.js";
import { tempDir } from "../../support/temp-dir.js";
import { speaker } from "./messages.js";
import { createPublisher } from "./publisher.js";

function serviceHome(settings: NodeJS.ProcessEnv = {}): ServiceHome {
  const home = makeServiceHome(settings);
  onTestFinished(() => home.remove());
  return home;
}

/** Runs until the end; for a service that is not meant to start. */
async function failedStart({ ended, output }: SpawnedService) {
  const how = await ended;
  return { ...how, ...output() };
}

/** Neither a database server nor its socket is left, nor anything that stands in the way of the next start. */
async function expectNothingLeft(home: ServiceHome, before: { pid: number; socketFolder: string } | null) {
  if (before !== null) {
    expect(isRunning({ pid: before.pid, startTicks: null })).toBe(false);
    expect(existsSync(before.socketFolder)).toBe(false);
  }
  expect(await home.server()).toBeNull();
}

async function taken(): Promise<{ server: Server; port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

async function publishSome(mqttPort: number): Promise<number> {
  const say = speaker("D-1");
  const client = await connectMqtt(mqttPort);
  const messages = Array.from({ length: 20 }, () => say("door.opened", Date.now(), { authorised: true }));
  await Promise.all(messages.map(({ topic, payload }) => client.publishAsync(topic, payload, { qos: 1 })));
  return messages.length;
}

describe("stopping", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "%s stores what was acknowledged, stops everything within 10 s and ends with 0",
    async (signal) => {
      const home = serviceHome();
      const service = await home.start();
      const memory = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${service.pid}/status`, "utf8"))?.[1];
      console.log(`ready after ${service.readyAfterSec} s, ${Math.round(Number(memory) / 1024)} MB`);
      const server = await home.server();
      expect(server?.running).toBe(true);

      const say = speaker("D-1");
      const messages = Array.from({ length: 5_000 }, () => say("door.opened", Date.now(), { authorised: true }));
      const publisher = createPublisher("d-1", messages);
      const publishing = publisher.publishOn(service.mqttPort);
      // Somebody who follows the stream must not hold up the end.
      const stream = await fetch(`${service.httpUrl}/v1/stream`, { headers: { accept: "text/event-stream" } });
      await until("it is under way", () => publisher.acknowledged.length > 200, 10_000, 1);
      const beganMs = performance.now();
      expect(await service.kill(signal)).toEqual({ code: 0, signal: null });
      const tookMs = performance.now() - beganMs;
      console.log(`stopped after ${Math.round(tookMs)} ms, ${publisher.acknowledged.length} acknowledged`);
      expect(tookMs).toBeLessThan(10_000);
      await publishing;
      await stream.text().catch(() => undefined);
      expect(publisher.done()).toBe(false);
      expect(service.output().stderr).toBe("");
      await expectNothingLeft(home, server);

      const again = await home.start();
      const rows = await home.sql<{ id: string }>(
        "SELECT event -> 'event' ->> 'id' AS id FROM event_log WHERE kind = 'telemetry' ORDER BY seq",
      );
      const stored = rows.map(({ id }) => id);
      const acknowledged = publisher.acknowledged.map(({ id }) => id);
      expect(stored.slice(0, acknowledged.length)).toEqual(acknowledged);
      expect(new Set(stored).size).toBe(stored.length);
      await again.kill(signal);
    },
  );

  it("ends after 10 s with 70 and says so where the database hangs, and loses nothing", async () => {
    const home = serviceHome();
    const service = await home.start();
    const acknowledged = await publishSome(service.mqttPort);
    const server = await home.server();
    const processes = server === null ? [] : [server.pid, ...childrenOf(server.pid)];
    expect(processes.length).toBeGreaterThan(2);
    for (const pid of processes) process.kill(pid, "SIGSTOP");
    onTestFinished(() => {
      for (const pid of processes) if (isRunning({ pid, startTicks: null })) process.kill(pid, "SIGCONT");
    });
    expect(await service.kill("SIGTERM")).toEqual({ code: 70, signal: null });
    expect(service.output().stderr).toContain("Velvakt was not down after 10 s and ends now");
    for (const pid of processes) process.kill(pid, "SIGCONT");
    await home.start();
    const rows = await home.sql("SELECT 1 FROM event_log WHERE kind = 'telemetry'");
    expect(rows).toHaveLength(acknowledged);
  });

  it("does not publish the Last Will of devices that are still there", async () => {
    const home = serviceHome();
    const service = await home.start();
    const topic = "vft/v1/oslo/grorud/roll-dispenser/D-1/state";
    const will = { topic, payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true } as const;
    const client = await connectMqtt(service.mqttPort, { will });
    await client.publishAsync(topic, '{"state":"online"}', { qos: 1, retain: true });
    await service.kill("SIGTERM");
    await home.start();
    const rows = await home.sql("SELECT event ->> 'state' AS state FROM event_log WHERE kind = 'state' ORDER BY seq");
    expect(rows).toEqual([{ state: "online" }]);
  });
});

describe("a second instance", () => {
  it("refuses a folder that is in use, names who uses it, and leaves that one alone", async () => {
    const home = serviceHome();
    const first = await home.start();
    const second = await failedStart(home.spawn());
    expect(second).toMatchObject({ code: 1, signal: null });
    expect(second.stderr).toContain(home.dataDir);
    expect(second.stderr).toMatch(new RegExp(`process ${first.pid}\\b`));
    expect(second.stderr).toContain("VELVAKT_DATA_DIR");
    await until("every part is ready", async () => (await first.get<{ status: string }>("/readyz")).status === "ready");
    expect(await home.sql("SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });
});

describe("a start that cannot succeed", () => {
  it.each(["VELVAKT_HTTP_PORT", "VELVAKT_MQTT_PORT"])(
    "says that %s must change if the port is taken, and leaves nothing running",
    async (setting) => {
      const { port } = await taken();
      const home = serviceHome();
      const failed = await failedStart(home.spawn({ [setting]: String(port) }));
      expect(failed).toMatchObject({ code: 1, signal: null });
      expect(failed.stderr).toContain(String(port));
      expect(failed.stderr).toContain(setting);
      expect(failed.stderr).not.toContain("    at ");
      await expectNothingLeft(home, null);
      const mended = await home.start();
      await until(
        "every part is ready",
        async () => (await mended.get<{ status: string }>("/readyz")).status === "ready",
      );
    },
  );

  it("names everything that is wrong with the settings at once, before it touches anything", async () => {
    const home = serviceHome();
    const secretFile = join(tempDir(), "missing");
    const failed = await failedStart(
      home.spawn({
        VELVAKT_HTTP_PORT: "http",
        VELVAKT_MQTT_PORT: "70000",
        VELVAKT_WEBHOOK_URL: "ftp://example.no",
        VELVAKT_WEBHOOK_SECRET_FILE: secretFile,
        VELVAKT_API_TOKEN: "short",
        VELVAKT_LOG_LEVEL: "loud",
        VELVAKT_RETENTION_DAYS: "1",
        VELVAKT_DATADIR: "/tmp",
      }),
    );
    expect(failed).toMatchObject({ code: 2, signal: null });
    const named = [...failed.stderr.matchAll(/^ {2}(VELVAKT_\w+):/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual([
      "VELVAKT_API_TOKEN",
      "VELVAKT_DATADIR",
      "VELVAKT_HTTP_PORT",
      "VELVAKT_LOG_LEVEL",
      "VELVAKT_MQTT_PORT",
      "VELVAKT_RETENTION_DAYS",
      "VELVAKT_WEBHOOK_SECRET_FILE",
      "VELVAKT_WEBHOOK_URL",
    ]);
    expect(failed.stderr).not.toContain("short");
    expect(existsSync(home.dataDir)).toBe(false);
  });

  it.each([
    ["VELVAKT_HTTP_HOST", "VELVAKT_API_TOKEN_FILE"],
    ["VELVAKT_MQTT_HOST", "VELVAKT_MQTT_PASSWORD_FILE"],
  ])("does not open %s to others without authentication", async (host, wanted) => {
    const failed = await failedStart(serviceHome().spawn({ [host]: "0.0.0.0" }));
    expect(failed).toMatchObject({ code: 2, signal: null });
    expect(failed.stderr).toContain(host);
    expect(failed.stderr).toContain(wanted);
  });

  it("names every mistake of the ecosystem file with its line", async () => {
    const file = join(tempDir(), "ecosystem.yaml");
    const mistakes = [
      ["responseLimitMin: 30 }", "responseLimitMin: -30 }"],
      ["supplier: dignio", "supplier: digino"],
      ["timezone: Europe/Oslo", "timezone: Europe/Olso"],
    ] as const;
    let text = readFileSync(defaultEcosystemPath, "utf8");
    for (const [right, wrong] of mistakes) text = text.replace(right, wrong);
    writeFileSync(file, text);
    const home = serviceHome({ VELVAKT_ECOSYSTEM: file });
    const failed = await failedStart(home.spawn());
    expect(failed).toMatchObject({ code: 2, signal: null });
    for (const [, wrong] of mistakes) {
      const line = text.slice(0, text.indexOf(wrong)).split("\n").length;
      expect(failed.stderr).toContain(`${file}:${line}:`);
    }
    expect(failed.stderr).toContain("3 mistakes");
    expect(existsSync(home.dataDir)).toBe(false);
  });

  it("says which ecosystem file cannot be read", async () => {
    const file = join(tempDir(), "missing.yaml");
    const failed = await failedStart(serviceHome({ VELVAKT_ECOSYSTEM: file }).spawn());
    expect(failed).toMatchObject({ code: 2, signal: null });
    expect(failed.stderr).toContain(file);
  });

  it("says that the data folder cannot be used", async () => {
    const file = join(tempDir(), "a-file");
    writeFileSync(file, "");
    const failed = await failedStart(serviceHome().spawn({ VELVAKT_DATA_DIR: file }));
    expect(failed).toMatchObject({ code: 1, signal: null });
    expect(failed.stderr).toContain("VELVAKT_DATA_DIR");
    expect(readdirSync(join(file, ".."))).toEqual(["a-file"]);
  });
});
