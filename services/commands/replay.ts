import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { Writable } from "node:stream";
import { parseInstant } from "../../ingest/wire/time.js";
import { defaultEcosystemPath, readEcosystemFile } from "../ecosystem/load.js";
import { formatMistakes, paintFor } from "../ecosystem/report.js";
import { replay } from "../replay/replay.js";

export interface ReplayOptions {
  input: string;
  ecosystem?: string;
  until?: string;
}

export interface ReplayStreams {
  stdin: NodeJS.ReadableStream;
  out: Writable;
  err: { write(text: string): unknown; isTTY?: boolean };
}

export const exitCodes = { fine: 0, unreadable: 1, usage: 2 } as const;

/** Opening before reading: a file that is not there must be said, not thrown in the middle. */
async function openInput(input: string, stdin: NodeJS.ReadableStream): Promise<NodeJS.ReadableStream> {
  if (input === "-") return stdin;
  const stream = createReadStream(input);
  await once(stream, "ready");
  return stream;
}

/**
 * `velvakt replay`: the engine over a log of messages, one JSON line per result. Lines that cannot be
 * used become `rejected` records; only an input or ecosystem that cannot be read at all fails.
 */
export async function replayCommand(options: ReplayOptions, streams: ReplayStreams): Promise<number> {
  const { out, err, stdin } = streams;
  const untilMs = options.until === undefined ? null : parseInstant(options.until);
  if (options.until !== undefined && untilMs === null) {
    err.write(`--until ${options.until}: not an RFC 3339 time with zone, such as 2026-11-21T12:00:00Z\n`);
    return exitCodes.usage;
  }
  const loaded = await readEcosystemFile(options.ecosystem ?? defaultEcosystemPath);
  if (!loaded.ok) {
    err.write(formatMistakes(loaded.mistakes, paintFor(err)));
    return exitCodes.unreadable;
  }
  try {
    const input = await openInput(options.input, stdin);
    const lines = createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
    const progress = (count: number) => {
      if (err.isTTY) err.write(`\r${count.toLocaleString("en")} lines read`);
    };
    for await (const record of replay(lines, loaded.ecosystem, untilMs, progress)) {
      if (!out.write(`${JSON.stringify(record)}\n`)) await once(out, "drain");
    }
    if (err.isTTY) err.write("\n");
    return exitCodes.fine;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    // Whoever reads the output has seen enough (`| head`).
    if (code === "EPIPE") return exitCodes.fine;
    err.write(`${options.input}: cannot be read (${code})\n`);
    return exitCodes.unreadable;
  }
}
