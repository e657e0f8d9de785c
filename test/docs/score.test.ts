import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { scoreBegins, scoreEnds, withScore } from "../../docs/score.js";
import { factKinds } from "../../services/score/fact-kinds.js";
import type { Cell, Load, Score } from "../../services/score/figures.js";
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

const minMs = 60_000;
const numberOf = (text: string | undefined) => (text === undefined ? null : Number(text.replaceAll(",", "")));

/** `0.0` is shown of what took a moment, `0` of what took none. */
const msOf = (text: string) => (text === "0.0" ? 1 : Number(text) * minMs);

function cellOf(text: string): Cell {
  const minutes = text.match(/([\d.]+) \/ ([\d.]+) min$/)?.slice(1) ?? [];
  const wrong = numberOf(text.match(/([\d,]+) false/)?.[1]);
  return { found: numberOf(text.match(/^([\d,]+) found/)?.[1]), missed: 0, wrong, afterMs: minutes.map(msOf) };
}

function loadOf(text: string): Load {
  const [perHour = Number.NaN, peak = Number.NaN, overHours = Number.NaN] =
    text
      .match(/^([\d.]+) \(peak ([\d,]+); (\d+) hours above 6\)$/)
      ?.slice(1)
      .map((one) => numberOf(one) as number) ?? [];
  return { notices: Math.round(perHour * 100), teamHours: 100, peak, overHours };
}

/** The score that the README's figures are of, as far as they show it. */
function scoreOfReadme(): Score {
  const [head = [], , ...rows] = lines.map((line) => line.slice(2, -2).split(" | "));
  const [loads = []] = rows.splice(-1);
  return {
    watchers: head.slice(2, -1),
    rows: rows.map(([label = "", facts, ...cells]) => {
      return { id: label, label, facts: numberOf(facts) ?? Number.NaN, cells: cells.slice(0, -1).map(cellOf) };
    }),
    loads: loads.slice(2, -1).map(loadOf),
    shortfalls: [],
  };
}

test("every cell of the README's scorecard, and who is ahead, is what the command writes of its figures", () => {
  expect(scoreMarkdown(scoreOfReadme())).toBe(block);
});

test("another table takes the place of the one before, and nothing else changes", () => {
  const changed = withScore(readme, "| new |\n");
  expect(withScore(changed, block)).toBe(readme);
  expect(() => withScore("no marks", "")).toThrow("lacks");
});
