import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scoreBegins, scoreEnds, withScore } from "../../docs/score.js";
import { factKinds } from "../../services/score/fact-kinds.js";
import type { Cell, Score } from "../../services/score/figures.js";
import { scoreMarkdown } from "../../services/score/table.js";

const readme = readFileSync("README.md", "utf8");
const block = readme.slice(readme.indexOf(scoreBegins) + scoreBegins.length + 1, readme.indexOf(scoreEnds));
const lines = block.trimEnd().split("\n");

/** What the command would write of a world in which everything happened once. */
function someScore(): Score {
  const cell: Cell = { found: 1, missed: 0, wrong: 0, afterMs: [60_000] };
  const load = { notices: 1, teamHours: 1, peak: 1, overHours: 0 };
  const rows = factKinds.map(({ id, label }) => ({ id, label, facts: 1, cells: [cell, cell, cell] }));
  const watchers = ["Velvakt", "dead man's switch", "fixed silence"];
  return { watchers, rows, loads: [load, load, load], shortfalls: [] };
}

test("the README's scorecard has the head and the rows that the command writes", () => {
  const written = scoreMarkdown(someScore()).trimEnd().split("\n");
  expect(lines.slice(0, 2)).toEqual(written.slice(0, 2));
  const labels = (rows: string[]) => rows.slice(2).map((line) => line.split(" | ")[0]);
  for (const label of labels(written)) expect(labels(lines)).toContain(label);
});

test("every row of the README's scorecard is in the form that the command writes", () => {
  const count = String.raw`[\d,]+`;
  const cell = String.raw`(?:${count} found(?:, |(?= \|)))?(?:${count} false)?(?:, )?(?:[\d.]+ / [\d.]+ min)?`;
  const row = new RegExp(
    String.raw`^\| [^|]+ \| ${count} \| ${cell} \| ${cell} \| ${cell} \| (?:ahead|level|behind) \|$`,
  );
  const facts = lines.slice(2, -1);
  expect(facts.length).toBeGreaterThanOrEqual(factKinds.length);
  for (const line of facts) expect(line).toMatch(row);
  expect(lines.at(-1)).toMatch(
    /^\| notifications per team and hour \| {2}\|(?: \d+\.\d\d \(peak \d+; \d+ hours above 6\) \|){3} (?:ahead|level|behind) \|$/,
  );
});

test("another table takes the place of the one before, and nothing else changes", () => {
  const changed = withScore(readme, "| new |\n");
  expect(withScore(changed, block)).toBe(readme);
  expect(() => withScore("no marks", "")).toThrow("lacks");
});
