import { expect, test } from "vitest";
import { seriesStatement } from "../../../services/projection/influx/event-store.js";
import { literal, name, readResult } from "../../../services/projection/influx/influxql.js";

test("names and values cannot end their quotes", () => {
  expect(name('a"b\\')).toBe('"a\\"b\\\\"');
  expect(literal("o'brien\\' OR 1=1 --\n")).toBe("'o\\'brien\\\\\\' OR 1=1 --\\n'");
});

test("whole numbers of 16 digits and more keep all of them; fractions, exponents and texts stay what they are", () => {
  const values = '[1763712000000000123,-1763712000000000123,0.16666666666666666,1.5e+21,12,"1763712000000000123"]';
  const answer = `{"results":[{"series":[{"name":"a 1763712000000000123 \\" 1763712000000000124","columns":[],"values":[${values}]}]}]}`;
  expect(readResult(answer)).toEqual([
    {
      name: 'a 1763712000000000123 " 1763712000000000124',
      columns: [],
      values: [["1763712000000000123", "-1763712000000000123", 0.16666666666666666, 1.5e21, 12, "1763712000000000123"]],
    },
  ]);
});

test("a statement that was not carried out is an error, although it comes with status 200", () => {
  expect(() => readResult('{"results":[{"error":"database not found: velvakt"}]}')).toThrow("database not found");
});

test("a question becomes one statement", () => {
  const query = { measurement: "dose", field: "change", aggregate: "sum", by: ["verdict"], everySec: 60 } as const;
  expect(seriesStatement({ ...query, by: ["verdict"], where: { district: "alna" }, fromMs: 1, toMs: 2 })).toBe(
    `SELECT sum("change") AS value FROM "dose" WHERE time >= 1ms AND time < 2ms AND "district" = 'alna' GROUP BY time(60s), "verdict" fill(none)`,
  );
});
