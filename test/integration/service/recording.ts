import { spawnVelvakt } from "../../support/service.js";

export interface ReplayResult {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ReplayRecord {
  record: string;
  [field: string]: unknown;
}

/** Runs `velvakt replay --input -` on the chunks, in the order and the sizes given. */
export async function runReplay(chunks: Iterable<string | Uint8Array>, args: string[] = []): Promise<ReplayResult> {
  const { child, ended, output } = spawnVelvakt(["replay", "--input", "-", ...args]);
  child.stdin?.on("error", () => undefined);
  for (const chunk of chunks) {
    if (child.stdin?.write(chunk) === false) await new Promise((resolve) => child.stdin?.once("drain", resolve));
  }
  child.stdin?.end();
  const { code } = await ended;
  return { code, ...output() };
}

export function recordsOf({ stdout }: ReplayResult, kind: string): ReplayRecord[] {
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as ReplayRecord)
    .filter(({ record }) => record === kind);
}

/** A line of a recording: JSON as such where that says the same, otherwise the text that was sent. */
export function replayLine(receivedAt: string, { topic, payload }: { topic: string; payload: string }): string {
  return `${JSON.stringify({ receivedAt, topic, payload: asObject(payload) ?? payload })}\n`;
}

function asObject(payload: string): unknown {
  try {
    const value: unknown = JSON.parse(payload);
    return JSON.stringify(value) === payload ? value : undefined;
  } catch {
    return undefined;
  }
}
