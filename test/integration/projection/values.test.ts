import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { StoredPoint } from "../../../services/database/point.js";
import { createInflux, type Influx } from "../../../services/projection/influx/dialect.js";
import { readResult } from "../../../services/projection/influx/influxql.js";
import { encodeLine } from "../../../services/projection/line.js";
import { writeLines } from "../../../services/projection/write-lines.js";
import { askInflux, type SeriesServer, startInflux } from "../../support/influx.js";
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
