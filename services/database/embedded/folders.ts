import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import {
  chown,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rm,
  stat,
  statfs,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, isAbsolute, join } from "node:path";
import { DatabaseError } from "../errors.js";
import { canEnter, type OsUser } from "./run.js";
import { serverUser } from "./server-user.js";

/** Where everything of one embedded server lies, and whose it is. */
export interface Folders {
  /** Velvakt's data folder, absolute and without symbolic links. */
  dataDir: string;
  /** The server's folder: `{dataDir}/postgres`, or elsewhere if the server's user cannot get there. */
  home: string;
  /** PostgreSQL's own data folder. It exists only when complete. */
  cluster: string;
  logFile: string;
  user: OsUser;
}

/** Below this an error of initdb or the server is put down to a full disk. */
export const diskFreeMinBytes = 64 * 1024 * 1024;
/** Root's clusters that cannot lie in their data folder. */
const relocatedParent = "/var/lib/velvakt";
export const pointerName = "postgres.location";

/**
 * Finds or makes the folders. A cluster keeps its owner for ever, so root started on an ordinary
 * user's data folder runs the server as that user. Where root's server user cannot get at the data
 * folder (it lies under a private home), the cluster goes to /var/lib/velvakt and a file
 * `postgres.location` in the data folder says where; nobody's home is opened up for it.
 */
export async function findFolders(dataDirSetting: string): Promise<Folders> {
  const dataDir = await makeDataDir(dataDirSetting);
  const known = await knownHome(dataDir);
  const owner = known === null ? null : await ownerOf(join(known, "cluster"));
  const user = owner === null ? await serverUser() : userFor(owner, join(known ?? dataDir, "cluster"));
  const home = known ?? (await newHome(dataDir, user));
  if (!(await canEnter(user, home))) {
    throw new DatabaseError(
      "DATABASE_FOLDER_UNUSABLE",
      `PostgreSQL's user (uid ${user?.uid ?? process.getuid?.()}) cannot get at its folder ${home}. ` +
        "Give the folders above it the permission to be passed through (chmod a+x), or set VELVAKT_DATA_DIR to another folder.",
    );
  }
  return { dataDir, home, cluster: join(home, "cluster"), logFile: join(home, "postgres.log"), user };
}

async function makeDataDir(setting: string): Promise<string> {
  try {
    // Root's server user has to get through, not to look around.
    await mkdir(setting, { recursive: true, mode: process.getuid?.() === 0 ? 0o711 : 0o700 });
    const dataDir = await realpath(setting);
    const probe = join(dataDir, `.write-${process.pid}-${randomBytes(4).toString("hex")}`);
    await writeFile(probe, "");
    await rm(probe);
    return dataDir;
  } catch (error) {
    throw folderError(error, setting);
  }
}

/** An errno of a file operation in words, with what to do. */
export function folderError(error: unknown, folder: string): unknown {
  const errno = (error as NodeJS.ErrnoException | null)?.code;
  if (errno === "ENOSPC" || errno === "EDQUOT") return diskFull(folder, error);
  if (errno === undefined) return error;
  return new DatabaseError(
    "DATABASE_FOLDER_UNUSABLE",
    `The data folder ${folder} cannot be used (${errno}). Make it writable for this user, or set VELVAKT_DATA_DIR to another folder.`,
    { cause: error },
  );
}

export function diskFull(folder: string, cause?: unknown): DatabaseError {
  return new DatabaseError(
    "DATABASE_DISK_FULL",
    `The disk that holds ${folder} is full. Free some space, or set VELVAKT_DATA_DIR to a folder on another disk.`,
    { cause },
  );
}

/** True if the disk under `folder` is so full that PostgreSQL cannot be expected to work. */
export async function isDiskFull(folder: string, neededBytes = diskFreeMinBytes): Promise<boolean> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize < neededBytes;
  } catch {
    return false;
  }
}

async function knownHome(dataDir: string): Promise<string | null> {
  const pointed = await readPointer(join(dataDir, pointerName));
  if (pointed !== null) return pointed;
  const home = join(dataDir, "postgres");
  return (await statOrNull(home)) ? home : null;
}

