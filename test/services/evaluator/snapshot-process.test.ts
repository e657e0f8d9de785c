import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { writeSnapshotInProcess } from "../../../services/evaluator/snapshot-process.js";
import { testLogger } from "../../support/ingest.js";
import { tempDir } from "../../support/temp-dir.js";

const request = { connectionString: "postgres://x", ecosystem: { tenant: "oslo" } as never, ecosystemHash: "hash" };
const never = new AbortController().signal;

/** A process that does `onMessage` with the request in `request`, in JavaScript or TypeScript. */
function entry(onMessage: string, extension = "mjs"): URL {
  const path = join(tempDir(), `child.${extension}`);
  writeFileSync(path, `process.once("message", (request) => { ${onMessage} });\n`);
  return pathToFileURL(path);
}

describe("the snapshot's own process", () => {
  it.each(["mjs", "ts"])("gets the request and gives its answer, as .%s", async (extension) => {
    const child = entry(
      `const { kind } = { kind: "written" }${extension === "ts" ? " as const" : ""};
       process.send({ kind, meta: { seq: 3, ecosystemHash: request.ecosystemHash } });`,
      extension,
    );
    const meta = await writeSnapshotInProcess(request, testLogger(), never, { entry: child });
    expect(meta).toEqual({ seq: 3, ecosystemHash: "hash" });
  });

  it("speaks through our log", async () => {
    const log = testLogger();
    const child = entry(
      `process.send({ kind: "log", level: "warn", fields: { seq: 1 }, message: "odd" });
       process.send({ kind: "written", meta: null });`,
    );
    await writeSnapshotInProcess(request, log, never, { entry: child });
    expect(log.warn).toHaveBeenCalledExactlyOnceWith({ seq: 1 }, "snapshot: odd");
  });

  it.each<[string, string, string]>([
    ["says it failed", `process.send({ kind: "failed", error: "disk full" })`, "EVALUATOR_SNAPSHOT_FAILED"],
    ["ends without a word", `process.exit(0)`, "EVALUATOR_SNAPSHOT_FAILED"],
    ["never answers", `setInterval(() => {}, 1000)`, "EVALUATOR_SNAPSHOT_TOO_SLOW"],
  ])("is an error when it %s", async (_what, code, expected) => {
    const child = entry(code);
    const writing = writeSnapshotInProcess(request, testLogger(), never, { entry: child, timeoutMs: 1_500 });
    await expect(writing).rejects.toMatchObject({ code: expected });
  });

  it("is killed when Velvakt closes", async () => {
    const closing = new AbortController();
    const child = entry(`process.send({ kind: "log", level: "info", fields: { pid: process.pid }, message: "here" });
      setInterval(() => {}, 1000)`);
    const log = testLogger();
    log.info.mockImplementation(() => closing.abort());
    const writing = writeSnapshotInProcess(request, log, closing.signal, { entry: child });
    await expect(writing).rejects.toMatchObject({ code: "EVALUATOR_SNAPSHOT_ABORTED" });
    const pid = log.info.mock.calls.map(([fields]) => (fields as { pid: number }).pid)[0] ?? process.pid;
    expect(() => process.kill(pid, 0)).toThrow();
  });
});
