import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { problemDocument, problems, startProblems } from "../../../services/api/problems.js";
import { ask, testApi } from "./support.js";

const folder = fileURLToPath(new URL("../../../services/api", import.meta.url));

/** Every `API_…` literal of the API's sources outside the table itself. */
function codesInSource(): Set<string> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const texts = files.filter((name) => name !== "problems.ts").map((name) => readFileSync(`${folder}/${name}`, "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/\bAPI_[A-Z_]+\b/g)].map((match) => match[0])));
}

test("every error code in the sources is explained, and every explained code is in the sources", () => {
  const explained = [...Object.keys(problems), ...Object.keys(startProblems)];
  expect([...codesInSource()].sort()).toEqual(explained.sort());
});

test("GET /problems shows what a problem's type points at", async () => {
  const { app } = await testApi();
  const { type } = problemDocument("API_ALERT_CLOSED", "somebody was faster");
  const [path, code] = type.split("#");
  const answer = await ask(app, path ?? "");
  expect(answer.status).toBe(200);
  expect(answer.body[code ?? ""].title).toBe(problems.API_ALERT_CLOSED.title);
});
