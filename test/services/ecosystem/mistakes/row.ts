import { expect } from "vitest";
import { loadEcosystem } from "../../../../services/ecosystem/load.js";
import type { Mistake, MistakeCode } from "../../../../services/ecosystem/mistake.js";
import { lineOf, smallEcosystem } from "../small-ecosystem.js";

export interface Row {
  mistake: string;
  /** What of the small ecosystem is replaced, and by what; a `#!` marks the line to be named. */
  change: [string, string];
  code: MistakeCode;
  message: string | RegExp;
  action?: RegExp;
  /** Text of the line to be named, where it is not the changed one. */
  line?: string;
  /** What else follows from it; by default nothing: one mistake is one report. */
  alsoFound?: MistakeCode[];
}

/** Where the row gives no mark of its own, the mark is put at the end of the line that it changes. */
function textOf({ change: [from, to] }: Row): string {
  expect(smallEcosystem).toContain(from);
  const text = smallEcosystem.replace(from, () => to);
  if (to.includes("#!")) return text;
  const at = text.indexOf("\n", smallEcosystem.indexOf(from) + to.trimEnd().length);
  return `${text.slice(0, at)} #!${text.slice(at)}`;
}

function mistakesOf(text: string): Mistake[] {
  const loaded = loadEcosystem(text, "small.yaml");
  return loaded.ok ? [] : loaded.mistakes;
}

export function expectMistake(row: Row): void {
  expect(mistakesOf(smallEcosystem)).toEqual([]);
  const text = textOf(row);
  const found = mistakesOf(text);
  const mistake = found.find(({ code }) => code === row.code);
  expect(mistake).toMatchObject({ file: "small.yaml", code: row.code, line: lineOf(text, row.line ?? "#!") });
  if (row.message instanceof RegExp) expect(mistake?.message).toMatch(row.message);
  else expect(mistake?.message).toBe(row.message);
  expect(mistake?.action).toMatch(row.action ?? /^[A-Z].*\.$/);
  expect(found.filter((other) => other !== mistake).map(({ code }) => code)).toEqual(row.alsoFound ?? []);
}
