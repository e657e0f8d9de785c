import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { databaseUser } from "../../services/database/embedded/cluster.js";
import { readPostmaster } from "../../services/database/embedded/postmaster.js";
import { port as postgresPort } from "../../services/database/embedded/settings.js";
import { databaseName } from "../../services/database/embedded/start.js";
import { isRunning } from "../../services/database/process-identity.js";
import { makeTempDir, removeTempDir } from "./temp-dir.js";

/** What `npm start` and `npx velvakt` run. */
export const launcher = resolve(import.meta.dirname, "../../bin/velvakt.js");

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A `velvakt serve` that has said that it is ready. */
export interface RunningService {
  pid: number;
  httpUrl: string;
  mqttPort: number;
  /** As the service says itself. */
  readyAfterSec: number;
  /** Everything it has written so far. */
  output(): { stdout: string; stderr: string };
  /** Sends the signal and waits for the end. */
  kill(signal: NodeJS.Signals): Promise<Ended>;
  get<T>(path: string): Promise<T>;
  post(path: string, body: unknown): Promise<{ status: number; body: unknown }>;
}

/** Velvakt on a data folder of its own, as somebody would run it: a process that can be killed and started again. */
export interface ServiceHome {
  dataDir: string;
  start(env?: NodeJS.ProcessEnv): Promise<RunningService>;
  /** The same without waiting for anything. */
  spawn(env?: NodeJS.ProcessEnv): SpawnedService;
  /** Looks into the database beside the service, also while that is coming up. */
  sql<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  /** The embedded server and its socket; null if there is no trace of one. */
  server(): Promise<{ pid: number; socketFolder: string; running: boolean } | null>;
  /** Kills whatever still runs and removes the folder. */
  remove(): Promise<void>;
}

export interface SpawnedService {
  child: ChildProcess;
  ended: Promise<Ended>;
  output(): { stdout: string; stderr: string };
}

const readyMaxMs = 60_000;

/** Children that would outlive a test run which ends in the middle. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

export function makeServiceHome(settings: NodeJS.ProcessEnv = {}): ServiceHome {
  const folder = makeTempDir();
  const dataDir = join(folder, "data");
  const own = new Set<ChildProcess>();
  let client: { url: string; client: pg.Client } | null = null;

  const spawnService = (env: NodeJS.ProcessEnv = {}): SpawnedService => {
    const spawned = spawnVelvakt(["serve"], { VELVAKT_DATA_DIR: dataDir, ...freePorts, ...settings, ...env });
    own.add(spawned.child);
    return spawned;
  };

  const server = () => embeddedServer(dataDir);

  const databaseUrl = async (): Promise<string> => {
    if (settings.VELVAKT_POSTGRES_URL) {
      const url = new URL(settings.VELVAKT_POSTGRES_URL);
      url.password = encodeURIComponent(settings.VELVAKT_POSTGRES_PASSWORD ?? "");
      return url.toString();
    }
    return embeddedDatabaseUrl(dataDir);
  };

  const connect = async (): Promise<pg.Client> => {
    const url = await databaseUrl();
    if (client?.url === url) return client.client;
    await client?.client.end().catch(() => undefined);
    const next = new pg.Client({
      connectionString: url,
      application_name: "test",
      options: "-c timezone=UTC",
      connectionTimeoutMillis: 3_000,
    });
    next.on("error", () => undefined);
    next.on("end", () => {
      if (client?.client === next) client = null;
    });
    await next.connect();
    client = { url, client: next };
    return next;
  };

  return {
    dataDir,
    spawn: spawnService,
    server,
    start: async (env) => whenReady(spawnService(env)),
    sql: async <Row extends pg.QueryResultRow>(text: string, values: unknown[] = []) =>
      (await (await connect()).query<Row>(text, values)).rows,
    remove: async () => {
      await client?.client.end().catch(() => undefined);
      await Promise.all([...own].map(killed));
      const left = await server();
      if (left?.running) {
        process.kill(left.pid, "SIGQUIT");
        await until("the database server has ended", () => !isRunning({ pid: left.pid, startTicks: null }));
      }
      rmSync(databaseHome(dataDir), { recursive: true, force: true });
      if (left) rmSync(left.socketFolder, { recursive: true, force: true });
      removeTempDir(folder);
    },
  };
}

async function embeddedServer(dataDir: string) {
  const postmaster = await readPostmaster(join(databaseHome(dataDir), "cluster"));
  if (postmaster === null || postmaster.socketFolder === null) return null;
  return { pid: postmaster.pid, socketFolder: postmaster.socketFolder, running: postmaster.running };
}

/** Where to look into the database of a service that has its own. */
export async function embeddedDatabaseUrl(dataDir: string): Promise<string> {
  const at = await embeddedServer(dataDir);
  if (!at?.running) throw new Error("no database server runs on this folder");
  return `postgresql://${databaseUser}@localhost:${postgresPort}/${databaseName}?host=${at.socketFolder}`;
}

