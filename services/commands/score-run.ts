import { createReadStream } from "node:fs";
import { parseReplayLine } from "../../ingest/wire/replay-line.js";
import type { Ecosystem } from "../../rules/model/ecosystem.js";
import { messagesOf } from "../../simulators/city/messages.js";
import type { CityMessage } from "../../simulators/city/world.js";
import { createTruth, truthLines } from "../../simulators/truth.js";
import { splitLines } from "../replay/lines.js";
import type { Span } from "../score/evidence.js";
import type { Score } from "../score/figures.js";
import { scoreOf } from "../score/score.js";
import { type TruthLine, truthLineSchema, truthOf } from "../score/truth.js";
import { type CityRun, cityOfRun } from "./score-options.js";
import { createWatch } from "./score-watch.js";

/** A city goes on for so long after what is scored: until then every outcome is known that ever will be. */
export const afterwardsMs = 6 * 3_600_000;

/** A line of a file that is not what it should be; the message says where. */
export class ScoreFileError extends Error {
  override readonly name = "ScoreFileError";
  readonly code = "SCORE_FILE_UNREADABLE";
}

/** Simulates a city before Velvakt and the baselines, and compares what they said with what was so. */
export function scoreCity(run: CityRun, ecosystem: Ecosystem, progress: (atMs: number) => void = () => {}): Score {
  const { startMs, untilMs } = run;
  const endMs = untilMs + afterwardsMs;
  const city = cityOfRun(run);
  const gaps = city.faults.filter(({ name, fromMs }) => name === "velvakt-down" && fromMs < endMs);
  const truth = createTruth();
  const watch = createWatch(ecosystem, inOrder(gaps));
  for (const message of messagesOf(city, startMs, endMs, truth)) {
    // Whoever listens live gets what is retained as it is published, and no copy of it.
    watch.take({ ...message, retained: false });
    progress(message.receivedAtMs);
  }
  const reports = watch.end(endMs);
  const lines = [...truthLines(truth)].map((line) => truthLineSchema.parse(line));
  const { lastHeardMs } = watch;
  return scoreOf({ truth: truthOf(lines), ecosystem, fromMs: startMs, untilMs, endMs, lastHeardMs }, reports);
}

const inOrder = (gaps: readonly Span[]) => [...gaps].sort((a, b) => a.fromMs - b.fromMs);

async function readTruth(path: string): Promise<TruthLine[]> {
  const lines: TruthLine[] = [];
  let lineNo = 0;
  for await (const text of splitLines(createReadStream(path))) {
    lineNo++;
    if (text.trim() === "") continue;
    const parsed = truthLineSchema.safeParse(jsonOf(text));
    if (parsed.success) lines.push(parsed.data);
    else {
      const [issue] = parsed.error.issues;
      const where = `${path}:${lineNo}: not a line of velvakt simulate --truth`;
      throw new ScoreFileError(`${where} (${issue?.path.join(".") || "line"}: ${issue?.message})`);
    }
  }
  return lines;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* readMessages(path: string): AsyncGenerator<CityMessage> {
  let lineNo = 0;
  for await (const text of splitLines(createReadStream(path, { highWaterMark: 1 << 18 }))) {
    lineNo++;
    if (text.trim() === "") continue;
    const line = parseReplayLine(text);
    const payload = line.ok ? jsonOf(Buffer.from(line.message.payload).toString("utf8")) : null;
    if (!line.ok || typeof payload !== "object" || payload === null) {
      const why = line.ok ? "its payload is no JSON object" : line.detail;
      throw new ScoreFileError(`${path}:${lineNo}: not a line of velvakt simulate --out (${why})`);
    }
    const { topic, retained } = line.message;
    yield { receivedAtMs: line.receivedAtMs, topic, payload, retained };
  }
}

/** The same from the files that `velvakt simulate` wrote. Of their last hours the outcome is open: they do not count. */
export async function scoreFiles(
  { input, truth: truthPath, ecosystem }: { input: string; truth: string; ecosystem: Ecosystem },
  progress: (atMs: number) => void = () => {},
): Promise<Score> {
  const truth = truthOf(await readTruth(truthPath));
  const deaf = truth.happenings.filter(({ what }) => what === "listener-deaf");
  const watch = createWatch(ecosystem, inOrder(deaf.map(({ at, to }) => ({ fromMs: at, toMs: to ?? at }))));
  let fromMs = Number.POSITIVE_INFINITY;
  for await (const message of readMessages(input)) {
    fromMs = Math.min(fromMs, message.receivedAtMs);
    watch.take(message);
    progress(message.receivedAtMs);
  }
  const endMs = watch.lastMs();
  if (fromMs > endMs) throw new ScoreFileError(`${input}: has no line; velvakt simulate --out FILE writes some`);
  const { lastHeardMs } = watch;
  const evidence = { truth, ecosystem, fromMs, untilMs: endMs - afterwardsMs, endMs, lastHeardMs };
  return scoreOf(evidence, watch.end(endMs));
}
