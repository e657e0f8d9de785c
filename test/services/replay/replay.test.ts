import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineCharsMax, splitLines } from "../../../services/replay/lines.js";
import { type ReplayProgress, replay } from "../../../services/replay/replay.js";
import { all, longLife, oslo, recorded, streamed } from "./recordings.js";

const untilMs = Date.parse("2026-03-05T11:00:00Z");
const story = recorded(
  "Tue_18:00 plan 08:00 14:00",
  "06:00 beats until 22:00",
  "08:10 dispensed 08:00",
  "10:00 cloud down",
  "10:30 cloud up",
  "15:00 garbled dispensed",
);

const kinds = (records: { record: string }[]) =>
  records.map(({ record }) => record).filter((kind, index, list) => kind !== list[index - 1]);

describe("what replay prints", () => {
  it("is every dose, alert, incident, component, scenario and rejected line, in this order", async () => {
    const records = await all(replay(streamed(story), oslo, { untilMs }));
    expect(kinds(records)).toEqual(["dose", "alert", "incident", "component", "scenario", "rejected"]);
    expect(records[0]).toEqual({
      record: "dose",
      doseId: "P-1@2026-03-04T07:00:00.000Z",
      residentRef: "R-1",
      deviceId: "D-1",
      district: "grorud",
      scheduledAt: "2026-03-04T07:00:00.000Z",
      verdict: "on-time",
      cause: null,
      dispensedAt: "2026-03-04T07:10:00.000Z",
      decidedAt: "2026-03-04T07:10:00.000Z",
      verdictAtDeadline: "on-time",
      revisions: 0,
      followup: null,
    });
    expect(records.find(({ record }) => record === "incident")).toMatchObject({ rootCause: "vendor-cloud" });
    expect(records.at(-1)).toEqual({ record: "rejected", line: expect.any(Number), reason: "INGEST_DATA_INVALID" });
  });

  it("names a rejected line by its place in the input, empty lines counted", async () => {
    const records = await all(replay(streamed(["", "  ", "nonsense", ...story.slice(0, 1), "{}"]), oslo));
    expect(records.filter(({ record }) => record === "rejected")).toEqual([
      { record: "rejected", line: 3, reason: "INGEST_NOT_JSON" },
      { record: "rejected", line: 5, reason: "INGEST_ENVELOPE_INVALID" },
    ]);
  });

  it("has doses up to the end of time, and later ones only if something is known of them", async () => {
    const early = recorded("Tue_18:00 plan 08:00 14:00 20:00", "06:00 dispensed 20:00");
    const records = await all(replay(streamed(early), oslo, { untilMs: Date.parse("2026-03-04T08:00:00Z") }));
    const doses = records.filter(({ record }) => record === "dose");
    expect(doses.map(({ scheduledAt, verdict }) => `${scheduledAt} ${verdict}`)).toEqual([
      "2026-03-04T07:00:00.000Z pending",
      "2026-03-04T19:00:00.000Z early",
    ]);
  });

  it("is decided up to the last line when --until lies before it", async () => {
    const late = await all(replay(streamed(story), oslo, { untilMs: Date.parse("2020-01-01T00:00:00Z") }));
    const none = await all(replay(streamed(story), oslo));
    expect(late).toEqual(none);
    expect(late.filter(({ record }) => record === "dose").map(({ verdict }) => verdict)).toEqual([
      "on-time",
      expect.stringMatching(/missed|unconfirmed/),
    ]);
  });

  it("of nothing is the components and scenarios of the ecosystem", async () => {
    expect(kinds(await all(replay(streamed([]), oslo)))).toEqual(["component", "scenario"]);
    expect(kinds(await all(replay(streamed(["x"]), oslo)))).toEqual(["component", "scenario", "rejected"]);
  });

  it("counts a line received before the one above it as received together with it", async () => {
    const [first = "", second = ""] = recorded("Tue_18:00 plan 08:00", "08:10 dispensed 08:00");
    const back = second.replace(/"receivedAt":"[^"]*"/, '"receivedAt":"2026-01-01T00:00:00.000Z"');
    const records = await all(replay(streamed([first, back]), oslo, { untilMs }));
    // Received the evening before, the dispense lies too far ahead to be believed.
    expect(records.find(({ kind }) => kind === "clock-skewed")).toMatchObject({ openedAt: "2026-03-03T17:00:00.000Z" });
  });

  it("drops what is said twice, and refuses what says something else under the same id", async () => {
    const twice = recorded("Tue_18:00 plan 08:00", "08:10 dispensed 08:00 | id x", "08:11 dispensed 08:00 | id x");
    const [plan = "", once = ""] = twice;
    const records = await all(replay(streamed([plan, once, once, ...twice.slice(2)]), oslo, { untilMs }));
    expect(records.find(({ record }) => record === "dose")).toMatchObject({ verdict: "on-time", revisions: 0 });
    expect(records.find(({ kind }) => kind === "dose-extra")).toBeUndefined();
    expect(records.at(-1)).toEqual({ record: "rejected", line: 4, reason: "INGEST_DUPLICATE_CONFLICT" });
  });

  it("refuses a line that no message needs, and goes on", async () => {
    const long = `{"receivedAt":"${"x".repeat(lineCharsMax)}"}`;
    const records = await all(replay(streamed([long, ...story]), oslo, { untilMs }));
    expect(records.filter(({ record }) => record === "rejected")[0]).toEqual({
      record: "rejected",
      line: 1,
      reason: "INGEST_TOO_LARGE",
    });
    expect(records.filter(({ record }) => record === "dose")).toHaveLength(2);
  });
});

