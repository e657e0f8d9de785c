import { InfluxError } from "./influx/errors.js";
import type { Line, RefusedLine } from "./line.js";

/** What a request may weigh: InfluxDB's own limit is 25 MB, a proxy's often 1 MB. */
const requestBytesMax = 512 * 1024;

export type Send = (lines: readonly string[]) => Promise<void>;

/** A point of our own that any server takes that takes anything. */
const witness = "projection_check ok=true";

/**
 * Writes all lines and answers those that the server does not take, each with its reason. Rejects with InfluxError
 * when the server takes nothing for now; whatever of it has been written then is written again as it was.
 *
 * A refused batch is halved until only the offending line is left. Before a line is set aside the server has to take
 * another one: what refuses everything is not refusing that line.
 */
export async function writeLines(send: Send, lines: readonly Line[]): Promise<RefusedLine[]> {
  const refused: RefusedLine[] = [];
  let hasTaken = false;

  async function write(part: readonly Line[]): Promise<void> {
    try {
      await send(part.map(({ text }) => text));
      hasTaken = true;
    } catch (error) {
      const concernsLines = error instanceof InfluxError && [400, 413, 422].includes(error.status ?? 0);
      if (!concernsLines) throw error;
      const [only] = part;
      if (part.length === 1 && only !== undefined) {
        await prove();
        refused.push({ ...only, reason: error.message });
        return;
      }
      const middle = Math.ceil(part.length / 2);
      await write(part.slice(0, middle));
      await write(part.slice(middle));
    }
  }

  async function prove(): Promise<void> {
    if (hasTaken) return;
    await send([witness]);
    hasTaken = true;
  }

  for (const part of portions(lines)) await write(part);
  return refused;
}

function* portions(lines: readonly Line[]): Generator<Line[]> {
  let part: Line[] = [];
  let bytes = 0;
  for (const line of lines) {
    const more = Buffer.byteLength(line.text) + 1;
    if (part.length > 0 && bytes + more > requestBytesMax) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push(line);
    bytes += more;
  }
  if (part.length > 0) yield part;
}
