// Compiles the TypeScript sources to dist/, copies what the program reads at run time beside it, and bundles the web
// app to dist/web. Runs after every `npm ci` (as `prepare`). It does not check types; `npm run types` does, so that a
// half-finished change can still be installed and tried. An installation without development dependencies has no
// compiler: bin/velvakt.js then runs the sources as they are. `--page` builds the web app alone, if it is out of date.
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { isCurrent, pageFolders, programFolders, sourceFiles, sourcesFingerprint, stampFile } from "./sources.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, "dist");

/** The file that a development dependency starts with; null when it is not installed. */
function toolPath(name, file) {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${name}/package.json`)), file);
  } catch {
    return null;
  }
}

function run(args) {
  // Whoever installs with another NODE_ENV set still gets the page's libraries as they are meant to be served.
  const env = { ...process.env, NODE_ENV: "production" };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
    child.on("close", (code) => resolve(code ?? 1));
  });
}

async function buildProgram(compiler, target) {
  const args = [compiler, "-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", target];
  const status = await run(args);
  if (status !== 0) return status;
  for (const file of sourceFiles(root, programFolders)) {
    if (extname(file) !== ".ts") cpSync(join(root, file), join(target, file));
  }
  return 0;
}

/** Without Vite there is no page: the program says so where the page would be. */
async function buildPage(target) {
  if (!existsSync(join(root, "dashboards/web"))) return 0;
  const vite = toolPath("vite", "bin/vite.js");
  if (vite === null) {
    console.error("Vite is not installed, so the web page is not built. The API works without it.");
    return 0;
  }
  const fingerprint = sourcesFingerprint(root, pageFolders);
  const args = [vite, "build", join(root, "dashboards/web"), "--outDir", target, "--emptyOutDir", "--logLevel", "warn"];
  const status = await run(args);
  if (status === 0) writeFileSync(join(target, stampFile), fingerprint);
  return status;
}

/** Built aside and moved into place: a running `velvakt` never sees half a build. */
async function replace(folder, build) {
  const target = join(root, `dist.${process.pid}.tmp`);
  const status = await build(target);
  if (status !== 0) {
    rmSync(target, { recursive: true, force: true });
    process.exit(status);
  }
  if (!existsSync(target)) return;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  renameSync(target, folder);
}

const compiler = toolPath("typescript", "bin/tsc");
if (process.argv.includes("--page")) {
  const page = join(dist, "web");
  if (!isCurrent(root, "dist/web", pageFolders)) await replace(page, buildPage);
} else if (compiler !== null) {
  const fingerprint = sourcesFingerprint(root);
  await replace(dist, async (target) => {
    const statuses = await Promise.all([buildProgram(compiler, target), buildPage(join(target, "web"))]);
    writeFileSync(join(target, stampFile), fingerprint);
    return Math.max(...statuses);
  });
}
