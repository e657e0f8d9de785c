import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "../errors.js";
import { identityText, isRunning, ownIdentity, parseIdentity } from "../process-identity.js";
import type { Binaries } from "./binaries.js";
import { diskFreeMinBytes, diskFull, type Folders, folderError, give, isDiskFull, syncFolder } from "./folders.js";
import { run } from "./run.js";

/** The database user; trust over a socket in a private folder makes a password pointless. */
export const databaseUser = "velvakt";
const draftPrefix = "cluster.new-";

/** A new cluster takes about 40 MB, its first WAL segments as much again. */
const newClusterBytes = diskFreeMinBytes + 128 * 1024 * 1024;

/**
 * Makes the cluster if there is none. It is built under another name and renamed when it is
 * complete and on disk, so that a kill at any moment leaves either nothing or a whole one.
 * True if it was made now.
 */
export async function ensureCluster(folders: Folders, binaries: Binaries): Promise<boolean> {
  const version = await clusterVersion(folders.cluster);
  if (version !== null) {
    checkVersion(version, binaries, folders.cluster);
    return false;
  }
  await removeDrafts(folders.home);
  if (await isDiskFull(folders.home, newClusterBytes)) throw diskFull(folders.home);
  const draft = join(folders.home, draftPrefix + identityText(ownIdentity()));
  try {
    await mkdir(draft, { mode: 0o700 });
    await give(draft, folders.user);
    await initialise(draft, folders, binaries);
    await moveIntoPlace(draft, folders);
    return true;
  } catch (error) {
    throw folderError(error, folders.home);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function initialise(draft: string, folders: Folders, binaries: Binaries): Promise<void> {
  const { code, output } = await run(
    binaries.initdb,
    [
      `--pgdata=${draft}`,
      `--username=${databaseUser}`,
      "--encoding=UTF8",
      // PostgreSQL's own locale: the same order and case rules on every machine.
      "--locale=C",
      "--locale-provider=builtin",
      "--builtin-locale=C.UTF-8",
      "--auth=trust",
      "--data-checksums",
      "--no-instructions",
    ],
    folders.user,
  );
  if (code === 0) return;
  if (await isDiskFull(folders.home)) throw diskFull(folders.home);
  throw new DatabaseError("DATABASE_START_FAILED", `PostgreSQL's initdb failed in ${folders.home}: ${output}`);
}

async function moveIntoPlace(draft: string, folders: Folders): Promise<void> {
  try {
    await rename(draft, folders.cluster);
    await syncFolder(folders.home);
  } catch (error) {
    // Another instance was quicker: its cluster is as good as ours.
    const errno = (error as NodeJS.ErrnoException).code;
    if (errno !== "ENOTEMPTY" && errno !== "EEXIST") throw error;
  }
}

async function removeDrafts(home: string): Promise<void> {
  for (const name of await readdir(home)) {
    const isDraft = name.startsWith(draftPrefix);
    const maker = isDraft ? parseIdentity(name.slice(draftPrefix.length)) : null;
    if (!isDraft || (maker && isRunning(maker))) continue;
    // An initdb whose Velvakt was killed may still be writing there; it gives up when its files go.
    await rm(join(home, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 20 });
  }
}

async function clusterVersion(cluster: string): Promise<string | null> {
  try {
    return (await readFile(join(cluster, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw folderError(error, cluster);
  }
}

function checkVersion(version: string, binaries: Binaries, cluster: string): void {
  if (Number(version) === binaries.majorVersion) return;
  throw new DatabaseError(
    "DATABASE_VERSION",
    `The database ${cluster} was made by PostgreSQL ${version}; this Velvakt brings PostgreSQL ${binaries.majorVersion}, which cannot read it. ` +
      `Start the Velvakt version that made it, or convert the folder with PostgreSQL's pg_upgrade, or set VELVAKT_DATA_DIR to a new folder.`,
  );
}
