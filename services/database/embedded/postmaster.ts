import { constants } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { join } from "node:path";
import { commandLine, isRunning, type ProcessIdentity, parseIdentity } from "../process-identity.js";

/** Marks the server's command line with the process that started it. */
const clusterNamePrefix = "velvakt-";
export const clusterNameFor = (starter: string): string => clusterNamePrefix + starter;

/** What the server's lock file says, and whether it is true. */
export interface Postmaster {
  pid: number;
  socketFolder: string | null;
  ready: boolean;
  /** The pid is a running PostgreSQL on this very cluster. */
  running: boolean;
  /** The Velvakt process that started it, as far as it can be read. */
  starter: ProcessIdentity | null;
}

/** Reads `postmaster.pid`; null if there is none (or only the beginning of one). */
export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  let lines: string[];
  try {
    lines = (await readFile(join(cluster, "postmaster.pid"), "utf8")).split("\n");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  const pid = Number(lines[0]);
  if (!Number.isSafeInteger(pid) || pid <= 0) return null;
  const command = isRunning({ pid, startTicks: null }) ? (commandLine(pid) ?? "unreadable") : null;
  // Where the platform shows no command line a living pid is taken at its word.
  const running = command === "unreadable" || (command?.includes(cluster) ?? false);
  return {
    pid,
    socketFolder: lines[4] || null,
    ready: lines[7]?.startsWith("ready") ?? false,
    running,
    starter: Array.isArray(command) && running ? starterIn(command) : null,
  };
}

function starterIn(command: string[]): ProcessIdentity | null {
  const mark = `cluster_name=${clusterNamePrefix}`;
  const argument = command.find((text) => text.startsWith(mark));
  return argument ? parseIdentity(argument.slice(mark.length)) : null;
}

/** More than the largest pid of any supported system: never a running process. */
const nobodyPid = 4_194_305;

/**
 * Makes a stale lock file harmless. PostgreSQL takes the pid in it at its word, and refuses to start
 * when another process of the same user has got that pid since (usual in containers). The file is
 * not removed, because PostgreSQL also finds in it the shared memory that tells whether children of
 * a killed server still run. Nothing is done while the server runs.
 */
export async function disarmStaleLock(cluster: string): Promise<void> {
  if ((await readPostmaster(cluster))?.running) return;
  const file = join(cluster, "postmaster.pid");
  const text = await readFile(file, "utf8").catch(() => null);
  const firstLineEnd = text?.indexOf("\n") ?? -1;
  if (text === null || firstLineEnd < 0) return;
  const handle = await open(file, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    await handle.truncate(0);
    await handle.write(`${nobodyPid}${text.slice(firstLineEnd)}`, 0);
  } finally {
    await handle.close();
  }
}
