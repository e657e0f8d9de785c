import { readFileSync, writeFileSync } from "node:fs";
import { faultCases } from "./cases.js";
import { shortcomings } from "./expected.js";
import { type Pace, runCase } from "./scenario.js";
import { type Row, tableBegins, tableEnds, tableOf } from "./table.js";

/**
 * `npm run faults`: every fault of every server for a minute, and what was measured into the README. Takes a quarter of
 * an hour. `npm run faults -- Redis` runs those cases only and writes nothing.
 */

const pace: Pace = { warmUpMs: 10_000, outageMs: 60_000, untilSaidMs: 30_000, perSec: 20 };
const atATime = 3;

const [wanted] = process.argv.slice(2);
const cases = faultCases.filter(({ server, fault }) => `${server} ${fault}`.includes(wanted ?? ""));
const rows: Row[] = cases.map((faultCase) => ({ faultCase, measured: null }));
let failed = 0;

async function runNext(waiting: Row[]): Promise<void> {
  for (let row = waiting.shift(); row; row = waiting.shift()) {
    const { server, fault } = row.faultCase;
    try {
      row.measured = await runCase(row.faultCase, pace);
      const short = row.measured ? shortcomings(row.faultCase, row.measured) : ["no disk could be mounted"];
      if (row.measured && short.length > 0) failed++;
      console.log(`${server} ${fault}: ${short.join("; ") || "held"} ${JSON.stringify(row.measured)}`);
    } catch (error) {
      failed++;
      console.log(`${server} ${fault}: failed`, error);
    }
  }
}

const waiting = [...rows];
await Promise.all(Array.from({ length: atATime }, () => runNext(waiting)));
if (failed > 0) process.exitCode = 1;
else if (wanted === undefined) {
  const readme = readFileSync("README.md", "utf8");
  const [from, to] = [readme.indexOf(tableBegins), readme.indexOf(tableEnds)];
  if (from < 0 || to < from) throw new Error(`the README lacks ${tableBegins} … ${tableEnds}`);
  writeFileSync("README.md", `${readme.slice(0, from + tableBegins.length)}\n${tableOf(rows)}${readme.slice(to)}`);
}
process.exit();
