// Compiles the TypeScript sources to dist/ and copies what the program reads at run time beside it.
// Runs after every `npm ci` (as `prepare`). It does not check types; `npm run types` does, so that a
// half-finished change can still be installed and tried. An installation without development
// dependencies has no compiler: bin/velvakt.js then runs the sources as they are.
import { spawnSync } from "node:child_process";
import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { sourceFiles, sourcesFingerprint, stampFile } from "./sources.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function compilerPath() {
  try {
    return createRequire(import.meta.url).resolve("typescript/bin/tsc");
  } catch {
    return null;
  }
}

function copyAssets(target) {
  for (const file of sourceFiles(root)) {
    if (extname(file) !== ".ts") cpSync(join(root, file), join(target, file));
  }
}

const compiler = compilerPath();
if (compiler !== null) {
  // Built aside and moved into place: a running `velvakt` never sees half a build.
  const fingerprint = sourcesFingerprint(root);
  const target = join(root, `dist.${process.pid}.tmp`);
  const args = [compiler, "-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", target];
  const { status } = spawnSync(process.execPath, args, { stdio: "inherit" });
  if (status !== 0) {
    rmSync(target, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
  copyAssets(target);
  writeFileSync(join(target, stampFile), fingerprint);
  rmSync(join(root, "dist"), { recursive: true, force: true });
  renameSync(target, join(root, "dist"));
}
