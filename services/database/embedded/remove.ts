import { readFile, rm } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import { pointerName, removeSocketFolder } from "./folders.js";
import { readPostmaster } from "./postmaster.js";
import { stopProcess } from "./server.js";

/** Where the embedded server of a data folder has its files: inside, or where a pointer says. */
async function homeOf(dataDir: string): Promise<string> {
  const pointed = (await readFile(join(dataDir, pointerName), "utf8").catch(() => "")).trim();
  return isAbsolute(pointed) ? pointed : join(dataDir, "postgres");
}

/**
 * Removes a data folder with everything that belongs to it, also a server that its Velvakt left running when it was
 * killed. Only for folders whose Velvakt is known to be gone.
 */
export async function removeDataDir(dataDir: string): Promise<void> {
  const home = await homeOf(dataDir);
  const postmaster = await readPostmaster(join(home, "cluster"));
  if (postmaster?.running) await stopProcess(postmaster.pid);
  if (postmaster?.socketFolder) await removeSocketFolder(postmaster.socketFolder);
  for (const folder of [home, dataDir]) {
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}
