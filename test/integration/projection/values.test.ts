import fc from "fast-check";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import type { StoredPoint } from "../../../services/database/point.js";
import { createInflux, type Influx } from "../../../services/projection/influx/dialect.js";
import { readResult } from "../../../services/projection/influx/influxql.js";
import { encodeLine } from "../../../services/projection/line.js";
import { writeLines } from "../../../services/projection/write-lines.js";
import { askInflux, type SeriesServer, startInflux, startVictoria } from "../../support/influx.js";
import { settingsFor } from "./support.js";

let server: SeriesServer;
let influx: Influx;

beforeAll(async () => {
  server = await startInflux();
  await askInflux(server.url, "CREATE DATABASE velvakt");
  influx = createInflux(settingsFor(server.url));
  await influx.prepare();
});
afterAll(() => server?.remove());

const awkward = fc.constantFrom(
  "",
  " ",
  "\\",
  "\\\\",
  "a\\",
  '"',
  "'",
  ",",
  "=",
  "\n",
  "\r\n",
  "\t",
  "\0",
  "😀",
  "æøå",
  "a b,c=d",
  "#",
  "\ud800",
  "\u2028",
  "x".repeat(255),
  "å".repeat(128),
  "x".repeat(257),
  "x".repeat(64 * 1024),
  "x".repeat(64 * 1024 + 1),
  "😀".repeat(16_384),
  'end"',
  "\\n",
  '\\"',
  "NaN",
  "1i",
  "t",
  "-",
);
const text = fc.oneof({ weight: 2, arbitrary: awkward }, fc.string({ unit: "binary", maxLength: 20 }), fc.string());
const number = fc.oneof(
  fc.double(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
    5e-324,
    Number.MAX_VALUE,
    0.1,
    1e21,
  ),
  fc.integer(),
);
const integer = fc.oneof(fc.maxSafeInteger(), fc.double(), fc.constantFrom(2 ** 53, -(2 ** 53), 1.5));

let at = BigInt(Date.UTC(2026, 0, 1)) * 1_000_000n;
const parameters = { numRuns: 400, seed: Number(process.env.SEED ?? 20261122) };

test("whatever is in a tag or a field arrives as it was, or is refused with a reason", async () => {
  const outcomes = { written: 0, refused: 0 };
  await fc.assert(
    fc.asyncProperty(text, text, number, integer, fc.boolean(), async (tag, word, float, whole, flag) => {
      at += 1n;
      const point: StoredPoint = {
        measurement: "event",
        atNs: at,
        tags: { reason: tag },
        fields: { firmware: word, rssiDbm: float, seq: whole, mains: flag },
      };
      const encoded = encodeLine(point);
      if (!encoded.ok) {
        outcomes.refused += 1;
        expect(encoded.refused.reason.length).toBeGreaterThan(10);
        return;
      }
      outcomes.written += 1;
      expect(await writeLines(influx.write, [encoded.line])).toEqual([]);
      const [series] = readResult(await influx.query(`SELECT * FROM "event" WHERE time = ${at}`));
      const row = series?.values.at(-1) ?? [];
      const value = (name: string) => row[series?.columns.indexOf(name) ?? -1];
      expect(value("time")).toBe(String(at));
      expect(value("reason") ?? "").toBe(tag);
      expect(value("firmware")).toBe(word);
      expect(value("rssiDbm")).toBe(float + 0);
      expect(Number(value("seq"))).toBe(whole + 0);
      expect(value("mains")).toBe(flag);
    }),
    parameters,
  );
  expect(outcomes.written).toBeGreaterThan(30);
  expect(outcomes.refused).toBeGreaterThan(30);
});

test("texts alone, with numbers that are fine, too: what can be kept is kept", async () => {
  await fc.assert(
    fc.asyncProperty(text, async (word) => {
      at += 1n;
      const encoded = encodeLine({ measurement: "event", atNs: at, tags: {}, fields: { firmware: word } });
      if (!encoded.ok) {
        expect(/\p{Surrogate}/u.test(word) || Buffer.byteLength(word) > 65_536).toBe(true);
        return;
      }
      await influx.write([encoded.line.text]);
      const [series] = readResult(await influx.query(`SELECT "firmware" FROM "event" WHERE time = ${at}`));
      expect(series?.values).toEqual([[String(at), word]]);
    }),
    parameters,
  );
});

