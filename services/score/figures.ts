/** What one watcher made of one kind of fact. */
export interface Cell {
  /** Null where there is nothing to be found: only false ones count. */
  found: number | null;
  missed: number | null;
  /** Said, and not so. Null where nobody can tell. */
  wrong: number | null;
  /** From the beginning of each fact that was found until it was said. */
  afterMs: number[];
}

export interface Row {
  id: string;
  label: string;
  /** How many there were. */
  facts: number;
  /** One per watcher, in their order. */
  cells: Cell[];
}

/** How often people are called. An hour of a team in which nothing came counts too. */
export interface Load {
  notices: number;
  teamHours: number;
  /** The most in one hour of one team. */
  peak: number;
  /** Hours of a team with more than an operator can bear. */
  overHours: number;
}

/** Where a watcher was wrong, so that it can be looked at. */
export interface Shortfall {
  row: string;
  watcher: string;
  what: "missed" | "false";
  subject: string;
  atMs: number;
}

export interface Score {
  watchers: string[];
  rows: Row[];
  loads: Load[];
  shortfalls: Shortfall[];
}

/** One per 10 minutes is what an operator can bear. Source: EEMUA 191. */
export const bearablePerHour = 6;

/** The nearest rank; null of nothing. */
export function percentile(values: readonly number[], percent: number): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? null;
}

const tenthMs = 6_000;

/** As people are shown it: tenths of a minute only below ten. What a table does not show decides nothing. */
export function shownMs(ms: number): number {
  const tenths = Math.round(ms / tenthMs);
  return tenths < 100 ? tenths * tenthMs : Math.round(ms / (10 * tenthMs)) * 10 * tenthMs;
}

/** As people are shown it: hundredths. */
export const shownPerHour = ({ notices, teamHours }: Load) => (teamHours === 0 ? 0 : notices / teamHours).toFixed(2);

const plus = (a: number | null, b: number | null) => (a === null || b === null ? (a ?? b) : a + b);

function addCells(a: Cell, b: Cell): Cell {
  return {
    found: plus(a.found, b.found),
    missed: plus(a.missed, b.missed),
    wrong: plus(a.wrong, b.wrong),
    afterMs: [...a.afterMs, ...b.afterMs],
  };
}

/** The figures of two runs with the same watchers as if they were one. */
export function addScores(a: Score, b: Score): Score {
  const rows = a.rows.map((row, at): Row => {
    const other = b.rows[at] as Row;
    return {
      ...row,
      facts: row.facts + other.facts,
      cells: row.cells.map((cell, of) => addCells(cell, other.cells[of] as Cell)),
    };
  });
  const loads = a.loads.map((load, at): Load => {
    const other = b.loads[at] as Load;
    return {
      notices: load.notices + other.notices,
      teamHours: load.teamHours + other.teamHours,
      peak: Math.max(load.peak, other.peak),
      overHours: load.overHours + other.overHours,
    };
  });
  return { watchers: a.watchers, rows, loads, shortfalls: [...a.shortfalls, ...b.shortfalls] };
}
