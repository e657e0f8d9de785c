import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DatabaseError } from "../errors.js";
import { findHolder } from "../instance-lock.js";
import type { Log } from "../log.js";
import { identityText, isRunning, ownIdentity, parseIdentity } from "../process-identity.js";
import { type Binaries, prepareBinaries } from "./binaries.js";
import { databaseUser, ensureCluster } from "./cluster.js";
import {
  type Folders,
  findFolders,
  makeSocketFolder,
  removeOtherSocketFolders,
  removeSocketFolder,
} from "./folders.js";
import { keepRunning } from "./keep-running.js";
import { disarmStaleLock, readPostmaster } from "./postmaster.js";
import { type RunningServer, startServer, stopProcess } from "./server.js";
import { port } from "./settings.js";

const startAttemptsMax = 4;
const startAgainAfterMs = 750;

/** A PostgreSQL of our own, kept running until `stop`. */
export interface EmbeddedServer {
  /** How to reach a database of it. Stays the same over restarts of the server. */
  connectionString(database: string): string;
  folders: Folders;
  pid(): number;
  stop(): Promise<void>;
}

/** Starts the embedded server of a data folder, after whatever happened to the previous one. */
export async function startEmbedded(dataDir: string, log: Log): Promise<EmbeddedServer> {
  const folders = await findFolders(dataDir);
  const afterCrash = await stopOrphan(folders, log);
  const binaries = await prepareBinaries(folders);
  if (await ensureCluster(folders, binaries)) log.info({ folder: folders.cluster }, "made a new database");
  const socketFolder = await makeSocketFolder(folders);
  let first: RunningServer;
  try {
    first = await startOrTellWho(folders, binaries, socketFolder, afterCrash ? startAttemptsMax : 1);
  } catch (error) {
    await removeSocketFolder(socketFolder);
    throw error;
  }
  await noteHolder(folders);
  await removeOtherSocketFolders(folders, socketFolder);
  const kept = keepRunning(first, () => restart(folders, binaries, socketFolder), log);
  return {
    connectionString: (database) => socketConnectionString(socketFolder, database),
    folders,
    pid: kept.pid,
    stop: async () => {
      await kept.stop();
      await rm(holderFile(folders), { force: true });
      await removeSocketFolder(socketFolder);
    },
  };
}

export function socketConnectionString(socketFolder: string, database: string): string {
  return `postgresql://${databaseUser}@localhost:${port}/${database}?host=${socketFolder}`;
}

/** Says who holds the folder even while the server is being started again. */
const holderFile = (folders: Folders): string => join(folders.home, "holder");

async function noteHolder(folders: Folders): Promise<void> {
  const draft = `${holderFile(folders)}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, identityText(ownIdentity()), { flag: "wx" });
  await rename(draft, holderFile(folders));
}

/**
 * A server that already runs on our cluster is either somebody's (then we refuse, naming who) or was
 * left behind by a Velvakt that was killed (then it is stopped, since we cannot know its state).
 * True if there were traces of a server that had not stopped cleanly.
 */
async function stopOrphan(folders: Folders, log: Log): Promise<boolean> {
  const noted = parseIdentity(await readFile(holderFile(folders), "utf8").catch(() => ""));
  if (noted && noted.startTicks !== null && isRunning(noted)) throw inUse(folders, noted.pid);
  const postmaster = await readPostmaster(folders.cluster);
  if (!postmaster) return false;
  if (postmaster.starter && isRunning(postmaster.starter)) throw inUse(folders, postmaster.starter.pid);
  if (postmaster.socketFolder) {
    // Also sees an instance whose processes we cannot see: in another container, on the same folder.
    const url = socketConnectionString(postmaster.socketFolder, databaseName);
    const holder = await findHolder(url).catch(() => null);
    if (holder?.alive) throw inUse(folders, holder.pid);
  }
  if (postmaster.running) {
    log.warn({ pid: postmaster.pid }, "found the database server of a Velvakt that did not stop cleanly; stopping it");
    await stopProcess(postmaster.pid);
  }
  if (postmaster.socketFolder) await removeSocketFolder(postmaster.socketFolder);
  await disarmStaleLock(folders.cluster);
  return true;
}

export const databaseName = "velvakt";

/**
 * Two instances may get here at once; PostgreSQL lets one through, and the other says whom it met.
 * The children of a server that was killed itself take a moment to notice, and block a start so long.
 */
async function startOrTellWho(
  folders: Folders,
  binaries: Binaries,
  socketFolder: string,
  attemptsMax: number,
): Promise<RunningServer> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await startServer(folders, binaries, socketFolder);
    } catch (error) {
      const other = await readPostmaster(folders.cluster);
      if (other?.starter && isRunning(other.starter)) throw inUse(folders, other.starter.pid);
      if (attempt >= attemptsMax) throw error;
    }
    await sleep(startAgainAfterMs);
  }
}

async function restart(folders: Folders, binaries: Binaries, socketFolder: string): Promise<RunningServer> {
  await disarmStaleLock(folders.cluster);
  return startServer(folders, binaries, socketFolder);
}

function inUse(folders: Folders, holderPid: number | null): DatabaseError {
  return new DatabaseError(
    "DATABASE_IN_USE",
    `The data folder ${folders.dataDir} is in use by the Velvakt process ${holderPid}. ` +
      "Stop that one first, or set VELVAKT_DATA_DIR to another folder.",
    { holderPid },
  );
}
