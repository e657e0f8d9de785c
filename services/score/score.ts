import { causeRows } from "./cause-rows.js";
import { doseRows } from "./dose-rows.js";
import type { Evidence } from "./evidence.js";
import { factRows } from "./fact-rows.js";
import type { Score, Shortfall } from "./figures.js";
import { loadsOf } from "./load.js";
import type { Report } from "./report.js";

/** What really happened against what each watcher said. Deterministic: nothing but its arguments decides. */
export function scoreOf(evidence: Evidence, reports: readonly Report[]): Score {
  const shortfalls: Shortfall[] = [];
  const rows = [
    ...doseRows(evidence, reports, shortfalls),
    ...causeRows(evidence, reports, shortfalls),
    ...factRows(evidence, reports, shortfalls),
  ];
  return { watchers: reports.map(({ name }) => name), rows, loads: loadsOf(evidence, reports), shortfalls };
}
