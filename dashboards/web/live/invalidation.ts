/** The names of everything the page fetches: the first part of each query's key. */
export type QueryName =
  | "overview"
  | "worklist"
  | "at-risk"
  | "doses"
  | "devices"
  | "components"
  | "flows"
  | "incident"
  | "sla"
  | "scenarios"
  | "scaling"
  | "figures"
  | "refills"
  | "resident"
  | "resident-period"
  | "districts";

/** What has to be fetched again when something of a kind has changed. */
const affected: Record<string, QueryName[]> = {
  dose: ["overview", "doses", "worklist", "at-risk", "incident", "resident"],
  "dose-withdrawn": ["overview", "doses", "worklist", "at-risk", "resident"],
  alert: ["overview", "flows", "worklist", "at-risk", "resident", "districts"],
  device: ["overview", "devices", "at-risk", "resident", "districts"],
  component: ["overview", "components", "incident", "sla"],
  incident: ["overview", "incident", "worklist", "sla"],
};

export const allQueries = [...new Set(Object.values(affected).flat())];

/** A kind this page does not know may concern anything. */
export function queriesOf(kind: string): QueryName[] {
  return affected[kind] ?? allQueries;
}

/**
 * Gathers changes and hands them on at most once per `everyMs`, the first one at once: a city in trouble changes
 * hundreds of records a second, and people read one page.
 */
export function createThrottle(
  flush: (names: Set<QueryName>) => void,
  everyMs: number,
  timer: { now(): number; after(ms: number, run: () => void): void },
): (names: QueryName[]) => void {
  let waiting = new Set<QueryName>();
  let lastMs = Number.NEGATIVE_INFINITY;
  let planned = false;
  const run = (): void => {
    planned = false;
    lastMs = timer.now();
    const names = waiting;
    waiting = new Set();
    flush(names);
  };
  return (names) => {
    for (const name of names) waiting.add(name);
    if (planned || waiting.size === 0) return;
    planned = true;
    timer.after(Math.max(0, lastMs + everyMs - timer.now()), run);
  };
}
