import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { readConfig } from "../../services/config.js";

const text = readFileSync(resolve(import.meta.dirname, "../../.env.example"), "utf8");

/** All settings of the file, those behind a `#` too. */
const shown = new Map(
  [...text.matchAll(/^#?(VELVAKT_[A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name ?? "", value ?? ""]),
);
const values = Object.fromEntries([...shown].filter(([name]) => !name.endsWith("_FILE")));

describe(".env.example", () => {
  it("shows every setting that has a default, with that default", () => {
    const defaults = Object.entries(readConfig({})).filter(([, value]) => value !== undefined);
    expect(defaults.length).toBeGreaterThan(4);
    for (const [name, value] of defaults) expect([name, shown.get(`VELVAKT_${name}`)]).toEqual([name, String(value)]);
  });

  it("has only values that are accepted, and only settings that exist", () => {
    const names = Object.keys(values).map((name) => name.replace("VELVAKT_", ""));
    expect(Object.keys(readConfig(values))).toEqual(expect.arrayContaining(names));
  });
});
