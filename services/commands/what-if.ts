import { formatMistakes, paintFor } from "../ecosystem/report.js";
import { createProgress } from "../replay/progress.js";
import { exitCodes, type ScoreStreams } from "./score.js";
import { answerOf, answerText } from "./what-if-answer.js";
import { readWhatIfOptions, type WhatIfOptions, type WhatIfOrder } from "./what-if-options.js";
import { type TrialDay, trialOf } from "./what-if-trial.js";

const dayMs = 86_400_000;

/** Shows how far both cities have got, where a person is watching. */
function progressOn(err: ScoreStreams["err"], { startMs, days }: WhatIfOrder) {
  let doneMs = 0;
  let messages = 0;
  if (!err.isTTY) return { at: () => {}, end: () => {} };
  const progress = createProgress({
    write: (text) => err.write(text),
    nowMs: () => performance.now(),
    totalBytes: 2 * days * dayMs,
    readBytes: () => doneMs,
    unit: "messages",
  });
  return {
    at(city: number, atMs: number): void {
      doneMs = city * days * dayMs + atMs - startMs;
      if (++messages % 256 === 0) progress.at(messages);
    },
    end: () => progress.end(messages),
  };
}

/** The gates after the last day, with criteria that are held for the days of the trial. */
async function lastDay(
  order: WhatIfOrder,
  which: "today" | "scaled",
  progress: (atMs: number) => void,
): Promise<TrialDay> {
  const { ecosystem, cities, startMs, days } = order;
  const { scaling } = ecosystem;
  const held = { ...ecosystem, scaling: { ...scaling, criteria: { ...scaling.criteria, heldDays: days } } };
  let last: TrialDay | null = null;
  for (const day of trialOf({ city: cities[which], ecosystem: held, startMs, days, progress })) {
    last = day;
    // Ctrl-C has its turn.
    await new Promise(setImmediate);
  }
  if (last === null) throw new Error("the simulated city said nothing");
  return last;
}

/**
 * `velvakt what-if`: what the gate's questions are answered with for the simulated city as it is, and for the same one
 * with more residents. The same seed gives the same answers.
 */
export async function whatIfCommand(options: WhatIfOptions, { out, err }: ScoreStreams): Promise<number> {
  const { order, problems, mistakes } = await readWhatIfOptions(options);
  if (order === null) {
    if (mistakes.length > 0) err.write(formatMistakes(mistakes, paintFor(err)));
    err.write(problems.map((problem) => `  ${problem}\n`).join(""));
    return exitCodes.usage;
  }
  const progress = progressOn(err, order);
  const today = await lastDay(order, "today", (atMs) => progress.at(0, atMs));
  const scaled = await lastDay(order, "scaled", (atMs) => progress.at(1, atMs));
  progress.end();
  const answer = answerOf(order, today, scaled);
  out.write(options.json ? `${JSON.stringify(answer)}\n` : answerText(answer));
  return exitCodes.fine;
}
