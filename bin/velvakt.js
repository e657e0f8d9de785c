#!/usr/bin/env node
// Starts Velvakt: the compiled program where it is up to date (starts fast), else the sources through tsx. So the
// command works straight after `npm ci`, after `npm ci --ignore-scripts` and after an edit alike.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isCurrent, pageFolders } from "./sources.js";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const compiled = join(root, "dist", "services", "main.js");
const source = join(root, "services", "main.ts");

function compiledIsCurrent() {
  if (!existsSync(compiled)) return false;
  // A packaged installation has no sources to be older than.
  if (!existsSync(source)) return true;
  return isCurrent(root, "dist");
}

if (compiledIsCurrent()) {
  process.setSourceMapsEnabled(true);
  await import(pathToFileURL(compiled).href);
} else {
  if (existsSync(join(root, "dist/web")) && !isCurrent(root, "dist/web", pageFolders)) {
    console.error("The web page is older than its sources: npm run build makes it anew.");
  }
  const { register } = await import("tsx/esm/api");
  register();
  await import(pathToFileURL(source).href);
}
