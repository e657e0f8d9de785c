import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { scoreCommand } from "../services/commands/score.js";

/**
 * `npm run score`: the scorecard of the README, from every shipped scenario. It takes some minutes; the same
 * sources give the same figures on any machine.
 */

export const scoreBegins = "<!-- score: made by `npm run score` -->";
export const scoreEnds = "<!-- score ends -->";

/** The README with another table between the marks. */
export function withScore(readme: string, table: string): string {
  const [from, to] = [readme.indexOf(scoreBegins), readme.indexOf(scoreEnds)];
  if (from < 0 || to < from) throw new Error(`the README lacks ${scoreBegins} … ${scoreEnds}`);
  return `${readme.slice(0, from + scoreBegins.length)}\n${table}${readme.slice(to)}`;
}

/** Small cities: what is compared is who is right, not how much there is. */
export const scoreOptions = { scenario: "all", seed: "1", seeds: "1", residents: "60", markdown: true };

async function main(): Promise<void> {
  let table = "";
  const out = { write: (text: string) => (table += text) } as never;
  process.exitCode = await scoreCommand(scoreOptions, { out, err: process.stderr });
  if (process.exitCode === 0) writeFileSync("README.md", withScore(readFileSync("README.md", "utf8"), table));
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(resolve(process.argv[1])).href) await main();
