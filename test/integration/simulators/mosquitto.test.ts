import { execFileSync, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import mqtt from "mqtt";
import { expect, onTestFinished, test } from "vitest";
import { messagesOf } from "../../../simulators/city/messages.js";
import { openPublisher, type PublisherOptions, publishPaced } from "../../../simulators/cli/publish.js";
import { cityOf, cityStartMs, hourMs } from "../../simulators/support.js";
import { findCommand } from "../../support/debian.js";
import { tempDir } from "../../support/temp-dir.js";

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** A Mosquitto as an installer would have it, with these settings. */
async function startMosquitto(settings: readonly string[]): Promise<number> {
  const port = await freePort();
  const file = join(tempDir(), "mosquitto.conf");
  writeFileSync(file, ["user root", `listener ${port} 127.0.0.1`, "max_queued_messages 0", ...settings, ""].join("\n"));
  const child = spawn(findCommand("mosquitto") ?? "mosquitto", ["-c", file], { stdio: "ignore" });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  for (let tries = 0; tries < 100; tries++) {
    const listens = await new Promise<boolean>((resolve) => {
      const socket = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 });
      const end = (answer: boolean) => {
        socket.end(true);
        resolve(answer);
      };
      socket.once("connect", () => end(true));
      socket.once("error", (error) => end((error as { code?: unknown }).code !== "ECONNREFUSED"));
      socket.once("close", () => end(settings.some((line) => line.startsWith("certfile"))));
    });
    if (listens) return port;
    await sleep(50);
  }
  throw new Error("Mosquitto did not start");
}

interface Got {
  topic: string;
  text: string;
}

async function listen(port: number): Promise<Got[]> {
  const got: Got[] = [];
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  onTestFinished(() => client.endAsync(true));
  client.on("message", (topic, payload) => got.push({ topic, text: payload.toString() }));
  await client.subscribeAsync("vft/#", { qos: 1 });
  return got;
}

const signal = new AbortController().signal;
const atOnce = { speed: 1e9, nowMs: () => Number.MAX_SAFE_INTEGER, signal };

async function publishTo(url: string, options: PublisherOptions, hours = 0.5) {
  const messages = [...messagesOf(cityOf("district-network-loss", 12), cityStartMs, cityStartMs + hours * hourMs)];
  const publisher = await openPublisher(url, options);
  await publishPaced(messages, publisher, atOnce);
  await publisher.close();
  return messages;
}

test("a broker with users lets in whoever knows the password, and tells whoever does not", async () => {
  const file = join(tempDir(), "passwords");
  writeFileSync(file, "");
  execFileSync(findCommand("mosquitto_passwd") ?? "mosquitto_passwd", ["-b", file, "city", "right"]);
  const port = await startMosquitto(["allow_anonymous false", `password_file ${file}`]);
  const url = `mqtt://127.0.0.1:${port}`;
  const wrong = { username: "city", password: "wrong" };
  await expect(publishTo(url, wrong)).rejects.toMatchObject({ code: "SIMULATE_BROKER_REFUSED" });
  await expect(publishTo(url, {})).rejects.toMatchObject({ code: "SIMULATE_BROKER_REFUSED" });
  expect((await publishTo(url, { username: "city", password: "right" })).length).toBeGreaterThan(50);
});

test("a broker with a certificate is trusted when its CA is named, and not before", async () => {
  const folder = tempDir();
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1"];
  const made = [
    "req",
    "-x509",
    "-newkey",
    "rsa:2048",
    "-nodes",
    "-days",
    "2",
    "-keyout",
    key,
    "-out",
    cert,
    ...subject,
  ];
  execFileSync("openssl", made, { stdio: "ignore" });
  const port = await startMosquitto(["allow_anonymous true", `certfile ${cert}`, `keyfile ${key}`]);
  const url = `mqtts://127.0.0.1:${port}`;
  await expect(publishTo(url, {})).rejects.toMatchObject({ code: "SIMULATE_BROKER_UNTRUSTED" });
  expect((await publishTo(url, { ca: readFileSync(cert, "utf8") })).length).toBeGreaterThan(50);
});

test("over bridges and connections of their own, the broker tells the same, Wills included", async () => {
  const port = await startMosquitto(["allow_anonymous true"]);
  const got = await listen(port);
  const messages = await publishTo(`mqtt://127.0.0.1:${port}`, { bridges: 3, direct: 6 }, 5);
  const expected = messages.map(({ topic, payload }) => `${topic} ${JSON.stringify(payload)}`).sort();
  const until = Date.now() + 10_000;
  while (got.length < expected.length && Date.now() < until) await sleep(50);
  expect(got.map(({ topic, text }) => `${topic} ${text}`).sort()).toEqual(expected);
  const wills = expected.filter((line) => line.endsWith('{"state":"offline"}'));
  expect(wills.length).toBeGreaterThan(2);
  // Each device's messages are in their order, whatever the way.
  for (const topic of new Set(messages.map((message) => message.topic))) {
    const sent = messages.filter((message) => message.topic === topic).map(({ payload }) => JSON.stringify(payload));
    expect(got.filter((one) => one.topic === topic).map(({ text }) => text)).toEqual(sent);
  }
});
