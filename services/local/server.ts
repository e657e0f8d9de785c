import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, constants } from "node:fs";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** A server of this machine that a command runs for as long as it runs itself. */
export interface LocalServer {
  name: string;
  pid: number;
  stop(): Promise<void>;
}

/** One of the servers is not installed, or did not start. The message says what to do. */
export class LocalServerError extends Error {
  readonly code = "LOCAL_SERVER";
  override readonly name = "LocalServerError";
}

const startMaxMs = 30_000;
const stopMaxMs = 10_000;
const saidCharactersMax = 2_000;

/** Where a program is installed. Servers live in sbin, which is not on an ordinary user's PATH. */
export function installed(command: string, debianPackage: string, folders: readonly string[] = []): string {
  const path = [...folders, ...(process.env.PATH ?? "").split(delimiter), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  for (const folder of path.filter(Boolean)) {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return join(folder, command);
    } catch {
      // Not in this folder.
    }
  }
  throw new LocalServerError(`${command} is not installed (on Debian: apt-get install ${debianPackage})`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

export interface StartOptions {
  name: string;
  command: string;
  args: readonly string[];
  /** Null: as whoever runs Velvakt. */
  user?: { uid: number; gid: number } | null;
  env?: NodeJS.ProcessEnv;
  /** It takes requests. Rejecting is as good as false. */
  answers: () => Promise<boolean>;
  /** Which signal ends it in good order. */
  stopSignal?: NodeJS.Signals;
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/**
 * Starts a server and waits until it answers. It has a session of its own: Ctrl-C in the terminal is Velvakt's to
 * handle, which drains first and stops its servers then.
 */
export async function startServer(options: StartOptions): Promise<LocalServer> {
  const { name, command, args, user, env = process.env, answers, stopSignal = "SIGTERM" } = options;
  const child = spawn(command, args, {
    ...(user ?? {}),
    cwd: "/",
    env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  let failure: Error | null = null;
  child.on("error", (error) => {
    failure = error;
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-saidCharactersMax);
    });
  }
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
    child.kill(stopSignal);
    const late = new AbortController();
    await Promise.race([ended(child), sleep(stopMaxMs, undefined, { signal: late.signal }).catch(() => {})]);
    late.abort();
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL");
    await ended(child);
  };
  const giveUpAtMs = performance.now() + startMaxMs;
  while (!(await answers().catch(() => false))) {
    const isGone = failure !== null || child.exitCode !== null || child.signalCode !== null;
    if (isGone || performance.now() > giveUpAtMs) {
      await stop();
      throw new LocalServerError(`${name} did not start: ${(failure as Error | null)?.message ?? said.trim()}`);
    }
    await sleep(50);
  }
  return { name, pid: child.pid ?? 0, stop };
}
