import type { Readable } from "node:stream";

/** A line longer than this is cut here and then refused: no message that fits the wire needs as much. */
export const lineCharsMax = 1_048_576;

/**
 * The lines of a stream of UTF-8, without their ends. Node's own reader also breaks lines at U+2028
 * and U+2029, which JSON allows inside text, and holds a line of any length in memory.
 */
export async function* splitLines(
  input: Readable | NodeJS.ReadableStream,
  charsMax: number = lineCharsMax,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let held = "";
  for await (const chunk of input) {
    const text = typeof chunk === "string" ? chunk : decoder.decode(chunk as Uint8Array, { stream: true });
    let from = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", from)) {
      yield lineOf(held + text.slice(from, end));
      held = "";
      from = end + 1;
    }
    // One character more than allowed is enough to see that it is too long.
    held = (held + text.slice(from)).slice(0, charsMax + 1);
  }
  held += decoder.decode();
  if (held !== "") yield lineOf(held);
}

function lineOf(text: string): string {
  return text.endsWith("\r") ? text.slice(0, -1) : text;
}