/** By name, each as a tag and as a field: whether it is kept as it is; what is not is refused with the reason. */
const named: [what: string, value: string, asTag: boolean, asField: boolean][] = [
  ["nothing", "", true, true],
  ["a word for no number", "NaN", true, true],
  ["quotes", `"double" and 'single'`, true, true],
  ["commas, spaces and equals signs", "a, b=c,d = e", true, true],
  ["a backslash within", "C:\\new", true, true],
  ["a backslash at the end", "end\\", false, true],
  ["a newline", "one\ntwo", false, true],
  ["emoji", "💊🏥 ærlig", true, true],
  ["half an emoji", "\ud83d", false, false],
  ["64 KiB", "x".repeat(64 * 1024), false, true],
  ["a byte more than 64 KiB", "x".repeat(64 * 1024 + 1), false, false],
];

const tagged = (reason: string): StoredPoint => ({
  measurement: "event",
  atNs: ++at,
  tags: { reason },
  fields: { seq: 1 },
});

test.each(named)(
  "%s arrives in InfluxDB as it was, or is refused with a reason",
  async (_what, value, asTag, asField) => {
    const inTag = encodeLine(tagged(value));
    expect(inTag.ok).toBe(asTag);
    if (inTag.ok) {
      await influx.write([inTag.line.text]);
      const [row] = await askInflux(server.url, `SELECT seq, reason FROM event WHERE time = ${at}`);
      expect(row?.reason ?? "").toBe(value);
    } else expect(inTag.refused.reason).toMatch(/^reason: .{10}/);
    at += 1n;
    const inField = encodeLine({ measurement: "event", atNs: at, tags: {}, fields: { firmware: value } });
    expect(inField.ok).toBe(asField);
    if (inField.ok) {
      await influx.write([inField.line.text]);
      const [row] = await askInflux(server.url, `SELECT firmware FROM event WHERE time = ${at}`);
      expect(row?.firmware).toBe(value);
    } else expect(inField.refused.reason).toMatch(/^firmware: .{10}/);
  },
);

test.each([Number.NaN, Number.POSITIVE_INFINITY, 1.5, 2 ** 53])(
  "the number %s is refused where it cannot be kept",
  (seq) => {
    const encoded = encodeLine({ measurement: "event", atNs: ++at, tags: {}, fields: { seq } });
    expect(encoded).toMatchObject({ ok: false, refused: { reason: expect.stringMatching(/^seq: is no /) } });
  },
);

test("a field whose type somebody else has taken is refused in words, and the rest of the batch is kept", async () => {
  await fetch(`${server.url}/write?db=velvakt`, { method: "POST", body: `event dosesLeft="many" ${++at}` });
  const lineOf = (fields: StoredPoint["fields"]) => {
    const encoded = encodeLine({ measurement: "event", atNs: ++at, tags: {}, fields });
    if (!encoded.ok) throw new Error(encoded.refused.reason);
    return encoded.line;
  };
  const [good, conflicting] = [lineOf({ latencyMs: 1 }), lineOf({ dosesLeft: 4 })];
  const refused = await writeLines(influx.write, [good, conflicting]);
  expect(refused).toMatchObject([{ text: conflicting.text, reason: expect.stringContaining("field type conflict") }]);
  expect(await askInflux(server.url, `SELECT latencyMs FROM event WHERE time = ${good.atNs}`)).toHaveLength(1);
});

test("the tags arrive in VictoriaMetrics as they were, over /api/v2/write", async () => {
  const victoria = await startVictoria();
  onTestFinished(() => victoria.remove());
  const { write } = createInflux(settingsFor(victoria.url, { version: 2, org: "velvakt", token: "any" }));
  const kept = named.flatMap(([, value, asTag]) => (asTag && value !== "" ? [value] : []));
  const lines = kept.flatMap((value) => {
    const encoded = encodeLine({ ...tagged(value), atNs: BigInt(Date.now()) * 1_000_000n });
    return encoded.ok ? [encoded.line] : [];
  });
  expect(await writeLines(write, lines)).toEqual([]);
  const reasons = async () => {
    await fetch(`${victoria.url}/internal/force_flush`);
    const text = await (await fetch(`${victoria.url}/api/v1/export?match[]=event_seq`)).text();
    const series = text.split("\n").filter((line) => line !== "");
    return series.map((line) => (JSON.parse(line) as { metric: { reason: string } }).metric.reason).sort();
  };
  await expect.poll(reasons, { timeout: 20_000 }).toEqual([...kept].sort());
});
