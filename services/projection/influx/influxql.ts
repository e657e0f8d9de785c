/**
 * InfluxQL as text: the three versions bind parameters in different places or not at all, so every name and value
 * is escaped here, and nowhere else.
 */

/** An identifier: database, measurement, tag or field. */
export function name(text: string): string {
  return `"${escaped(text).replaceAll('"', '\\"')}"`;
}

/** A text in a condition. */
export function literal(text: string): string {
  return `'${escaped(text).replaceAll("'", "\\'")}'`;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
}

/** One series of an answer. Numbers of 16 digits or more are texts, so that an instant in ns keeps its last ones. */
export interface ResultSeries {
  name: string;
  tags?: Record<string, string>;
  columns: string[];
  values: (string | number | boolean | null)[][];
}

const textOrNumber = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** Too long for a double to keep its last digits. */
const longInteger = /^-?\d{16,}$/;

/** The first statement's series. Throws an Error with the server's words when it was not carried out. */
export function readResult(answer: string): ResultSeries[] {
  const exact = answer.replace(textOrNumber, (found) => (longInteger.test(found) ? `"${found}"` : found));
  const { error, results } = JSON.parse(exact) as {
    error?: string;
    results?: { error?: string; series?: ResultSeries[] }[];
  };
  const problem = error ?? results?.[0]?.error;
  if (problem !== undefined) throw new Error(problem);
  return results?.[0]?.series ?? [];
}
