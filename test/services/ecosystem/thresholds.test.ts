import { expect, test } from "vitest";
import { thresholdTable } from "../../../rules/thresholds.js";
import { loadEcosystem } from "../../../services/ecosystem/load.js";
import { smallEcosystem } from "./small-ecosystem.js";

const loadedWith = (thresholds: Record<string, number>) =>
  loadEcosystem(smallEcosystem.replace("thresholds: {}", `thresholds: ${JSON.stringify(thresholds)}`), "t.yaml");

const rows = Object.entries(thresholdTable);

test("the defaults, written out, are accepted: none contradicts another", () => {
  expect(loadedWith(Object.fromEntries(rows.map(([name, row]) => [name, row.default]))).ok).toBe(true);
});

test.each(rows)("%s is refused just outside its bounds, and its bounds are said", (name, { min, max }) => {
  for (const value of [min - 1, max + 1]) {
    const loaded = loadedWith({ [name]: value });
    if (loaded.ok) throw new Error("accepted");
    expect(loaded.mistakes.map(({ code }) => code)).toEqual(["ECOSYSTEM_THRESHOLD_RANGE"]);
    expect(loaded.mistakes[0]?.message).toContain(`${name} is ${value}, outside ${min} to ${max}`);
  }
});

test.each(rows)("%s at its bounds is in range", (name, { min, max }) => {
  for (const value of [min, max]) {
    const loaded = loadedWith({ [name]: value });
    const codes = loaded.ok ? [] : loaded.mistakes.map(({ code }) => code);
    expect(codes).not.toContain("ECOSYSTEM_THRESHOLD_RANGE");
  }
});
