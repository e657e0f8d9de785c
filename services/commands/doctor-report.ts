import type { Output } from "../ecosystem/report.js";

export type Level = "ok" | "warning" | "fault";

/** What one look has found; `action` is what to do about it, null where there is nothing to do. */
export interface Finding {
  check: string;
  level: Level;
  finding: string;
  action: string | null;
}

export type Found = Omit<Finding, "check">;

export const fine = (finding: string): Found => ({ level: "ok", finding, action: null });
export const doubt = (finding: string, action: string): Found => ({ level: "warning", finding, action });
export const fault = (finding: string, action: string): Found => ({ level: "fault", finding, action });

/** One thing to look at. May find several; whatever it throws is a fault, for which `action` is then the advice. */
export interface Check {
  name: string;
  action: string;
  look(): Promise<Found[]>;
}

/** Longer than any connection may take to say that it failed. */
const lookMaxMs = 20_000;

/** An error in one line, without a stack. */
function wordsOf(error: unknown): string {
  // Of several addresses that were tried, the first failure.
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  const text = first instanceof Error ? first.message || ((first as NodeJS.ErrnoException).code ?? first.name) : first;
  return String(text).replaceAll(/\s+/g, " ").trim();
}

export async function lookAt({ name, action, look }: Check): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${lookMaxMs / 1000} s`)), lookMaxMs);
  });
  try {
    return (await Promise.race([look(), late])).map((found) => ({ check: name, ...found }));
  } catch (error) {
    return [{ check: name, ...fault(wordsOf(error), action) }];
  } finally {
    clearTimeout(timer);
    late.catch(() => undefined);
  }
}

const colours: Record<Level, number> = { ok: 32, warning: 33, fault: 31 };

export function writeFindings(findings: readonly Finding[], out: Output): void {
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const { check, level, finding, action } of findings) {
    const word = level.padEnd("warning".length);
    const shown = out.isTTY === true ? `\u001b[${colours[level]}m${word}\u001b[0m` : word;
    out.write(`${shown}  ${check.padEnd(width)}  ${finding}${action === null ? "" : ` → ${action}`}\n`);
  }
  const count = (level: Level) => findings.filter((one) => one.level === level).length;
  out.write(`${count("fault")} at fault, ${count("warning")} to look at, ${count("ok")} fine\n`);
}
