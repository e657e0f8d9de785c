import type { Writable } from "node:stream";
import { formatMistakes, paintFor } from "../ecosystem/report.js";
import { createProgress } from "../replay/progress.js";
import { addScores, type Score } from "../score/figures.js";
import { standingOf } from "../score/standing.js";
import { scoreMarkdown, scoreText } from "../score/table.js";
import { readScoreOptions, type ScoreCommandOptions, type ScoreOrder } from "./score-options.js";
import { afterwardsMs, ScoreFileError, scoreCity, scoreFiles } from "./score-run.js";

export interface ScoreStreams {
  out: Writable;
  err: { write(text: string): unknown; isTTY?: boolean };
}

export const exitCodes = { fine: 0, unreadable: 1, usage: 2 } as const;

interface ScoredRun {
  /** Null for files. */
  scenario: string | null;
  seed: number | null;
  score: Score;
}

/** Shows how far the cities have got, where a person is watching. */
function progressOn(err: ScoreStreams["err"], totalMs: number | null) {
  let doneMs = 0;
  let messages = 0;
  if (!err.isTTY) return { show: () => {}, next: () => {}, end: () => {} };
  const progress = createProgress({
    write: (text) => err.write(text),
    nowMs: () => performance.now(),
    totalBytes: totalMs,
    readBytes: () => doneMs,
    unit: "messages",
  });
  let beforeMs = 0;
  return {
    show(fromMs: number, atMs: number): void {
      doneMs = beforeMs + atMs - fromMs;
      if (++messages % 256 === 0) progress.at(messages);
    },
    next(spanMs: number): void {
      beforeMs += spanMs;
    },
    end: () => progress.end(messages),
  };
}

async function scored(order: ScoreOrder, err: ScoreStreams["err"]): Promise<ScoredRun[]> {
  if (order.from === "files") {
    const progress = progressOn(err, null);
    const score = await scoreFiles(order, (atMs) => progress.show(0, atMs));
    progress.end();
    return [{ scenario: null, seed: null, score }];
  }
  const spanOf = ({ startMs, untilMs }: { startMs: number; untilMs: number }) => untilMs + afterwardsMs - startMs;
  const progress = progressOn(
    err,
    order.runs.reduce((sum, run) => sum + spanOf(run), 0),
  );
  const runs: ScoredRun[] = [];
  for (const run of order.runs) {
    const score = scoreCity(run, order.ecosystem, (atMs) => progress.show(run.startMs, atMs));
    runs.push({ scenario: run.name, seed: run.seed, score });
    progress.next(spanOf(run));
    // Ctrl-C has its turn.
    await new Promise(setImmediate);
  }
  progress.end();
  return runs;
}

function jsonOf(runs: readonly ScoredRun[], total: Score): string {
  const standing = total.rows.map((row) => ({ ...row, standing: standingOf(row) }));
  return `${JSON.stringify({ total: { ...total, rows: standing }, runs })}\n`;
}

/**
 * `velvakt score`: what Velvakt and two ways of watching that peers use said of cities, against what was so
 * in them. The same seeds give the same figures.
 */
export async function scoreCommand(options: ScoreCommandOptions, { out, err }: ScoreStreams): Promise<number> {
  const { order, problems, mistakes } = await readScoreOptions(options);
  if (order === null) {
    if (mistakes.length > 0) err.write(formatMistakes(mistakes, paintFor(err)));
    err.write(problems.map((problem) => `  ${problem}\n`).join(""));
    return exitCodes.usage;
  }
  try {
    const runs = await scored(order, err);
    const total = runs.map(({ score }) => score).reduce(addScores);
    if (options.json) out.write(jsonOf(runs, total));
    else out.write(options.markdown ? scoreMarkdown(total) : scoreText(total));
    return exitCodes.fine;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (error instanceof ScoreFileError) err.write(`${error.message}\n`);
    else if (order.from === "files" && code !== undefined) {
      const { path = order.input } = error as NodeJS.ErrnoException;
      err.write(`${path}: cannot be read (${code})\n`);
    } else throw error;
    return exitCodes.unreadable;
  }
}
