import type { Mistake } from "./mistake.js";

/** The part of a stream that reporting needs. */
export interface Output {
  write(text: string): unknown;
  isTTY?: boolean | undefined;
}

export interface Paint {
  place(text: string): string;
  bad(text: string): string;
  good(text: string): string;
}

const colour = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain: Paint = { place: String, bad: String, good: String };

/** Colours only where a person looks: escape codes in a log or a pipe are noise. */
export function paintFor(output: Output): Paint {
  return output.isTTY === true ? { place: colour(1), bad: colour(31), good: colour(32) } : plain;
}

/**
 * One mistake per two lines, `file:line:column  message` and what to do: editors and terminals
 * make a link of the first. Control characters of the file are not let through to a terminal.
 */
export function formatMistakes(mistakes: readonly Mistake[], paint: Paint = plain): string {
  const lines = mistakes.map(({ file, line, column, message, action }) => {
    const place = line === 0 ? file : `${file}:${line}:${column}`;
    return `${paint.place(printable(place))}  ${paint.bad(printable(message))}\n    ${printable(action)}\n`;
  });
  const many = mistakes.length === 1 ? "1 mistake" : `${mistakes.length} mistakes`;
  return `${lines.join("")}${many}\n`;
}

const printable = (text: string) => text.replace(/\p{Cc}/gu, "�");
