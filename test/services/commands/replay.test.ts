import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { expect, it } from "vitest";
import { type ReplayCommandOptions, replayCommand } from "../../../services/commands/replay.js";
import { tempDir } from "../../support/temp-dir.js";
import { smallEcosystem } from "../ecosystem/small-ecosystem.js";
import { recorded } from "../replay/recordings.js";

const story = recorded("Tue_18:00 plan 08:00", "06:00 beats until 22:00").join("\n");

function fileWith(text: string, name = "file"): string {
  const path = join(tempDir(), name);
  writeFileSync(path, text);
  return path;
}

async function run(options: Partial<ReplayCommandOptions>, { stdin = "", isTTY = false } = {}) {
  const text = { out: "", err: "" };
  const out = new Writable({
    highWaterMark: 64,
    write(chunk, _encoding, done) {
      text.out += String(chunk);
      setImmediate(done);
    },
  });
  const err = { isTTY, write: (part: string) => (text.err += part) };
  const code = await replayCommand({ input: "-", ...options }, { stdin: Readable.from([stdin]), out, err });
  return { code, ...text };
}

const until = "2026-03-05T11:00:00Z";

it("reads a file or standard input, and prints one JSON line per record", async () => {
  const fromFile = await run({ input: fileWith(story), until });
  const fromPipe = await run({ until }, { stdin: story });
  expect(fromFile).toEqual(fromPipe);
  expect([fromFile.code, fromFile.err]).toEqual([0, ""]);
  const records = fromFile.out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(records[0]).toMatchObject({ record: "dose", verdict: "missed", cause: "user" });
});

it("shows its progress to a person who watches, and only there", async () => {
  const { err } = await run({ input: fileWith(story), until }, { isTTY: true });
  expect(err).toMatch(/66 lines · [\d,]+\/s · █+ 100 %\n$/);
  expect((await run({ until }, { stdin: story, isTTY: true })).err).toMatch(/66 lines · [\d,]+\/s\n$/);
});

it("compares with another file on request: differences as records, a summary for people", async () => {
  const ours = fileWith(
    smallEcosystem
      .replace("tenant: test", "tenant: oslo")
      .replace("id: north,", "id: grorud,")
      .replaceAll("[north]", "[grorud]")
      .replace("id: dispenser,", "id: roll-dispenser,"),
    "ours.yaml",
  );
  const other = fileWith(
    smallEcosystem
      .replace("tenant: test", "tenant: oslo")
      .replace("id: north,", "id: grorud,")
      .replaceAll("[north]", "[grorud]")
      .replace("id: dispenser,", "id: roll-dispenser,")
      .replace("thresholds: {}", "thresholds: { alertAfterMin: 60 }"),
    "other.yaml",
  );
  const { code, out, err } = await run({ ecosystem: ours, compare: other, until }, { stdin: story });
  expect(code).toBe(0);
  const differences = out.split("\n").filter((line) => line.startsWith('{"record":"difference"'));
  expect(JSON.parse(differences[0] ?? "")).toMatchObject({ kind: "dose-missed", change: "earlier", minutes: 15 });
  expect(err).toContain(`What ${other} would have changed:`);
});

it("says every mistake of either ecosystem file and does not begin", async () => {
  const broken = fileWith(smallEcosystem.replace("timezone: Europe/Oslo", "timezone: Mars"), "broken.yaml");
  for (const options of [{ ecosystem: broken }, { compare: broken }]) {
    const { code, out, err } = await run(options, { stdin: story });
    expect([code, out]).toEqual([1, ""]);
    expect(err).toContain("broken.yaml:2");
  }
});

it("says that the input cannot be read", async () => {
  const folder = tempDir();
  mkdirSync(join(folder, "folder"));
  expect(await run({ input: join(folder, "nowhere") })).toMatchObject({
    code: 1,
    err: expect.stringContaining("nowhere: cannot be read (ENOENT)"),
  });
  expect((await run({ input: join(folder, "folder") })).err).toContain("cannot be read (EISDIR)");
});

it("refuses a time that is none", async () => {
  const { code, err } = await run({ until: "tomorrow" }, { stdin: story });
  expect(code).toBe(2);
  expect(err).toContain("--until tomorrow: not an RFC 3339 time");
});

it.each([{ code: "EPIPE" }, { code: "ECONNRESET", syscall: "write" }])(
  "is content when whoever reads the output has seen enough: $code",
  async (reason) => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error("closed"), reason)),
    });
    closed.on("error", () => {});
    const err = { write: () => {} };
    const code = await replayCommand({ input: "-", until }, { stdin: Readable.from([story]), out: closed, err });
    expect(code).toBe(0);
  },
);
