import { readFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { replayLine, writeLines } from "../../../simulators/cli/write.js";
import { tempDir } from "../../support/temp-dir.js";
import { live } from "../support.js";

const never = new AbortController().signal;

function* numbered(count: number): Generator<string> {
  for (let number = 0; number < count; number++) yield JSON.stringify({ number, text: "x".repeat(100) });
}

test("lines are written whole and in order, also when they are more than fit at once", async () => {
  const file = join(tempDir(), "lines.ndjson");
  expect(await writeLines(file, numbered(20_000), { stdout: new PassThrough(), signal: never })).toBe(20_000);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(20_000);
  expect(lines.map((line) => (JSON.parse(line) as { number: number }).number)).toEqual([...Array(20_000).keys()]);
});

test("a signal stops the writing behind a whole line", async () => {
  const file = join(tempDir(), "lines.ndjson");
  const stop = new AbortController();
  const progress = (lines: number) => {
    if (lines > 2_000) stop.abort();
  };
  const count = await writeLines(file, numbered(100_000), { stdout: new PassThrough(), signal: stop.signal, progress });
  expect(count).toBeGreaterThan(2_000);
  expect(count).toBeLessThan(10_000);
  const lines = readFileSync(file, "utf8").trimEnd().split("\n");
  expect(lines.length).toBe(count);
  expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ number: count - 1 });
});

test.each([
  ["/dev/full", "the disk is full"],
  [join(import.meta.dirname, "no-such-folder", "file"), "there is no such folder"],
  [import.meta.dirname, "it is a folder"],
])("%s is refused in words: %s", async (path, words) => {
  const writing = writeLines(path, numbered(20_000), { stdout: new PassThrough(), signal: never });
  await expect(writing).rejects.toMatchObject({ code: "SIMULATE_FILE_UNWRITABLE" });
  await expect(writing).rejects.toThrow(words);
});

test("a live publish becomes a line that is not a retained copy", () => {
  const state = live("quiet-day", 1, 1).messages.find(({ retained }) => retained);
  if (state === undefined) throw new Error("nobody said that they are online");
  expect(JSON.parse(replayLine(state))).toEqual({
    receivedAt: new Date(state.receivedAtMs).toISOString(),
    topic: state.topic,
    payload: { state: "online" },
  });
});
