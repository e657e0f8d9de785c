import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Redis } from "ioredis";
import type { TestCertificates } from "./certificates.js";
import { findCommand } from "./debian.js";
import { freePort } from "./mosquitto.js";
import { until } from "./service.js";
import { signalServer } from "./signal.js";
import { makeTempDir, removeTempDir } from "./temp-dir.js";

/** Debian's Redis on a port of its own, with a password, keeping nothing over a restart. */
export interface TestRedis {
  port: number;
  url: string;
  password: string;
  start(): Promise<void>;
  signal(signal: NodeJS.Signals): Promise<void>;
  ask<T>(work: (client: Redis) => Promise<T>): Promise<T>;
  remove(): Promise<void>;
}

const password = "r3dis:/@pw";

function tlsSettings(port: number, { caFile, certFile, keyFile }: TestCertificates) {
  const files = { "tls-ca-cert-file": caFile, "tls-cert-file": certFile, "tls-key-file": keyFile };
  const peers = { "tls-auth-clients": "no", "tls-replication": "yes", "tls-cluster": "yes" };
  return { port: 0, "tls-port": port, ...files, ...peers };
}

/** With `certificates` it listens with TLS only, and wants none of its clients. */
export async function startRedis(
  more: string[] = [],
  parent?: string,
  certificates: TestCertificates | null = null,
): Promise<TestRedis> {
  const folder = makeTempDir(undefined, parent);
  const port = await freePort();
  const listens = {
    ...(certificates === null ? { port } : tlsSettings(port, certificates)),
    // Left to itself it takes a port 10,000 higher, which there may not be.
    ...(more.includes("--cluster-enabled") && { "cluster-port": await freePort() }),
  };
  let child: ChildProcess | null = null;
  const killAtExit = () => child?.kill("SIGKILL");
  process.on("exit", killAtExit);

  const ask: TestRedis["ask"] = async (work) => {
    const tls = certificates === null ? {} : { tls: { ca: certificates.ca } };
    const client = new Redis({
      host: "127.0.0.1",
      port,
      password,
      ...tls,
      lazyConnect: true,
      retryStrategy: () => null,
    });
    client.on("error", () => undefined);
    try {
      await client.connect();
      return await work(client);
    } finally {
      client.disconnect();
    }
  };
  const start = async (): Promise<void> => {
    const keeps = more.includes("--sentinel") ? {} : { save: "" };
    const settings = { ...keeps, ...listens, bind: "127.0.0.1", requirepass: password, dir: folder };
    const args = [...Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]), ...more];
    // A sentinel writes down what it learns, and wants a file for it.
    const file = join(folder, "redis.conf");
    writeFileSync(file, "");
    child = spawn(findCommand("redis-server") ?? "redis-server", [file, ...args], { stdio: "ignore" });
    await until("Redis answers", () => ask((client) => client.ping()).then((said) => said === "PONG"));
  };
  const signal = (name: NodeJS.Signals) => signalServer(child, name);
  await start();
  return {
    port,
    url: `${certificates === null ? "redis" : "rediss"}://127.0.0.1:${port}`,
    password,
    start,
    signal,
    ask,
    async remove() {
      await signal("SIGKILL");
      process.off("exit", killAtExit);
      removeTempDir(folder);
    },
  };
}
