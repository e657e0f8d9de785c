import { Readable, Writable } from "node:stream";
import { expect, it, vi } from "vitest";
import type { Input, Output } from "../../../rules/model/engine.js";
import type { EngineState } from "../../../rules/state.js";
import { replayCommand } from "../../../services/commands/replay.js";
import { recorded } from "../replay/recordings.js";

/** Rules with a mistake: they fail on faults of devices, when what fell due before has been worked out. */
vi.mock("../../../rules/engine.js", async (importActual) => {
  const actual = await importActual<typeof import("../../../rules/engine.js")>();
  function step(state: EngineState, input: Input, outputs: Output[] = []): Output[] {
    actual.step(state, input, outputs);
    if (input.kind !== "event" || input.event.kind !== "telemetry") return outputs;
    if (input.event.event.type === "fault.raised") throw new TypeError("cannot read what is not there");
    return outputs;
  }
  return { ...actual, step };
});

const good = ["Tue_18:00 plan 08:00 14:00", "06:00 beats until 22:00", "08:10 dispensed 08:00"];
/** The first message after the deadline of 14:00. */
const bad = "15:16 fault jam | id jam";

async function run(story: string[]) {
  const text = { out: "", err: "" };
  const out = new Writable({
    write(chunk, _encoding, done) {
      text.out += String(chunk);
      done();
    },
  });
  const err = { write: (part: string) => (text.err += part) };
  const lines = recorded(...story);
  const until = "2026-03-05T11:00:00Z";
  const code = await replayCommand({ input: "-", until }, { stdin: Readable.from([lines.join("\n")]), out, err });
  const records = text.out.trimEnd().split("\n");
  return { code, err: text.err, records, lineOf: (id: string) => lines.findIndex((line) => line.includes(id)) + 1 };
}

it("names the line that the rules fail on, goes on with all the others, and says so in its exit code", async () => {
  const without = await run(good);
  expect([without.code, without.err]).toEqual([0, ""]);
  const { code, err, records, lineOf } = await run([...good, bad]);
  const line = lineOf('"id":"jam"');
  expect(code).toBe(3);
  expect(err).toBe(
    `The rules failed on something, which was left out: line ${line} (fault.raised jam of D-1): TypeError: cannot read what is not there\n`,
  );
  const rejected = JSON.stringify({ record: "rejected", line, reason: "INGEST_UNPROCESSABLE" });
  expect(records.filter((record) => record === rejected)).toHaveLength(1);
  const doses = (all: string[]) => all.filter((record) => record.startsWith('{"record":"dose"'));
  expect(doses(without.records).map((dose) => JSON.parse(dose).verdict)).toEqual(["on-time", "missed"]);
  expect(doses(records)).toEqual(doses(without.records));
});

it("does not say of each of very many lines that the rules fail on it", async () => {
  const many = Array.from({ length: 30 }, (_, n) => `15:16 fault jam | id jam-${n}`);
  const { code, err } = await run([...good, ...many]);
  expect([code, err.trimEnd().split("\n").length]).toEqual([3, 21]);
  expect(err).toMatch(/The rules failed 30 times; the first 20 are above\.\n$/);
});
