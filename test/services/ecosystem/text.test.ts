import fc from "fast-check";
import { expect, test } from "vitest";
import { depthMax, ecosystemBytesMax } from "../../../services/ecosystem/document.js";
import { loadEcosystem } from "../../../services/ecosystem/load.js";
import { smallEcosystem } from "./small-ecosystem.js";

function mistakesOf(text: string) {
  const loaded = loadEcosystem(text, "text.yaml");
  if (loaded.ok) throw new Error("accepted");
  return loaded.mistakes;
}
const codesOf = (text: string) => [...new Set(mistakesOf(text).map(({ code }) => code))];

const lines = smallEcosystem.split("\n");
const at = (n: number, line: string) => [...lines.slice(0, n - 1), line, ...lines.slice(n - 1)].join("\n");

test.each([
  ["a tab as indentation", at(4, "\t- { id: west }"), 4, /spaces/],
  ["an unclosed quote", at(2, 'timezone: "Europe'), 2, /quotes/],
  ["an unclosed bracket", at(3, "x: [a"), 4, /./],
  ["a colon inside text", at(2, "note: a: b"), 2, /quotes/],
  ["a second document", `${smallEcosystem}---\na: 1\n`, lines.length + 0, /one document/],
  ["an alias without anchor", at(2, "note: *nobody"), 2, /anchor/],
  ["a tag", at(2, "note: !secret x"), 2, /tag/],
  ["a list as key", at(2, "? [a]\n: b"), 2, /plain word/],
  ["old YAML, where no is not text", `%YAML 1.1\n---\n${smallEcosystem}`, 1, /starts with %/],
])("%s is a syntax mistake with its line", (_name, text, line, action) => {
  const mistakes = mistakesOf(text);
  expect(mistakes.map(({ code }) => code)).toContain("ECOSYSTEM_SYNTAX");
  expect(mistakes[0]?.line).toBe(line);
  expect(mistakes[0]?.action).toMatch(action);
  expect(mistakes[0]?.message).not.toContain("\n");
});

test("several syntax mistakes are all named, and what stands beside them is not guessed at", () => {
  const mistakes = mistakesOf("a: !one x\nb: c: d\ne: !two x\n");
  expect(mistakes.map(({ line, code }) => `${line} ${code}`)).toEqual([
    "1 ECOSYSTEM_SYNTAX",
    "2 ECOSYSTEM_SYNTAX",
    "3 ECOSYSTEM_SYNTAX",
  ]);
});

test("aliases of anchors that do not exist are all named", () => {
  expect(mistakesOf("a: *one\nb: &b x\nc: *b\nd: *two\n").map(({ line, code }) => `${line} ${code}`)).toEqual([
    "1 ECOSYSTEM_SYNTAX",
    "4 ECOSYSTEM_SYNTAX",
  ]);
});

test.each([
  ["nothing", ""],
  ["only a comment", "# later\n"],
  ["null", "~"],
])("a file of %s is empty", (_name, text) => {
  expect(codesOf(text)).toEqual(["ECOSYSTEM_EMPTY"]);
});

test.each(["42", "just words", "[a, b]", "true"])("a file that is %s is no mapping", (text) => {
  expect(mistakesOf(text)[0]).toMatchObject({ code: "ECOSYSTEM_VALUE_INVALID", line: 1, path: "" });
});

test("line endings of Windows and a byte order mark change nothing", () => {
  const plain = loadEcosystem(smallEcosystem, "a");
  const windows = loadEcosystem(`\uFEFF${smallEcosystem.replaceAll("\n", "\r\n")}`, "a");
  expect(plain.ok && windows.ok && plain.hash === windows.hash).toBe(true);
});

