import { execFileSync } from "node:child_process";
import { closeSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeTempDir, removeTempDir } from "../../support/temp-dir.js";

/** A disk of a server's own that can be filled and emptied. */
export interface SmallDisk {
  folder: string;
  fill(): void;
  free(): void;
  remove(): void;
}

/** Null where this user may not mount one. */
export function mountSmallDisk(megabytes: number): SmallDisk | null {
  const folder = makeTempDir();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m,mode=755`, "tmpfs", folder], { stdio: "pipe" });
  } catch {
    removeTempDir(folder);
    return null;
  }
  const ballast = join(folder, "ballast");
  const unmount = () => {
    try {
      execFileSync("umount", ["-l", folder], { stdio: "pipe" });
    } catch {
      // It is not mounted any more.
    }
  };
  process.on("exit", unmount);
  return {
    folder,
    fill() {
      const file = openSync(ballast, "w");
      for (const bytes of [1 << 20, 4_096, 1]) writeUntilFull(file, Buffer.alloc(bytes));
      closeSync(file);
    },
    free: () => rmSync(ballast, { force: true }),
    remove() {
      unmount();
      process.off("exit", unmount);
      removeTempDir(folder);
    },
  };
}

function writeUntilFull(file: number, block: Buffer): void {
  try {
    while (writeSync(file, block) > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}
