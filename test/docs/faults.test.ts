import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { faultCases } from "../integration/faults/cases.js";
import { tableBegins, tableEnds, tableOf } from "../integration/faults/table.js";

test("the README's table of faults has the head and the rows that the command writes, and every one was measured", () => {
  const readme = readFileSync("README.md", "utf8");
  const block = readme.slice(readme.indexOf(tableBegins) + tableBegins.length + 1, readme.indexOf(tableEnds));
  const firstCells = (text: string) =>
    text
      .trimEnd()
      .split("\n")
      .map((line, index) => (index === 0 ? line : line.split(" | ")[0]));
  expect(firstCells(block)).toEqual(
    firstCells(tableOf(faultCases.map((faultCase) => ({ faultCase, measured: null })))),
  );
  expect(block).not.toContain("not run");
});
