import { setPriority } from "node:os";
import type { Logger } from "../../ingest/batch.js";
import * as rules from "../../rules/engine.js";
import { attach } from "../database/attach.js";
import { writeSnapshot } from "./snapshot-job.js";
import type { SnapshotMessage, SnapshotRequest } from "./snapshot-process.js";

/** The entry of the snapshot's own process: one request from the parent, one answer. */

// The live engine comes first. Not everywhere allowed, and not needed.
try {
  setPriority(10);
} catch {
  // then with the priority that we have
}
// The parent is gone, also when it was killed: nobody wants the answer.
process.on("disconnect", () => process.exit(1));
process.once("message", (request) => void answer(request as SnapshotRequest));

function say(message: SnapshotMessage): void {
  if (process.connected) process.send?.(message);
}

const toParent = (level: keyof Logger) => (fields: object, message: string) =>
  say({ kind: "log", level, fields, message });
const log: Logger = { info: toParent("info"), warn: toParent("warn"), error: toParent("error") };

async function answer({ connectionString, ecosystem, ecosystemHash }: SnapshotRequest): Promise<void> {
  const database = attach(connectionString);
  try {
    const meta = await writeSnapshot({ engine: rules, database, ecosystem, ecosystemHash, log });
    await database.close();
    say({ kind: "written", meta });
  } catch (error) {
    say({ kind: "failed", error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
