import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import { isoOf } from "../city/instant.js";
import type { CityMessage } from "../city/world.js";
import { SimulateError } from "./errors.js";
import { createUnpacker, type Pack } from "./pack.js";

const reasons: Record<string, string> = {
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
  ENOENT: "there is no such folder",
  EACCES: "no permission to write there",
  EISDIR: "it is a folder",
};

function unwritable(path: string, error: unknown): SimulateError {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason = reasons[code ?? ""] ?? code ?? message;
  return new SimulateError("SIMULATE_FILE_UNWRITABLE", `${path} cannot be written: ${reason}. It is not complete.`, {
    cause: error,
  });
}

/** As `velvakt replay` reads it. A live publish is no retained copy, so the line does not say so. */
export function replayLine({ receivedAtMs, topic, payload }: CityMessage): string {
  // Put together by hand, as times and topics need no escaping and there are tens of millions of lines.
  return `{"receivedAt":"${isoOf(receivedAtMs)}","topic":"${topic}","payload":${JSON.stringify(payload)}}`;
}

/** Lines are gathered into pieces of this size: a write for each would cost more than making them. */
const pieceChars = 1 << 18;
/** While the disk takes one piece, the next ones are made; with more waiting it is the disk's turn. */
const waitingPiecesMax = 4;

/** A file that lines are written to one by one. */
export interface LineFile {
  add(line: string): void;
  /** To be waited for before the next line where true. */
  isFull(): boolean;
  /** Settles when there is room again, or something is wrong. */
  drained(): Promise<void>;
  /** Whether lines still go anywhere: false once the disk is full or nobody reads any more. */
  isOpen(): boolean;
  lines(): number;
  /** Rejects with what went wrong, however early that was. */
  close(): Promise<void>;
}

/** `-` is `stdout`. */
export function openLineFile(path: string, stdout: Writable): LineFile {
  const highWaterMark = waitingPiecesMax * pieceChars;
  const stream = path === "-" ? stdout : createWriteStream(path, { highWaterMark });
  let failure: unknown = null;
  let piece = "";
  let count = 0;
  let full = false;
  stream.on("error", (error: unknown) => {
    failure ??= error;
  });

  function flush(): void {
    if (piece === "" || failure !== null) return;
    full = !stream.write(piece);
    piece = "";
  }

  return {
    add(line) {
      piece += `${line}\n`;
      count++;
      if (piece.length >= pieceChars) flush();
    },
    isFull: () => full,
    async drained() {
      if (failure === null && stream.writableNeedDrain) await once(stream, "drain").catch(() => undefined);
      full = false;
    },
    isOpen: () => failure === null,
    lines: () => count,
    async close() {
      flush();
      try {
        if (path !== "-") await finished(stream.end());
      } catch (error) {
        failure ??= error;
      }
      // Whoever reads the output has seen enough (`| head`).
      const isEnough = path === "-" && (failure as NodeJS.ErrnoException | null)?.code === "EPIPE";
      if (failure !== null && !isEnough) throw unwritable(path, failure);
    },
  };
}

/** So many lines are written before anything else has its turn, such as Ctrl-C. */
const linesInARow = 4_000;

/** Writes all lines; stops early, behind a whole line, when `signal` says so. Returns how many. */
export async function writeLines(
  path: string,
  lines: Iterable<string>,
  { stdout, signal, progress }: { stdout: Writable; signal: AbortSignal; progress?: (lines: number) => void },
): Promise<number> {
  const file = openLineFile(path, stdout);
  for (const line of lines) {
    if (signal.aborted || !file.isOpen()) break;
    file.add(line);
    if (file.isFull()) await file.drained();
    else if (file.lines() % linesInARow === 0) await new Promise(setImmediate);
    else continue;
    progress?.(file.lines());
  }
  await file.close();
  return file.lines();
}

/** Writes the lines of all packs, and what they bring of the truth to `truth`. */
export async function writePacks(
  path: string,
  packs: AsyncIterable<Pack>,
  { stdout, truth, progress }: { stdout: Writable; truth: LineFile | null; progress: (pack: Pack) => void },
): Promise<void> {
  const file = openLineFile(path, stdout);
  const linesOf = createUnpacker();
  for await (const pack of packs) {
    for (const line of linesOf(pack)) file.add(line);
    for (const line of pack.truth) truth?.add(line);
    if (file.isFull()) await file.drained();
    if (!file.isOpen()) break;
    progress(pack);
  }
  await file.close();
}
