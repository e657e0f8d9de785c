import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { ensureDebianPackages } from "./debian.js";

/** Runs once before the end-to-end tests: a browser to look with, and a page that is what the sources say. */
export default function setup(): void {
  ensureDebianPackages([{ command: "chromium", package: "chromium" }]);
  const build = resolve(import.meta.dirname, "../../bin/build.js");
  const { status, stderr } = spawnSync(process.execPath, [build, "--page"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`the page cannot be built:\n${stderr}`);
}
