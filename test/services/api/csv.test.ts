import { fastify } from "fastify";
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from "fastify-type-provider-zod";
import { expect, test } from "vitest";
import { z } from "zod";
import { asksForCsv, type CsvColumn, csvText, jsonOrCsv, sendCsv, tableQuery } from "../../../services/api/csv.js";

interface Row {
  name: string;
  minutes: number | null;
}

const columns: CsvColumn<Row>[] = [
  { name: "name", value: ({ name }) => name },
  { name: "minutes", value: ({ minutes }) => minutes },
];

test("a table has a header row, lines ended by CRLF, and nothing where a value is absent", () => {
  const rows = [
    { name: "Ålesund", minutes: 12.5 },
    { name: "Bø", minutes: null },
  ];
  expect(csvText(columns, rows)).toBe("name,minutes\r\nÅlesund,12.5\r\nBø,\r\n");
  expect(csvText(columns, [])).toBe("name,minutes\r\n");
  expect(csvText([{ name: "left", value: () => undefined }], [{}])).toBe("left\r\n\r\n");
});

test.each([
  ["a comma", "a,b", '"a,b"'],
  ["a quote", 'the "cloud"', '"the ""cloud"""'],
  ["a line break", "one\r\ntwo", '"one\r\ntwo"'],
  ["an equals sign, as a formula begins", "=1+1", "'=1+1"],
  ["an at sign", "@SUM(A1)", "'@SUM(A1)"],
  ["a plus sign", "+47 22 00 00 00", "'+47 22 00 00 00"],
  ["a minus sign", "-1", "'-1"],
  ["a tab", "\t=1", "'\t=1"],
  ["a formula with a comma", '=HYPERLINK("x","y")', '"\'=HYPERLINK(""x"",""y"")"'],
  ["a full-width equals sign", "\uFF1D1", "'\uFF1D1"],
])("text that begins with or holds %s stays text", (_what, name, written) => {
  expect(csvText(columns, [{ name, minutes: 0 }])).toBe(`name,minutes\r\n${written},0\r\n`);
});

test("a negative number is a number, not a formula", () => {
  expect(csvText(columns, [{ name: "left", minutes: -3.25 }])).toBe("name,minutes\r\nleft,-3.25\r\n");
});

async function answer(url: string, accept?: string) {
  const app = fastify().withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  const item = z.object({ name: z.string(), minutes: z.number().nullable() });
  const schema = { querystring: z.strictObject(tableQuery), response: { 200: jsonOrCsv(item) } };
  app.get("/rows", { schema }, async (request, reply) => {
    const row = { name: "Bø", minutes: 1 };
    return asksForCsv(request) ? sendCsv(reply, "rows/of 2026", columns, [row]) : row;
  });
  const response = await app.inject({ url, headers: accept === undefined ? {} : { accept } });
  await app.close();
  return response;
}

test.each([
  ["/rows", undefined, "application/json"],
  ["/rows", "*/*", "application/json"],
  ["/rows", "application/json, text/csv", "application/json"],
  ["/rows", "text/csv", "text/csv"],
  ["/rows", "Text/CSV, application/json", "text/csv"],
  ["/rows?format=csv", "text/html,application/xhtml+xml", "text/csv"],
  ["/rows?format=json", "text/csv", "application/json"],
])("%s with Accept %s is answered as %s", async (url, accept, expected) => {
  const response = await answer(url, accept);
  expect(response.statusCode).toBe(200);
  expect(response.headers["content-type"]).toMatch(new RegExp(`^${expected}`));
  expect(response.body).toBe(expected === "text/csv" ? "name,minutes\r\nBø,1\r\n" : '{"name":"Bø","minutes":1}');
});

test("a browser saves the table under a name without characters that a path could have", async () => {
  const { headers } = await answer("/rows?format=csv");
  expect(headers["content-disposition"]).toBe('attachment; filename="rows_of_2026.csv"');
  expect(headers.vary).toBe("accept");
});