async function readPointer(file: string): Promise<string | null> {
  let home: string;
  try {
    home = (await readFile(file, "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw folderError(error, file);
  }
  if (isAbsolute(home)) {
    await mkdir(home, { recursive: true, mode: 0o711 }).catch((error: unknown) =>
      Promise.reject(folderError(error, home)),
    );
    return home;
  }
  throw new DatabaseError(
    "DATABASE_FOLDER_UNUSABLE",
    `${file} must hold the absolute path of PostgreSQL's folder; it does not.`,
  );
}

async function newHome(dataDir: string, user: OsUser): Promise<string> {
  try {
    if (await canEnter(user, dataDir)) {
      const home = join(dataDir, "postgres");
      await mkdir(home, { recursive: true, mode: user ? 0o711 : 0o700 });
      return home;
    }
    return await relocate(dataDir);
  } catch (error) {
    throw folderError(error, dataDir);
  }
}

/** Pointer first, folder second: a crash between them leaves nothing that the next start cannot finish. */
async function relocate(dataDir: string): Promise<string> {
  const suffix = randomBytes(6).toString("hex");
  const pointer = join(dataDir, pointerName);
  const draft = `${pointer}.${suffix}`;
  await writeFile(draft, `${join(relocatedParent, suffix)}\n`, { flush: true });
  // `link` refuses to replace: of two instances that come here at once, one wins and both read its choice.
  await link(draft, pointer).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  await rm(draft);
  const home = await readPointer(pointer);
  if (home === null) throw new DatabaseError("DATABASE_FOLDER_UNUSABLE", `${pointer} vanished while starting.`);
  await writeFile(join(home, "data-dir"), `${dataDir}\n`);
  return home;
}

async function statOrNull(path: string): Promise<Stats | null> {
  try {
    return await stat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw folderError(error, path);
  }
}

async function ownerOf(cluster: string): Promise<{ uid: number; gid: number } | null> {
  const stats = await statOrNull(cluster);
  return stats && { uid: stats.uid, gid: stats.gid };
}

function userFor(owner: { uid: number; gid: number }, cluster: string): OsUser {
  const uid = process.getuid?.();
  if (uid === owner.uid && uid !== 0) return null;
  if (uid === 0 && owner.uid !== 0) return owner;
  throw new DatabaseError(
    "DATABASE_FOLDER_OWNER",
    uid === 0
      ? `The database ${cluster} belongs to root, and PostgreSQL refuses to run as root. Give it to another user (chown -R).`
      : `The database ${cluster} belongs to another user (uid ${owner.uid}). Start Velvakt as that user or as root, ` +
          "or set VELVAKT_DATA_DIR to a folder of your own.",
  );
}

/** Gives a file or folder that we made to the server's user. */
export async function give(path: string, user: OsUser): Promise<void> {
  if (user) await chown(path, user.uid, user.gid);
}

/** Characters that need no quoting in PostgreSQL's list of socket folders nor in a URL. */
const plainPath = /^[A-Za-z0-9/._-]+$/;
/** The kernel allows 107 bytes, of which PostgreSQL's file names and our own folder's take the rest. */
const socketParentBytesMax = 68;
const socketPrefix = "velvakt-socket-";

/**
 * A private folder for the socket of one start: beside the cluster, or (long paths) in a temporary
 * folder. A new one each time, so that nothing of an earlier or another start can be in the way.
 */
export async function makeSocketFolder(folders: Folders): Promise<string> {
  for (const parent of [folders.home, tmpdir(), "/tmp", "/var/tmp"]) {
    if (parent.length > socketParentBytesMax || !plainPath.test(parent)) continue;
    if (!(await canEnter(folders.user, parent))) continue;
    try {
      const folder = await mkdtemp(join(parent, socketPrefix));
      await give(folder, folders.user);
      return folder;
    } catch (error) {
      throw folderError(error, parent);
    }
  }
  throw new DatabaseError(
    "DATABASE_FOLDER_UNUSABLE",
    `The path ${folders.home} is too long for a socket, and no temporary folder could be used instead. ` +
      "Set VELVAKT_DATA_DIR to a shorter path.",
  );
}

/** Only what is ours by its name: the path may have been read from a file. */
export async function removeSocketFolder(socketFolder: string): Promise<void> {
  if (basename(socketFolder).startsWith(socketPrefix)) await rm(socketFolder, { recursive: true, force: true });
}

/** Removes what killed instances left beside the cluster. Only for who runs the server. */
export async function removeOtherSocketFolders(folders: Folders, own: string): Promise<void> {
  for (const name of await readdir(folders.home)) {
    const folder = join(folders.home, name);
    if (folder !== own) await removeSocketFolder(folder);
  }
}

/** Makes a rename in this folder survive a power failure. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
