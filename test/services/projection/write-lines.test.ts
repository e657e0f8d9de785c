import fc from "fast-check";
import { expect, test } from "vitest";
import { InfluxError } from "../../../services/projection/influx/errors.js";
import type { Line } from "../../../services/projection/line.js";
import { writeLines } from "../../../services/projection/write-lines.js";

const line = (index: number, text = `event seq=${index}i ${index}`): Line => ({
  atNs: BigInt(index),
  measurement: "event",
  text,
});
const lines = (count: number) => Array.from({ length: count }, (_, index) => line(index));

/** A server that takes what `problem` finds nothing wrong with, whole requests or nothing. */
function server(problem: (texts: readonly string[]) => InfluxError | null) {
  const taken: string[] = [];
  let requests = 0;
  return {
    taken,
    requests: () => requests,
    send: async (texts: readonly string[]) => {
      requests += 1;
      const error = problem(texts);
      if (error) throw error;
      taken.push(...texts);
    },
  };
}

test("exactly the lines that are refused are set aside, each with the server's reason, and all others are written", async () => {
  const bads = fc.uniqueArray(fc.nat(199), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(bads, async (bad) => {
      const bodies = new Set(bad.map((index) => line(index).text));
      const { send, taken } = server((texts) => {
        const first = texts.find((text) => bodies.has(text));
        return first === undefined ? null : new InfluxError(400, `unable to parse '${first}'`, null);
      });
      const refused = await writeLines(send, lines(200));
      expect(refused.map(({ atNs }) => Number(atNs)).sort((a, b) => a - b)).toEqual(bad.sort((a, b) => a - b));
      for (const { text, reason } of refused) expect(reason).toContain(text);
      const written = new Set(taken.filter((text) => text.startsWith("event")));
      expect(written.size).toBe(200 - bad.length);
    }),
  );
});

test("one bad line of a thousand costs few requests", async () => {
  const { send, requests } = server((texts) =>
    texts.includes(line(617).text) ? new InfluxError(400, "bad", null) : null,
  );
  expect(await writeLines(send, lines(1_000))).toHaveLength(1);
  expect(requests()).toBeLessThan(25);
});

test("what is too large is sent in parts", async () => {
  const { send, taken } = server((texts) =>
    texts.join("\n").length > 200 ? new InfluxError(413, "request entity too large", null) : null,
  );
  expect(await writeLines(send, lines(100))).toEqual([]);
  expect(taken).toHaveLength(100);
});

test("a single line that is too large is set aside", async () => {
  const { send } = server((texts) =>
    texts.some((text) => text.length > 1_000) ? new InfluxError(413, "request entity too large", null) : null,
  );
  const refused = await writeLines(send, [line(1), line(2, `event firmware="${"x".repeat(2_000)}" 2`), line(3)]);
  expect(refused).toMatchObject([{ atNs: 2n, reason: expect.stringContaining("413") }]);
});

test("a server that refuses everything refuses no line: nothing is set aside", async () => {
  const { send } = server(() => new InfluxError(400, "precision is unknown", null));
  await expect(writeLines(send, lines(50))).rejects.toMatchObject({ reason: "precision is unknown" });
});

test.each([401, 403, 404, 429, 500, 503, null])("status %s concerns no line and ends the attempt", async (status) => {
  const { send, requests } = server(() => new InfluxError(status, "no", null));
  await expect(writeLines(send, lines(50))).rejects.toMatchObject({ status });
  expect(requests()).toBe(1);
});

test("no request is larger than half a megabyte", async () => {
  const sizes: number[] = [];
  const long = Array.from({ length: 40 }, (_, index) => line(index, `event firmware="${"å".repeat(32_000)}" ${index}`));
  await writeLines(async (texts) => void sizes.push(Buffer.byteLength(texts.join("\n"))), long);
  expect(sizes.length).toBeGreaterThan(4);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(512 * 1024);
});