test("keys that mean something to JavaScript are ordinary unknown keys", () => {
  for (const key of ["__proto__", "constructor", "toString", "hasOwnProperty"]) {
    expect(mistakesOf(at(2, `${key}: { polluted: true }`))).toMatchObject([
      { code: "ECOSYSTEM_KEY_UNKNOWN", line: 2, path: key },
    ]);
    expect(mistakesOf(smallEcosystem.replace("thresholds: {}", `thresholds: { ${key}: 5 }`))).toMatchObject([
      { code: "ECOSYSTEM_THRESHOLD_UNKNOWN" },
    ]);
  }
  expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

const bombs: [string, string, string][] = [
  ["a file too large", `${smallEcosystem}#${"x".repeat(ecosystemBytesMax)}`, "ECOSYSTEM_TOO_LARGE"],
  ["brackets", "[".repeat(20_000), "ECOSYSTEM_TOO_COMPLEX"],
  ["braces", "{a: ".repeat(20_000), "ECOSYSTEM_TOO_COMPLEX"],
  ["dashes", "- ".repeat(20_000), "ECOSYSTEM_TOO_COMPLEX"],
  ["question marks", "? ".repeat(20_000), "ECOSYSTEM_TOO_COMPLEX"],
  [
    "indentation",
    Array.from({ length: depthMax + 2 }, (_, i) => `${" ".repeat(i)}a:\n`).join(""),
    "ECOSYSTEM_TOO_COMPLEX",
  ],
  [
    "a billion laughs",
    Array.from({ length: 12 }, (_, i) => `k${i}: &k${i} [${Array(10).fill(i === 0 ? "ha" : `*k${i - 1}`)}]\n`).join(""),
    "ECOSYSTEM_TOO_COMPLEX",
  ],
  ["an alias inside its own anchor", "a: &a [*a]", "ECOSYSTEM_TOO_COMPLEX"],
  [
    "a tower of aliases",
    Array.from({ length: 5000 }, (_, i) => `k${i}: &k${i} [${i === 0 ? "x" : `*k${i - 1}`}]\n`).join(""),
    "ECOSYSTEM_TOO_COMPLEX",
  ],
  ["quotes", '"'.repeat(60_000), "ECOSYSTEM_SYNTAX"],
  ["closing brackets", "]".repeat(60_000), "ECOSYSTEM_SYNTAX"],
  ["unknown keys", Array.from({ length: 20_000 }, (_, i) => `k${i}: 1\n`).join(""), "ECOSYSTEM_KEY_UNKNOWN"],
  [
    "unknown ids",
    `districts:\n${"- { id: a }\n".repeat(3000)}\nroutes: [{ districts: [${Array.from({ length: 15_000 }, (_, i) => `x${i}`).join(", ")}] }]`,
    "ECOSYSTEM_ID_UNKNOWN",
  ],
  [
    "a thousand circles",
    `components:\n${Array.from({ length: 6000 }, (_, i) => `- { id: c${i}, dependsOn: [c${i + 1}, c0] }\n`).join("")}`,
    "ECOSYSTEM_CYCLE",
  ],
  ["the same key", "tenant: a\n".repeat(20_000), "ECOSYSTEM_KEY_TWICE"],
  ["a word without end", `timezone: ${"x".repeat(200_000)}`, "ECOSYSTEM_TIMEZONE"],
  ["numbers without end", `thresholds: { settleMin: ${"9".repeat(5000)} }`, "ECOSYSTEM_VALUE_INVALID"],
];

test.each(bombs)("a bomb of %s is refused in bounded time", (_name, text, code) => {
  const started = performance.now();
  expect(codesOf(text)).toContain(code);
  expect(performance.now() - started).toBeLessThan(8000);
});

const yamlText = fc.array(
  fc.oneof(
    fc.constantFrom(
      "- ",
      ": ",
      "? ",
      "[",
      "]",
      "{",
      "}",
      ", ",
      "\n",
      "\n  ",
      "\n    ",
      "&a ",
      "*a",
      "!t ",
      "'",
      '"',
      "|\n",
      ">\n",
      "# ",
      "%",
      "---\n",
      "...\n",
      "\t",
      "~",
      "<<: ",
      "__proto__: ",
    ),
    fc.constantFrom(
      "tenant",
      "districts",
      "components",
      "dependsOn",
      "thresholds",
      "matrix",
      "routes",
      "teams",
      "scenarios",
      "id",
      "R1",
      "08:00",
      ".nan",
      "-.inf",
      "0x10",
      "1e999",
    ),
    fc.string({ unit: "binary", maxLength: 5 }),
  ),
  { maxLength: 60 },
);

test("no text makes the loader throw, and every refusal says where and what to do", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        yamlText.map((parts) => parts.join("")),
        fc.string({ unit: "binary", maxLength: 200 }),
      ),
      (text) => {
        const loaded = loadEcosystem(text, "any.yaml");
        expect(loaded.ok).toBe(false);
        if (loaded.ok) return;
        expect(loaded.mistakes.length).toBeGreaterThan(0);
        for (const mistake of loaded.mistakes) {
          expect(mistake.line).toBeGreaterThan(0);
          expect(mistake.line).toBeLessThanOrEqual(text.split("\n").length + 1);
          expect(mistake.column).toBeGreaterThan(0);
          expect(mistake.message.length * mistake.action.length).toBeGreaterThan(0);
        }
      },
    ),
    { numRuns: 1500 },
  );
});

const value = fc.constantFrom(
  "",
  "~",
  "1",
  "-1",
  "1e999",
  ".nan",
  "yes",
  '""',
  "[]",
  "{}",
  "[~]",
  "[[]]",
  "{ id: 1 }",
  "text",
  "*sla",
  "2024-01-01",
);

test("no value in any place of a good file makes the loader throw", () => {
  const places = [...smallEcosystem.matchAll(/: ([^\s,{}[\]]+|\[[^[\]]*\]|\{[^{}]*\})/g)].map(
    (match) => match.index + 2,
  );
  expect(places.length).toBeGreaterThan(100);
  fc.assert(
    fc.property(fc.constantFrom(...places), value, (start, put) => {
      const rest = smallEcosystem.slice(start).replace(/^([^\s,{}[\]]+|\[[^[\]]*\]|\{[^{}]*\})/, () => put);
      const loaded = loadEcosystem(smallEcosystem.slice(0, start) + rest, "any.yaml");
      if (!loaded.ok) expect(loaded.mistakes.every(({ line }) => line > 0)).toBe(true);
    }),
    { numRuns: 250 },
  );
});
