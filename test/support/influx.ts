import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findCommand } from "./debian.js";
import { makeTempDir, removeTempDir } from "./temp-dir.js";

/** A server of the test's own: it can be killed, paused and started again on the same files and port. */
export interface SeriesServer {
  url: string;
  start(): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<void>;
  pause(): void;
  resume(): void;
  /** Kills it and removes its files. */
  remove(): Promise<void>;
}

/** Children that would outlive a test run which ends in the middle. */
const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

const startMaxMs = 30_000;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

async function makeServer(
  command: string,
  argsFor: (folder: string, port: number) => string[],
  alivePath: string,
  parent?: string,
): Promise<SeriesServer> {
  const folder = makeTempDir(undefined, parent);
  const port = await freePort();
  const args = argsFor(folder, port);
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let said = "";

  const answers = () =>
    fetch(`${url}${alivePath}`, { signal: AbortSignal.timeout(2_000) }).then(
      (response) => response.ok,
      () => false,
    );

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const running = child;
    if (running === null) return;
    child = null;
    const ended = once(running, "exit");
    running.kill("SIGCONT");
    running.kill(signal);
    await ended;
    children.delete(running);
  }

  return {
    url,
    kill,
    async start() {
      const started = spawn(findCommand(command) ?? command, args, { stdio: ["ignore", "ignore", "pipe"] });
      children.add(started);
      child = started;
      started.stderr?.on("data", (text: Buffer) => {
        said = (said + text.toString()).slice(-4_000);
      });
      const giveUpAtMs = performance.now() + startMaxMs;
      while (!(await answers())) {
        if (started.exitCode !== null || performance.now() > giveUpAtMs) throw new Error(`${command}: ${said}`);
        await sleep(50);
      }
    },
    pause: () => child?.kill("SIGSTOP"),
    resume: () => child?.kill("SIGCONT"),
    async remove() {
      await kill("SIGKILL");
      removeTempDir(folder);
    },
  };
}

/** Debian's InfluxDB 1.6.7, fresh and started. */
export async function startInflux({
  auth = false,
  parent,
}: {
  auth?: boolean;
  parent?: string | undefined;
} = {}): Promise<SeriesServer> {
  const server = await makeServer(
    "influxd",
    (folder, port) => {
      const file = join(folder, "influxdb.conf");
      const paths = { meta: join(folder, "meta"), data: join(folder, "data"), wal: join(folder, "wal") };
      writeFileSync(
        file,
        `reporting-disabled = true
bind-address = "127.0.0.1:0"
[meta]
dir = "${paths.meta}"
[data]
dir = "${paths.data}"
wal-dir = "${paths.wal}"
query-log-enabled = false
[http]
bind-address = "127.0.0.1:${port}"
auth-enabled = ${auth}
log-enabled = false
[monitor]
store-enabled = false
`,
      );
      return ["-config", file];
    },
    "/ping",
    parent,
  );
  await server.start();
  return server;
}

/** Debian's VictoriaMetrics, which takes line protocol on `/api/v2/write` and keeps the numbers. */
export async function startVictoria(): Promise<SeriesServer> {
  const server = await makeServer(
    "victoria-metrics",
    (folder, port) => [
      `-httpListenAddr=127.0.0.1:${port}`,
      `-storageDataPath=${join(folder, "data")}`,
      "-retentionPeriod=100y",
      "-search.latencyOffset=0s",
      "-memory.allowedPercent=10",
    ],
    "/health",
  );
  await server.start();
  return server;
}

/** Asks InfluxQL as a person would: the rows of all series, numbers as InfluxDB writes them. */
export async function askInflux(
  url: string,
  query: string,
  { database = "velvakt", headers = {} as Record<string, string> } = {},
): Promise<Record<string, unknown>[]> {
  const address = `${url}/query?${new URLSearchParams({ db: database, q: query, epoch: "ns" })}`;
  const text = await (await fetch(address, { method: "POST", headers })).text();
  const { results, error } = JSON.parse(text) as {
    error?: string;
    results?: { error?: string; series?: { tags?: object; columns: string[]; values: unknown[][] }[] }[];
  };
  const problem = error ?? results?.[0]?.error;
  if (problem !== undefined) throw new Error(problem);
  return (results?.[0]?.series ?? []).flatMap(({ tags, columns, values }) =>
    values.map((row) => ({ ...tags, ...Object.fromEntries(columns.map((column, index) => [column, row[index]])) })),
  );
}
