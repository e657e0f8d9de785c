// Tells whether dist/ is still what the sources say.
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The folders that become the program. */
export const programFolders = ["ingest", "rules", "services", "simulators"];

/** The folder that becomes the page. */
export const pageFolders = ["dashboards"];

/** In dist/ and dist/web/: the fingerprint of the sources it was made from. */
export const stampFile = ".sources";

/** Paths of all source files, relative to `root`, sorted. */
export function sourceFiles(root, folders = [...programFolders, ...pageFolders]) {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

/** Changes with any source file's path or contents; not with its times, which a copy or a checkout changes. */
export function sourcesFingerprint(root, folders) {
  const hash = createHash("sha256");
  for (const file of sourceFiles(root, folders)) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update("\0");
  }
  return hash.digest("hex");
}

/** Whether what stands in `folder` was made from the sources as they are. */
export function isCurrent(root, folder, folders) {
  try {
    return readFileSync(join(root, folder, stampFile), "utf8") === sourcesFingerprint(root, folders);
  } catch {
    return false;
  }
}
