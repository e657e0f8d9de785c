import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Logger } from "../../ingest/batch.js";
import type { SnapshotMeta } from "../database/store.js";
import type { EcosystemInForce } from "./engine.js";

/** Sent to the process once it has started. */
export interface SnapshotRequest extends EcosystemInForce {
  connectionString: string;
}

/** What it says: any number of lines for our log, then how it ended. */
export type SnapshotMessage =
  | { kind: "log"; level: keyof Logger; fields: object; message: string }
  | { kind: "written"; meta: SnapshotMeta | null }
  | { kind: "failed"; error: string };

export type SnapshotErrorCode =
  | "EVALUATOR_SNAPSHOT_FAILED"
  | "EVALUATOR_SNAPSHOT_TOO_SLOW"
  | "EVALUATOR_SNAPSHOT_ABORTED";

export class SnapshotError extends Error {
  override readonly name = "SnapshotError";
  constructor(
    readonly code: SnapshotErrorCode,
    message: string,
  ) {
    super(`${code}: ${message}`);
  }
}

export interface SnapshotProcessOptions {
  timeoutMs: number;
  /** The entry; tests put their own here. */
  entry: URL;
}

// Beside this file, in TypeScript as in JavaScript.
const extension = new URL(import.meta.url).pathname.endsWith(".ts") ? ".ts" : ".js";
const defaults: SnapshotProcessOptions = {
  timeoutMs: 10 * 60 * 1000,
  entry: new URL(`./snapshot-child${extension}`, import.meta.url),
};

/** Has a snapshot written by a process of its own, which is gone when this settles. Null: nothing to write yet. */
export function writeSnapshotInProcess(
  request: SnapshotRequest,
  log: Logger,
  signal: AbortSignal,
  options: Partial<SnapshotProcessOptions> = {},
): Promise<SnapshotMeta | null> {
  const { timeoutMs, entry } = { ...defaults, ...options };
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(entry), [], { execArgv: loaderOf(entry), serialization: "advanced" });
    let outcome = (): void => reject(new SnapshotError("EVALUATOR_SNAPSHOT_FAILED", "its process ended unasked"));
    const end = (how: () => void): void => {
      outcome = how;
      child.kill("SIGKILL");
    };
    const fail = (code: SnapshotErrorCode, message: string): void =>
      end(() => reject(new SnapshotError(code, message)));
    const failed = (error: Error): void => fail("EVALUATOR_SNAPSHOT_FAILED", error.message);
    const aborted = (): void => fail("EVALUATOR_SNAPSHOT_ABORTED", "Velvakt is closing");
    const timer = setTimeout(() => fail("EVALUATOR_SNAPSHOT_TOO_SLOW", `not done after ${timeoutMs} ms`), timeoutMs);
    signal.addEventListener("abort", aborted, { once: true });
    child.on("message", (said) => {
      const message = said as SnapshotMessage;
      if (message.kind === "log") log[message.level](message.fields, `snapshot: ${message.message}`);
      else if (message.kind === "written") end(() => resolve(message.meta));
      else fail("EVALUATOR_SNAPSHOT_FAILED", message.error);
    });
    child.on("error", failed);
    child.on("exit", () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", aborted);
      outcome();
    });
    if (signal.aborted) aborted();
    else child.send(request, (error) => error && failed(error));
  });
}

/** TypeScript runs through tsx, found from here because the working folder may be anywhere. */
function loaderOf(entry: URL): string[] {
  if (!entry.pathname.endsWith(".ts")) return [];
  return ["--import", pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href];
}
