// Tells whether dist/ is still what the sources say.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folders whose contents end up in dist/. */
export const sourceFolders = ["ingest", "rules", "services", "simulators"];

/** In dist/: the fingerprint of the sources it was made from. */
export const stampFile = ".sources";

/** Paths of all source files, relative to `root`, sorted. */
export function sourceFiles(root) {
  return sourceFolders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Changes with any source file's path or contents; not with its times, which a copy or a checkout changes. */
export function sourcesFingerprint(root) {
  const hash = createHash("sha256");
  for (const file of sourceFiles(root)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}
