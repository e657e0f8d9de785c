import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";

/** A data folder that is gone when the demo is. */
export interface ThrowAwayFolder {
  path: string;
  /** Synchronous, so that it also works in the very last moment of a process. */
  remove(): void;
}

/** Written by the database where its server's user cannot get into the folder, and it lies elsewhere. */
const pointerName = "postgres.location";

function elsewhere(path: string): string | null {
  const pointer = join(path, pointerName);
  if (!existsSync(pointer)) return null;
  const location = readFileSync(pointer, "utf8").trim();
  return isAbsolute(location) ? location : null;
}

export function makeThrowAwayFolder(): ThrowAwayFolder {
  const path = mkdtempSync(join(tmpdir(), "velvakt-demo-"));
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