describe("the same input", () => {
  it("gives the same bytes, however its bytes are cut into pieces", async () => {
    const text = [...longLife(12), ...recorded("Fri_18:00 plan 08:00 | on Ærlig")].join("\n");
    const bytes = Buffer.from(text);
    const whole = JSON.stringify(await all(replay(splitLines(Readable.from([bytes])), oslo)));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 500, max: 70_000 }), async (size) => {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const records = await all(replay(splitLines(Readable.from(pieces)), oslo));
        expect(JSON.stringify(records)).toBe(whole);
      }),
      { numRuns: 5 },
    );
  });

  it("is printed in parts when it is long, each dose, alert and incident once and in order", async () => {
    const records = await all(replay(streamed(longLife(60)), oslo));
    for (const [record, id] of [
      ["dose", "doseId"],
      ["alert", "alertId"],
      ["incident", "incidentId"],
      ["rejected", "line"],
    ] as const) {
      const ids = records.filter((one) => one.record === record).map((one) => one[id]);
      expect(new Set(ids).size, record).toBe(ids.length);
      expect(ids.length, record).toBeGreaterThanOrEqual(20);
    }
    const scheduled = records.filter(({ record }) => record === "dose").map(({ scheduledAt }) => scheduledAt as string);
    expect(scheduled).toEqual([...scheduled].sort());
    // Far more than one part: what is final does not wait for the end.
    const firstAlert = records.findIndex(({ record }) => record === "alert");
    expect(records.slice(firstAlert).filter(({ record }) => record === "dose").length).toBeGreaterThan(80);
  });

  it("needs no more memory when it is longer: what is held is bounded by the engine's horizon", async () => {
    const held: { day: number; held: number }[] = [];
    const days = 60;
    let lines = 0;
    const perDay = [...longLife(days)].length / days;
    const progress = (told: ReplayProgress) => {
      lines = told.lines;
      held.push({ day: lines / perDay, held: told.held });
    };
    await all(replay(streamed(longLife(days)), oslo, { progress }));
    const largest = (from: number, to: number) =>
      Math.max(...held.filter(({ day }) => day >= from && day < to).map((one) => one.held));
    expect(held.length).toBeGreaterThan(3);
    // Looked at somewhere in the story's cycle of three days, in which a few more or fewer are open.
    expect(largest(40, 59)).toBeLessThanOrEqual(largest(20, 40) + 5);
    expect(largest(20, 59)).toBeLessThan(120);
  });

  it("of nothing but garbage is not collected either", async () => {
    const held: number[] = [];
    const garbage = Array.from({ length: 25_000 }, () => "garbage");
    const records = await all(replay(streamed(garbage), oslo, { progress: (told) => held.push(told.held) }));
    expect(Math.max(...held)).toBeLessThanOrEqual(10_000);
    expect(records.filter(({ record }) => record === "rejected").map(({ line }) => line)).toEqual(
      garbage.map((_, index) => index + 1),
    );
  });
});

describe("lines of a stream", () => {
  const linesOf = async (...pieces: (string | Uint8Array)[]) => {
    const lines: string[] = [];
    for await (const line of splitLines(Readable.from(pieces))) lines.push(line);
    return lines;
  };

  it("end with LF or CRLF, and the last one needs no end", async () => {
    expect(await linesOf("a\r\nb\n\nc")).toEqual(["a", "b", "", "c"]);
    expect(await linesOf("a\n")).toEqual(["a"]);
    expect(await linesOf()).toEqual([]);
  });

  it("may be cut anywhere, also inside a letter", async () => {
    const bytes = Buffer.from("blåbær\r\nøl\n");
    const single = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await linesOf(...single)).toEqual(["blåbær", "øl"]);
  });

  it("are not broken by the line separators that JSON allows inside text", async () => {
    expect(await linesOf('{"a":"x\u2028y\u2029z"}\n')).toEqual(['{"a":"x\u2028y\u2029z"}']);
  });

  it("are not held in memory beyond the longest that is allowed", async () => {
    const [line = ""] = await linesOf("x".repeat(lineCharsMax), "x".repeat(lineCharsMax), "\nb");
    expect(line.length).toBeGreaterThan(lineCharsMax);
    expect(line.length).toBeLessThanOrEqual(2 * lineCharsMax + 1);
  });
});
