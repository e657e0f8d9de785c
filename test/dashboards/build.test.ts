import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempDir, removeTempDir } from "../support/temp-dir.js";

const firstPageMaxKb = 200;

describe("the built page", () => {
  const folder = makeTempDir();
  let page = "";
  beforeAll(() => {
    const root = resolve(import.meta.dirname, "../..");
    const vite = join(root, "node_modules/vite/bin/vite.js");
    // A process of its own: inside this one React would be built for development.
    const args = [vite, "build", join(root, "dashboards/web"), "--outDir", folder, "--emptyOutDir"];
    const env = { ...process.env, NODE_ENV: "production" };
    const { status, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env });
    if (status !== 0) throw new Error(stderr);
    page = readFileSync(join(folder, "index.html"), "utf8");
  });
  afterAll(() => removeTempDir(folder));

  /** The scripts that the browser loads before anybody goes to another page. */
  function firstScripts(): string[] {
    const found = new Set([...page.matchAll(/(?:src|href)="\/(assets\/[^"]+\.js)"/g)].map((match) => match[1] ?? ""));
    // A set grows while it is walked: what a script imports at once is loaded as well.
    for (const path of found) {
      const code = readFileSync(join(folder, path), "utf8");
      for (const match of code.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) found.add(`assets/${match[1]}`);
    }
    return [...found];
  }

  it(`loads at most ${firstPageMaxKb} kB of JavaScript for the first page`, () => {
    const scripts = firstScripts();
    const bytes = scripts.map((path) => gzipSync(readFileSync(join(folder, path)), { level: 9 }).length);
    const kb = bytes.reduce((sum, one) => sum + one, 0) / 1000;
    console.log(`first page: ${kb.toFixed(0)} kB gzip in ${scripts.length} files`);
    expect(scripts.length).toBeGreaterThan(0);
    expect(kb).toBeLessThanOrEqual(firstPageMaxKb);
    expect(kb).toBeGreaterThan(50);
  });

  it("has nothing in the page itself that its content security policy would refuse", () => {
    expect(page).not.toMatch(/<script(?![^>]*\bsrc=)/);
    expect(page).not.toMatch(/<style|style="|javascript:|\son\w+=/);
  });

  it("loads nothing from anywhere else", () => {
    expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    const styles = readdirSync(join(folder, "assets")).filter((name) => name.endsWith(".css"));
    for (const name of styles) {
      expect(readFileSync(join(folder, "assets", name), "utf8")).not.toMatch(/url\(["']?https?:|@import/);
    }
  });
});
