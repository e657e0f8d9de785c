import { spawnSync } from "node:child_process";
import { cpSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTempDir, removeTempDir } from "../support/temp-dir.js";
import { type Mutation, mutations } from "./mutations.js";

/**
 * Do the tests notice when a rule breaks? Each mutation is applied to a copy of the tree, one at a
 * time, and the sentence that it contradicts must fail there, having passed before. Every fourth is
 * tried by default; all with `MUTATIONS=all npx vitest run --project unit test/mutations`.
 */
const chosen = process.env.MUTATIONS === "all" ? mutations : mutations.filter((_, index) => index % 4 === 0);

const root = resolve(import.meta.dirname, "../..");
const copied = [
  "rules",
  "ingest",
  "services",
  "test/rules",
  "test/support",
  "test/oracle",
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
];

/** Title of each test of a file in the copy → whether it passed. */
function outcomes(folder: string, testFile: string): Map<string, boolean> {
  const report = join(folder, "report.json");
  writeFileSync(report, "{}");
  const args = ["run", "--project", "unit", "--reporter=json", `--outputFile=${report}`, join("test/rules", testFile)];
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(VITEST|TEST$|NODE_V8_COVERAGE)/.test(name)),
  );
  const { stderr } = spawnSync(process.execPath, [join(root, "node_modules/vitest/vitest.mjs"), ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  const { testResults } = JSON.parse(readFileSync(report, "utf8")) as {
    testResults?: { assertionResults: { title: string; status: string }[] }[];
  };
  if (!testResults) throw new Error(`the copy's tests did not run: ${stderr}`);
  return new Map(
    testResults.flatMap((one) => one.assertionResults.map(({ title, status }) => [title, status === "passed"])),
  );
}

describe("the list of broken rules", () => {
  it("has ten of them, each another one", () => {
    expect(new Set(mutations.map(({ breaks }) => breaks)).size).toBe(10);
    expect(new Set(mutations.map(({ find }) => find)).size).toBe(10);
  });

  it.each(mutations.map((one) => [one.breaks, one] as const))(
    "breaks one place of the rules as they are: %s",
    (_breaks, { file, find }) => {
      expect(readFileSync(join(root, file), "utf8").split(find)).toHaveLength(2);
    },
  );
});

describe("the tests notice that", () => {
  let folder = "";
  const before = new Map<string, Map<string, boolean>>();

  beforeAll(() => {
    folder = makeTempDir("velvakt-mutations-");
    for (const name of copied) cpSync(join(root, name), join(folder, name), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  });
  afterAll(() => removeTempDir(folder));

  /** As the rules are, without a mutation; each test file once. */
  function unbroken(testFile: string): Map<string, boolean> {
    const known = before.get(testFile) ?? outcomes(folder, testFile);
    before.set(testFile, known);
    return known;
  }

  it.each(chosen.map((one) => [one.breaks, one] as const))(
    "%s",
    (_breaks, { file, find, replace, caughtBy }: Mutation) => {
      const [testFile, title] = caughtBy;
      expect(unbroken(testFile).get(title)).toBe(true);
      const path = join(folder, file);
      const text = readFileSync(path, "utf8");
      writeFileSync(
        path,
        text.replace(find, () => replace),
      );
      try {
        expect(outcomes(folder, testFile).get(title)).toBe(false);
      } finally {
        writeFileSync(path, text);
      }
    },
  );
});
