import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { spawnVelvakt } from "../../support/service.js";
import { tempDir } from "../../support/temp-dir.js";
import { speaker } from "./messages.js";
import { recordsOf, replayLine, runReplay } from "./recording.js";

describe("the replay command", () => {
  const run = async (args: string[]) => {
    const { ended, output } = spawnVelvakt(["replay", ...args]);
    const { code } = await ended;
    return { code, ...output() };
  };

  it("ends with 1 and says why if the input or the ecosystem cannot be read at all", async () => {
    const folder = tempDir();
    const empty = join(folder, "empty.ndjson");
    writeFileSync(empty, "");
    const [missing, noEcosystem] = [join(folder, "missing.ndjson"), join(folder, "missing.yaml")];
    const [ofMissing, ofFolder, ofEcosystem] = await Promise.all([
      run(["--input", missing]),
      run(["--input", folder]),
      run(["--input", empty, "--ecosystem", noEcosystem]),
    ]);
    expect(ofMissing).toEqual({ code: 1, stdout: "", stderr: `${missing}: cannot be read (ENOENT)\n` });
    expect(ofFolder).toEqual({ code: 1, stdout: "", stderr: `${folder}: cannot be read (EISDIR)\n` });
    expect(ofEcosystem).toMatchObject({ code: 1, stdout: "" });
    expect(ofEcosystem.stderr).toContain(noEcosystem);
  });

  it("ends with 2 if it is asked for something that it does not understand", async () => {
    expect(await run(["--input", "-", "--until", "tomorrow"])).toMatchObject({ code: 2, stdout: "" });
  });

  it("takes an empty input for a day on which nothing was said", async () => {
    const nothing = await runReplay([]);
    expect(nothing).toMatchObject({ code: 0, stderr: "" });
    expect(recordsOf(nothing, "dose")).toEqual([]);
    expect(recordsOf(nothing, "component").length).toBeGreaterThan(10);
  });

  it("goes on after garbage of every kind, and names each line of it", async () => {
    const valid = replayLine(
      "2026-06-10T08:00:00Z",
      speaker("D-1")("door.opened", Date.UTC(2026, 5, 10, 8), { authorised: true }),
    );
    const bad = [
      "no JSON\n",
      "[]\n",
      '{"topic":"vft/v1/oslo/grorud/roll-dispenser/D-1/event","payload":{}}\n',
      valid.replace("2026-06-10T08:00:00Z", "10.06.2026 kl. 8"),
      valid.replace('"topic":', '"subject":'),
      valid.replace('"payload":', '"content":'),
      `${"[".repeat(100_000)}\n`,
      Buffer.from([0xff, 0xfe, 0x0a]),
    ];
    const result = await runReplay([...bad.flatMap((line) => [line, "\n", valid])]);
    expect(result.code).toBe(0);
    expect(recordsOf(result, "rejected")).toEqual(
      bad.map((_, index) => ({ record: "rejected", line: 3 * index + 1, reason: expect.stringMatching(/^INGEST_/) })),
    );
  });

  it("ends in peace when whoever reads has seen enough", async () => {
    const file = join(tempDir(), "long.ndjson");
    writeFileSync(file, "garbage\n".repeat(30_000));
    const { child, ended, output } = spawnVelvakt(["replay", "--input", file]);
    await Promise.race([ended, new Promise((resolve) => child.stdout?.once("data", resolve))]);
    child.stdout?.destroy();
    expect(await ended).toEqual({ code: 0, signal: null });
    expect(output().stderr).toBe("");
  });
});
