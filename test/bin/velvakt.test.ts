import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { tempDir } from "../support/temp-dir.js";

const root = resolve(import.meta.dirname, "../..");

/** An installation in small: the real launcher, build and settings around a program of three files. */
function smallInstallation({ dependencies }: { dependencies: boolean }): string {
  const folder = tempDir();
  for (const name of ["bin", "package.json", "tsconfig.json", "tsconfig.build.json"]) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  if (dependencies) symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  mkdirSync(join(folder, "services/database/migrations"), { recursive: true });
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "services/database/migrations/0001.sql"), "SELECT 1;\n");
  writeFileSync(join(folder, "rules/word.ts"), 'export const word: string = "first";\n');
  writeFileSync(
    join(folder, "services/main.ts"),
    'import { word } from "../rules/word.js";\nconsole.log(JSON.stringify({ word, url: import.meta.url, args: process.argv.slice(2) }));\n',
  );
  return folder;
}

function run(folder: string, script: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, script), ...args], {
    cwd: "/",
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function launch(folder: string, ...args: string[]) {
  const result = run(folder, "bin/velvakt.js", ...args);
  if (result.status !== 0) throw new Error(result.stderr);
  return JSON.parse(result.stdout) as { word: string; url: string; args: string[] };
}

describe("the velvakt command", () => {
  it("runs the sources when nothing was compiled, with its arguments, from any folder", () => {
    const folder = smallInstallation({ dependencies: true });
    expect(launch(folder, "replay", "--input", "-")).toEqual({
      word: "first",
      url: `file://${folder}/services/main.ts`,
      args: ["replay", "--input", "-"],
    });
  });

  it("runs the compiled program after a build, and copies what is not TypeScript beside it", () => {
    const folder = smallInstallation({ dependencies: true });
    expect(run(folder, "bin/build.js")).toMatchObject({ status: 0 });
    expect(launch(folder).url).toBe(`file://${folder}/dist/services/main.js`);
    expect(readFileSync(join(folder, "dist/services/database/migrations/0001.sql"), "utf8")).toBe("SELECT 1;\n");
  });

  it("never runs a compiled program that is older than its sources, however their times look", () => {
    const folder = smallInstallation({ dependencies: true });
    run(folder, "bin/build.js");
    writeFileSync(join(folder, "rules/word.ts"), 'export const word: string = "other";\n');
    utimesSync(join(folder, "rules/word.ts"), new Date(0), new Date(0));
    expect(launch(folder)).toMatchObject({ word: "other", url: `file://${folder}/services/main.ts` });
    run(folder, "bin/build.js");
    expect(launch(folder)).toMatchObject({ word: "other", url: `file://${folder}/dist/services/main.js` });
  });

  it("keeps running the compiled program when the tree was only copied or checked out again", () => {
    const folder = smallInstallation({ dependencies: true });
    run(folder, "bin/build.js");
    utimesSync(join(folder, "rules/word.ts"), new Date(), new Date());
    expect(launch(folder).url).toBe(`file://${folder}/dist/services/main.js`);
  });
});

describe("the build", () => {
  it("does nothing, and does not fail, where no compiler is installed", () => {
    const folder = smallInstallation({ dependencies: false });
    expect(run(folder, "bin/build.js")).toMatchObject({ status: 0, stderr: "" });
    expect(existsSync(join(folder, "dist"))).toBe(false);
  });

  it("keeps the last good program and fails when a source cannot be compiled", () => {
    const folder = smallInstallation({ dependencies: true });
    run(folder, "bin/build.js");
    writeFileSync(join(folder, "rules/word.ts"), "export const word = ;\n");
    expect(run(folder, "bin/build.js").status).not.toBe(0);
    expect(existsSync(join(folder, "dist/services/main.js"))).toBe(true);
  });
});
