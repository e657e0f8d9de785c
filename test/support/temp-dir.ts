import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A fresh folder that the running test owns: gone when the test ends, passed or failed. */
export function tempDir(prefix = "velvakt-test-"): string {
  const folder = makeTempDir(prefix);
  onTestFinished(() => removeTempDir(folder));
  return folder;
}

/** The same for `beforeAll`: whoever makes it removes it. */
export function makeTempDir(prefix = "velvakt-test-", parent = tmpdir()): string {
  const folder = mkdtempSync(join(parent, prefix));
  // A server that runs as a user of its own has to get through; otherwise its cluster is kept elsewhere.
  chmodSync(folder, 0o711);
  return folder;
}

export function removeTempDir(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
