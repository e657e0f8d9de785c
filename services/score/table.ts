import {
  bearablePerHour,
  type Cell,
  type Load,
  percentile,
  type Row,
  type Score,
  shownMs,
  shownPerHour,
} from "./figures.js";
import { livelyRows, loadStanding, type Standing, standingOf } from "./standing.js";

const minMs = 60_000;
const shortfallsShownMax = 20;

const count = (value: number | null) => (value === null ? "–" : value.toLocaleString("en"));

/** Tenths only where they say something. */
function minutes(ms: number | null): string {
  if (ms === null) return "–";
  const value = shownMs(ms) / minMs;
  return value >= 10 || ms === 0 ? `${value}` : value.toFixed(1);
}

const marks: Record<Standing, string> = { ahead: "+", level: "=", behind: "−" };

function align(rows: readonly (readonly string[])[], leftColumns: number): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => [...(row[at] ?? "")].length)));
  const pad = (text: string, at: number) =>
    at < leftColumns ? text.padEnd(widths[at] ?? 0) : text.padStart(widths[at] ?? 0);
  return rows.map((row) => `  ${row.map(pad).join("  ").trimEnd()}\n`).join("");
}

function textRows({ watchers }: Score, row: Row): string[][] {
  return watchers.map((watcher, at) => {
    const { found, missed, wrong, afterMs } = row.cells[at] as Cell;
    return [
      at === 0 ? `${marks[standingOf(row)]} ${row.label}` : "",
      watcher,
      at === 0 ? count(row.facts) : "",
      count(found),
      count(missed),
      count(wrong),
      minutes(percentile(afterMs, 50)),
      minutes(percentile(afterMs, 95)),
    ];
  });
}

/** Where the first watcher, Velvakt, was wrong: shown, not hidden. */
function shortfallText({ shortfalls, watchers }: Score): string {
  const own = shortfalls.filter(({ watcher }) => watcher === watchers[0]);
  if (own.length === 0) return `\n${watchers[0]} missed nothing and said nothing false.\n`;
  const shown = own.slice(0, shortfallsShownMax);
  const lines = shown.map(({ row, what, subject, atMs }) => [row, what, subject, new Date(atMs).toISOString()]);
  const more = own.length > shown.length ? `  and ${own.length - shown.length} more: --json lists them all\n` : "";
  return `\nWhere ${watchers[0]} fell short:\n${align(lines, 4)}${more}`;
}

/** Aligned text for a terminal. */
export function scoreText(score: Score): string {
  const head = ["what was so", "who watched", "true", "found", "missed", "false", "p50 min", "p95 min"];
  const rows = livelyRows(score).flatMap((row) => textRows(score, row));
  const loads = score.watchers.map((watcher, at) => {
    const load = score.loads[at] as Load;
    return [watcher, count(load.notices), shownPerHour(load), count(load.peak), count(load.overHours)];
  });
  const loadHead = [
    `${marks[loadStanding(score)]} notifications`,
    "all",
    "per team and hour",
    "peak hour of a team",
    `hours above ${bearablePerHour}`,
  ];
  return (
    `${align([head, ...rows], 2)}\n` +
    `+ ahead of both baselines, = level with one, − behind one: in what was found, then in what was false, then in p95.\n` +
    `Minutes from the beginning of what was so.\n\n` +
    `${align([loadHead, ...loads], 1)}${shortfallText(score)}`
  );
}

function cellText({ found, wrong, afterMs }: Cell, facts: number): string {
  const p50 = percentile(afterMs, 50);
  const parts = [
    found === null || facts === 0 ? null : `${count(found)} found`,
    wrong === null ? null : `${count(wrong)} false`,
    p50 === null ? null : `${minutes(p50)} / ${minutes(percentile(afterMs, 95))} min`,
  ];
  return parts.filter((part) => part !== null).join(", ");
}

/** The same for a page: one row per kind of fact, one column per watcher. */
export function scoreMarkdown(score: Score): string {
  const line = (...cells: string[]) => `| ${cells.join(" | ")} |\n`;
  const head = line("what was so", "true", ...score.watchers, "");
  const rule = line("---", "--:", ...score.watchers.map(() => "---"), "---");
  const rows = livelyRows(score).map((row) =>
    line(row.label, count(row.facts), ...row.cells.map((cell) => cellText(cell, row.facts)), standingOf(row)),
  );
  const loads = score.loads.map(
    (load) =>
      `${shownPerHour(load)} (peak ${count(load.peak)}; ${count(load.overHours)} hours above ${bearablePerHour})`,
  );
  return `${head}${rule}${rows.join("")}${line("notifications per team and hour", "", ...loads, loadStanding(score))}`;
}