const freePorts = { VELVAKT_HTTP_PORT: "0", VELVAKT_MQTT_PORT: "0" };

/** The settings of whoever runs the tests are not the service's. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("VELVAKT_")));
}

/** Runs the program with these arguments. */
export function spawnVelvakt(args: string[], env: NodeJS.ProcessEnv = {}): SpawnedService {
  const child = spawn(process.execPath, [launcher, ...args], {
    env: { ...cleanEnvironment(), ...env },
    stdio: ["pipe", "pipe", "pipe"],
  });
  children.add(child);
  const said = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
    });
  }
  const ended = once(child, "close").then(([code, signal]): Ended => {
    children.delete(child);
    return { code, signal };
  });
  return { child, ended, output: () => ({ ...said }) };
}

async function whenReady({ child, ended, output }: SpawnedService): Promise<RunningService> {
  let end: Ended | null = null;
  void ended.then((how) => {
    end = how;
  });
  await until("the service is ready", () => end !== null || output().stdout.includes("Ctrl-C"), readyMaxMs);
  const { stdout, stderr } = output();
  const said = /ready after ([\d.]+) s\.\s+API +(http:\S+)\s+MQTT +mqtt:\/\/[^:]+:(\d+)/.exec(stdout);
  if (!said) throw new Error(`the service did not start: ${JSON.stringify(end)}\n${stdout}\n${stderr}`);
  const [, seconds, httpUrl = "", mqttPort] = said;
  return {
    pid: child.pid ?? 0,
    httpUrl,
    mqttPort: Number(mqttPort),
    readyAfterSec: Number(seconds),
    output,
    kill: async (signal) => {
      child.kill(signal);
      return ended;
    },
    get: async <T>(path: string) => {
      const response = await fetch(`${httpUrl}${path}`);
      if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    post: async (path, body) => {
      const response = await fetch(`${httpUrl}${path}`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      return { status: response.status, body: (await response.json()) as unknown };
    },
  };
}

/** Where the embedded server has its files: in the data folder, or where a pointer in it says. */
function databaseHome(dataDir: string): string {
  const pointer = join(dataDir, "postgres.location");
  return existsSync(pointer) ? readFileSync(pointer, "utf8").trim() : join(dataDir, "postgres");
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

/** Waits for `condition`, which may fail meanwhile; the last failure is told. */
export async function until(
  what: string,
  condition: () => boolean | Promise<boolean>,
  limitMs = 30_000,
  everyMs = 25,
): Promise<void> {
  const giveUpAtMs = performance.now() + limitMs;
  let last: unknown = "it was never true";
  while (performance.now() < giveUpAtMs) {
    try {
      if (await condition()) return;
    } catch (error) {
      last = error;
    }
    await sleep(everyMs);
  }
  throw new Error(`waited ${limitMs} ms until ${what}`, { cause: last });
}
