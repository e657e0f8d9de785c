import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { impurities } from "./impurities.js";

const rules = resolve(import.meta.dirname, "../../rules");
const files = (readdirSync(rules, { recursive: true }) as string[]).filter((name) => name.endsWith(".ts")).sort();

/** Each line on its own must be seen. */
const impure: [code: string, finding: string][] = [
  ["const now = Date.now();", "Date.now"],
  ['const now = Date["now"]();', "Date.now"],
  ["const { now } = Date;", "Date.now"],
  ["const { random: dice } = Math;", "Math.random"],
  ["const clock = Date.now;", "Date.now"],
  ["const now = new Date();", "new Date() of anything but one number"],
  ["const now = new Date;", "new Date() of anything but one number"],
  ["const noon = new Date(2026, 5, 1, 12);", "new Date() of anything but one number"],
  ["const now = Date();", "Date()"],
  ['const at = Date.parse("2026-06-01 12:00");', "Date.parse"],
  ["const now = Temporal.Now.instant();", "Temporal.Now"],
  ["const dice = Math.random();", "Math.random"],
  ["const zone = process.env.TZ;", "process"],
  ["setTimeout(() => {}, 1);", "setTimeout"],
  ["setInterval(() => {}, 1);", "setInterval"],
  ["setImmediate(() => {});", "setImmediate"],
  ["queueMicrotask(() => {});", "queueMicrotask"],
  ["const start = performance.now();", "performance"],
  ["const id = crypto.randomUUID();", "crypto"],
  ["const id = globalThis.crypto.randomUUID();", "globalThis"],
  ["const shared = { crypto };", "crypto"],
  ["const later = { at: process };", "process"],
  ['const text = require("node:fs").readFileSync("x");', "require"],
  ['import { readFileSync } from "node:fs";', "import from node:fs"],
  ['import fs from "fs";', "import from fs"],
  ['export * from "node:crypto";', "import from node:crypto"],
  ['const fs = await import("node:fs");', "import()"],
  ['await fetch("http://127.0.0.1");', "fetch"],
  ['console.log("x");', "console"],
  ["const hour = new Date(ms).getHours();", ".getHours"],
  ["const offset = at.getTimezoneOffset();", ".getTimezoneOffset"],
  ["const text = at.toLocaleTimeString();", ".toLocaleTimeString"],
  ["ids.sort((a, b) => a.localeCompare(b));", ".localeCompare"],
  ["const format = new Intl.DateTimeFormat();", "Intl.DateTimeFormat"],
];

const pure = [
  "const iso = new Date(ms).toISOString();",
  "const hour = new Date(ms).getUTCHours();",
  "const day = Date.UTC(2026, 0, 1);",
  "const most = Math.max(1, 2);",
  "const p = state.process; const q = { performance: 1 };",
  "interface Row { process: string; fetch(): void }",
  'import { Temporal } from "temporal-polyfill"; const i = Temporal.Instant.fromEpochMilliseconds(ms);',
  'import type { Event } from "./model/event.js";',
  '// Date.now() in a comment, or "Math.random()" in a text, does nothing\nconst text = "process.env";',
];

describe("the rules", () => {
  it("are there to be checked", () => {
    expect(files).toContain("thresholds.ts");
  });

  it.each(files)("depend on nothing but their inputs in %s", (name) => {
    expect(impurities(readFileSync(join(rules, name), "utf8"), name)).toEqual([]);
  });
});

describe("the purity check", () => {
  it.each(impure)("sees %s", (code, finding) => {
    expect(impurities(`export const first = 1;\n${code}\n`)).toContain(`2: ${finding}`);
  });

  it.each(pure)("has nothing against %s", (code) => {
    expect(impurities(code)).toEqual([]);
  });
});
