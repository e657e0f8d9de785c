import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { type FileHandle, open, readFile, rename, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError } from "../errors.js";
import { identityText, isRunning, ownIdentity } from "../process-identity.js";
import type { Binaries } from "./binaries.js";
import { diskFull, type Folders, folderError, isDiskFull } from "./folders.js";
import { clusterNameFor, readPostmaster } from "./postmaster.js";
import { asUser, serverEnvironment } from "./run.js";
import { serverArguments } from "./settings.js";

export interface RunningServer {
  pid: number;
  /** Resolves when the server has ended, for whatever reason. */
  ended: Promise<void>;
  stop(): Promise<void>;
}

/** Recovery after a crash replays at most `max_wal_size`; a slow disk may need minutes for it. */
const startTimeoutMs = 180_000;
const pollMs = 15;
const logBytesMax = 8 * 1024 * 1024;

/** Signals by which PostgreSQL stops, each with the time it gets: fast, immediate, and the kernel's. */
const stopSignals: [signal: NodeJS.Signals, waitMs: number][] = [
  ["SIGINT", 5_000],
  ["SIGQUIT", 2_000],
  ["SIGKILL", 1_000],
];

/** Starts the server on a cluster that nobody runs. Resolves when it takes connections. */
export async function startServer(folders: Folders, binaries: Binaries, socketFolder: string): Promise<RunningServer> {
  const log = await openLog(folders);
  const logStart = (await log.stat()).size;
  const args = serverArguments(folders.cluster, socketFolder, clusterNameFor(identityText(ownIdentity())));
  const child = spawn(binaries.postgres, args, {
    ...asUser(folders.user),
    cwd: "/",
    env: serverEnvironment(),
    stdio: ["ignore", log.fd, log.fd],
    // A session of its own: Ctrl-C in the terminal reaches us, and not the server before we have drained.
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  child.unref();
  await log.close();
  const pid = child.pid;
  if (pid === undefined || !(await becomesReady(child, pid, folders, ended))) {
    if (pid !== undefined) await stopProcess(pid);
    if (await isDiskFull(folders.home)) throw diskFull(folders.home);
    throw new DatabaseError(
      "DATABASE_START_FAILED",
      `PostgreSQL did not start. Its log ${folders.logFile} says: ${await tail(folders, logStart)}`,
    );
  }
  const stop = async (): Promise<void> => {
    // Its end is waited for from here on: a process with nothing else left to do would end before it, half stopped.
    child.ref();
    if (child.exitCode === null && child.signalCode === null) await stopProcess(pid, ended);
  };
  return { pid, ended, stop };
}

async function becomesReady(
  child: ChildProcess,
  pid: number,
  folders: Folders,
  ended: Promise<void>,
): Promise<boolean> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const giveUpAtMs = performance.now() + startTimeoutMs;
  while (!over && child.exitCode === null && performance.now() < giveUpAtMs) {
    const postmaster = await readPostmaster(folders.cluster);
    if (postmaster?.pid === pid && postmaster.ready) return true;
    await sleep(pollMs);
  }
  return false;
}

/** Stops a PostgreSQL: gently, then firmly. Its committed data is safe every way. */
export async function stopProcess(pid: number, ended?: Promise<void>): Promise<void> {
  let over = false;
  void ended?.then(() => {
    over = true;
  });
  for (const [signal, waitMs] of stopSignals) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
      throw error;
    }
    const untilMs = performance.now() + waitMs;
    while (performance.now() < untilMs) {
      if (over || !isRunning({ pid, startTicks: null })) return;
      await sleep(pollMs);
    }
  }
}

/** The server's own log, appended to; the previous one is kept when it has grown large. */
async function openLog(folders: Folders): Promise<FileHandle> {
  const size = await stat(folders.logFile).then(
    (stats) => stats.size,
    () => 0,
  );
  if (size > logBytesMax) await rename(folders.logFile, `${folders.logFile}.1`);
  // Not through a symbolic link: root must not be made to write elsewhere.
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_APPEND | constants.O_NOFOLLOW;
  try {
    const handle = await open(folders.logFile, flags, 0o600);
    if (folders.user) await handle.chown(folders.user.uid, folders.user.gid);
    return handle;
  } catch (error) {
    throw folderError(error, folders.logFile);
  }
}

async function tail(folders: Folders, from: number): Promise<string> {
  const text = await readFile(folders.logFile).catch(() => Buffer.alloc(0));
  return text.subarray(from).toString("utf8").trim().slice(-1_500) || "nothing";
}
