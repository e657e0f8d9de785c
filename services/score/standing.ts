import { type Cell, type Load, percentile, type Row, type Score, shownMs, shownPerHour } from "./figures.js";

export type Standing = "ahead" | "level" | "behind";

/** Negative: the first is better. Found before false before soon: speed is worth nothing where the answer is wrong. */
function compare(a: Cell, b: Cell): number {
  const found = (b.found ?? 0) - (a.found ?? 0);
  const wrong = (a.wrong ?? 0) - (b.wrong ?? 0);
  // Better in one and worse in the other is no lead.
  if (found * wrong < 0) return 1;
  if (found !== 0 || wrong !== 0) return found + wrong;
  const [mine, theirs] = [percentile(a.afterMs, 95), percentile(b.afterMs, 95)];
  if (mine === null || theirs === null) return 0;
  // Less than a minute is the grain of a probe, and no lead.
  return Math.abs(shownMs(mine) - shownMs(theirs)) < 60_000 ? 0 : mine - theirs;
}

/** How the first watcher stands against the best of the others in one row. */
export function standingOf({ cells: [first, ...others] }: Row): Standing {
  const against = others.map((other) => (first ? compare(first, other) : 0));
  if (against.some((one) => one > 0)) return "behind";
  return against.every((one) => one < 0) ? "ahead" : "level";
}

/** The same for how often people are called: ahead is fewest per team and hour, with no more in the worst hour. */
export function loadStanding({ loads: [first, ...others] }: Score): Standing {
  const differs = (a: Load, b: Load) => [Number(shownPerHour(a)) - Number(shownPerHour(b)), a.peak - b.peak];
  const against = others.flatMap((other) => (first ? [differs(first, other)] : []));
  if (against.some((all) => all.some((one) => one > 0))) return "behind";
  return against.every((all) => all.some((one) => one < 0)) ? "ahead" : "level";
}

/** Rows in which anything happened, or was said. */
export function livelyRows({ rows }: Score): Row[] {
  return rows.filter(({ facts, cells }) => facts > 0 || cells.some(({ wrong }) => (wrong ?? 0) > 0));
}
