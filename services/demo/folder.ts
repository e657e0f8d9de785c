import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { pointerName } from "../database/embedded/folders.js";
import { removeDataDir } from "../database/embedded/remove.js";
import { identityText, isRunning, ownIdentity, parseIdentity } from "../database/process-identity.js";

/** A data folder that is gone when the demo is. */
export interface ThrowAwayFolder {
  path: string;
  /** Synchronous, so that it also works in the very last moment of a process. */
  remove(): void;
}

const prefix = "velvakt-demo-";
/** Whose folder it is, so that a later demo knows what it may remove. */
const ownerName = "demo.owner";

/** Where the database lies if its server's user cannot get into the folder. */
function elsewhere(path: string): string | null {
  const pointer = join(path, pointerName);
  if (!existsSync(pointer)) return null;
  const location = readFileSync(pointer, "utf8").trim();
  return isAbsolute(location) ? location : null;
}

export function makeThrowAwayFolder(): ThrowAwayFolder {
  const path = mkdtempSync(join(tmpdir(), prefix));
  writeFileSync(join(path, ownerName), identityText(ownIdentity()));
  // The database of root runs as a user of its own, who has to get through.
  chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  return {
    path,
    remove() {
      for (const folder of [elsewhere(path), path]) {
        if (folder !== null) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
      }
    },
  };
}

/** A demo that was killed could not clean up: this user's, and nobody's who still runs. */
async function isAbandoned(path: string): Promise<boolean> {
  try {
    if ((await stat(path)).uid !== process.getuid?.()) return false;
    const owner = parseIdentity(await readFile(join(path, ownerName), "utf8"));
    return owner !== null && !isRunning(owner);
  } catch {
    // Just being made or just being removed by another one.
    return false;
  }
}

/** Removes what demos before this one left behind; returns how many. */
export async function removeAbandonedFolders(parent: string = tmpdir()): Promise<number> {
  let removed = 0;
  for (const name of await readdir(parent)) {
    const path = join(parent, name);
    if (!name.startsWith(prefix) || !(await isAbandoned(path))) continue;
    await removeDataDir(path);
    removed += 1;
  }
  return removed;
}
