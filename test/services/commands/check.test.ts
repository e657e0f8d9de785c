import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkCommand } from "../../../services/commands/check.js";
import { defaultEcosystemPath } from "../../../services/ecosystem/load.js";
import { smallEcosystem } from "../ecosystem/small-ecosystem.js";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "velvakt-check-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function fileWith(content: string | Uint8Array, name = "ecosystem.yaml"): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function check(file?: string, isTTY = false) {
  const text = { out: "", err: "" };
  const stream = (name: "out" | "err") => ({ isTTY, write: (part: string) => (text[name] += part) });
  const code = await checkCommand(file, stream("out"), stream("err"));
  return { code, ...text };
}

test("the shipped example is what is checked by default, and it is fine", async () => {
  const { code, out, err } = await check();
  expect([code, err]).toEqual([0, ""]);
  expect(out).toContain(`${defaultEcosystemPath}: no mistakes`);
  expect(out).toMatch(/districts +15; first alarm in none/);
  expect(out).toMatch(/12 suppliers, 13 components, 7 device classes, 5 flows/);
  expect(out).toMatch(/once per district +mobile-network/);
  expect(out).toMatch(/thresholds +all as by default/);
});

test("the summary says which thresholds differ, and where Velvakt is the first alarm", async () => {
  const text = smallEcosystem
    .replace("thresholds: {}", "thresholds: { alertAfterMin: 45, settleMin: 15 }")
    .replace("responseLimitMin: 15", "responseLimitMin: 15, firstAlarm: true");
  const { code, out } = await check(fileWith(text));
  expect(code).toBe(0);
  expect(out).toMatch(/thresholds +alertAfterMin 45 \(default 75\)\n/);
  expect(out).toContain("first alarm in south");
  expect(out).toContain("1 device class,");
});

test("every mistake is printed as file:line:column with what to do, in the order of lines", async () => {
  const file = fileWith(
    smallEcosystem.replace("Europe/Oslo", "Oslo").replace("dependsOn: [cloud]", "dependsOn: [cluod]"),
  );
  const { code, out, err } = await check(file);
  expect([code, out]).toEqual([1, ""]);
  const lines = err.trimEnd().split("\n");
  expect(lines).toHaveLength(5);
  expect(lines[0]).toBe(`${file}:2:11  there is no time zone "Oslo"`);
  expect(lines[1]).toBe("    Write an IANA zone, such as Europe/Oslo.");
  expect(lines[2]).toMatch(/ecosystem\.yaml:12:\d+ {2}there is no component "cluod"; did you mean "cloud"\?$/);
  expect(lines[4]).toBe("2 mistakes");
});

test("colours are for terminals only", async () => {
  const file = fileWith("a: 1");
  expect((await check(file, true)).err).toContain("\u001b[31m");
  expect((await check(file, false)).err).not.toContain("\u001b");
  expect((await check(undefined, true)).out).toContain("\u001b[32m");
});

test("control characters of a file never reach the terminal", async () => {
  const { code, err } = await check(fileWith('"\\e[2Jkey\\r": 1\n'));
  expect(code).toBe(1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
  expect(err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});

test.each([
  ["a missing file", () => join(folder, "nowhere.yaml"), /nowhere\.yaml {2}there is no such file\n {4}Check the name/],
  ["a folder that is a file", () => join(fileWith("a: 1"), "x.yaml"), /there is no such file/],
  ["a directory", () => folder, /this is a directory\n {4}Name the YAML file inside it/],
  ["a device", () => "/dev/zero", /this is not a file/],
  [
    "bytes that are not UTF-8",
    () => fileWith(Uint8Array.of(0xff, 0xfe, 0x61, 0x00), "latin.yaml"),
    /the file is not UTF-8 text/,
  ],
  ["a binary file", () => fileWith("a: \0\n", "binary.yaml"), /the file is not UTF-8 text/],
  ["a huge file", () => fileWith("# \n".repeat(1_000_000), "huge.yaml"), /the file is larger than 256 KiB/],
])("%s gets one clear message", async (_name, path, message) => {
  const { code, out, err } = await check(path());
  expect([code, out]).toEqual([1, ""]);
  expect(err).toMatch(message);
  expect(err).toMatch(/\n1 mistake\n$/);
});

test("a huge file is refused for its size even where the limit cuts a letter in two", async () => {
  const { err } = await check(fileWith(`#${"ø".repeat(200_000)}`, "cut.yaml"));
  expect(err).toContain("the file is larger than 256 KiB");
});

test.skipIf(process.getuid?.() === 0)("a file without permission says so", async () => {
  const file = fileWith("a: 1", "secret.yaml");
  chmodSync(file, 0o000);
  expect((await check(file)).err).toMatch(/cannot be read \(EACCES\)\n {4}Give this user permission/);
});

test("a pipe is read like a file", async () => {
  const file = join(folder, "pipe");
  execFileSync("mkfifo", [file]);
  const writing = import("node:fs/promises").then(({ writeFile }) => writeFile(file, smallEcosystem));
  const { code } = await check(file);
  await writing;
  expect(code).toBe(0);
});
