import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import { finished } from "node:stream/promises";
import type { CityMessage } from "../city/world.js";
import { SimulateError } from "./publish.js";

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
export function replayLine({ receivedAtMs, topic, payload }: CityMessage): object {
  return { receivedAt: new Date(receivedAtMs).toISOString(), topic, payload };
}

/** Lines are gathered into pieces of this size: a write for each would cost more than making them. */
const pieceChars = 1 << 16;

/** Writes one JSON object per line; `-` is `stdout`. Returns how many; stops early when `signal` says so. */
export async function writeLines(
  path: string,
  lines: Iterable<object>,
  { stdout, signal, progress }: { stdout: Writable; signal: AbortSignal; progress?: (lines: number) => void },
): Promise<number> {
  const stream = path === "-" ? stdout : createWriteStream(path);
  let failure: unknown = null;
  stream.on("error", (error: unknown) => {
    failure ??= error;
  });
  let piece = "";
  let count = 0;
  try {
    for (const line of lines) {
      if (signal.aborted || failure !== null) break;
      piece += `${JSON.stringify(line)}\n`;
      count++;
      if (piece.length < pieceChars) continue;
      if (!stream.write(piece)) await once(stream, "drain");
      else await new Promise(setImmediate);
      piece = "";
      progress?.(count);
    }
    if (failure === null && piece !== "") stream.write(piece);
    if (path !== "-") await finished(stream.end());
  } catch (error) {
    failure ??= error;
  }
  if (failure === null) return count;
  // Whoever reads the output has seen enough (`| head`).
  if (path === "-" && (failure as NodeJS.ErrnoException).code === "EPIPE") return count;
  throw unwritable(path, failure);
}
