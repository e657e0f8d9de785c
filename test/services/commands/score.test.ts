import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { scoreCommand } from "../../../services/commands/score.js";
import type { ScoreCommandOptions } from "../../../services/commands/score-options.js";
import { simulateCommand } from "../../../services/commands/simulate.js";
import type { Score } from "../../../services/score/figures.js";
import { tempDir } from "../../support/temp-dir.js";

async function score(options: Partial<ScoreCommandOptions>) {
  const said: string[] = [];
  const written: string[] = [];
  const out = new PassThrough();
  out.on("data", (chunk: Buffer) => written.push(chunk.toString()));
  const all = { scenario: "cloud-outage-at-morning-doses", seed: "1", seeds: "1", residents: "12", ...options };
  const code = await scoreCommand(all, { out, err: { write: (text) => said.push(text) } });
  return { code, said: said.join(""), out: written.join("") };
}

test("a scenario is scored with a table, the same one every time, Velvakt with nothing missed and nothing false", async () => {
  const [one, other] = [await score({ days: "0.3" }), await score({ days: "0.3" })];
  expect(one).toEqual(other);
  expect(one).toMatchObject({ code: 0, said: "" });
  expect(one.out).toMatch(/^ +what was so +who watched +true +found +missed +false +p50 min +p95 min\n/);
  expect(one.out).toMatch(/\+ root cause of an outage named|= root cause of an outage named/);
  expect(one.out).toContain("Velvakt missed nothing and said nothing false.");
});

test("programs get each run and the sum of all", async () => {
  const { out } = await score({ days: "0.3", seeds: "2", json: true });
  const { total, runs } = JSON.parse(out) as { total: Score; runs: { scenario: string; seed: number; score: Score }[] };
  expect(runs.map(({ scenario, seed }) => `${scenario} ${seed}`)).toEqual([
    "cloud-outage-at-morning-doses 1",
    "cloud-outage-at-morning-doses 2",
  ]);
  const facts = ({ rows }: Score) => rows.find(({ id }) => id === "dose-falsely-missed")?.facts ?? 0;
  expect(facts(total)).toBe(runs.reduce((sum, run) => sum + facts(run.score), 0));
  expect(facts(total)).toBeGreaterThan(10);
});

test("files that velvakt simulate wrote are scored like the city itself, Velvakt's own outage included", async () => {
  const folder = tempDir();
  const [input, truth, scenario] = ["city.ndjson", "truth.ndjson", "deaf.yaml"].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(scenario, 'summary: deaf\nfaults:\n  - { fault: velvakt-down, at: "08:00", forMin: 40 }\n');
  const usual = { seed: "1", speed: "1", bridges: "1", direct: "0" };
  const err = { write: () => true };
  // A city is scored for a quarter of a day, and goes on for as long.
  const options = { ...usual, scenario, residents: "12", days: "0.5", out: input, truth };
  expect(await simulateCommand(options, { out: new PassThrough(), err })).toBe(0);
  const files = await score({ input, truth });
  expect(files.code).toBe(0);
  expect(files.out).toMatch(/the watcher itself was deaf +Velvakt +1 +1 +0 +0/);
  const rows = (text: string) => text.split("\n\n")[0];
  expect(rows((await score({ scenario, days: "0.25" })).out)).toBe(rows(files.out));
});

test("everything that is wrong with the options is said together", async () => {
  const { code, said } = await score({ seeds: "none", residents: "0", json: true, markdown: true, input: "x" });
  expect(code).toBe(2);
  expect(said).toContain("--seeds none: must be a whole number");
  expect(said).toContain("--residents 0: must be");
  expect(said).toContain("--json and --markdown: choose one");
  expect(said).toContain("--input and --truth belong together");
});

test("a scenario that there is not is named, with those that there are", async () => {
  const { code, said } = await score({ scenario: "quite-day" });
  expect(code).toBe(2);
  expect(said).toMatch(/quite-day[\s\S]*quiet-day/);
});

test("a file that is not there, and a line that is none of ours, are said with their place", async () => {
  const folder = tempDir();
  const missing = await score({ input: join(folder, "none"), truth: join(folder, "none") });
  expect(missing.code).toBe(1);
  expect(missing.said).toMatch(/none: cannot be read \(ENOENT\)\n$/);
  const file = join(folder, "some");
  writeFileSync(file, '{"truth":"outage","fault":"x"}\n');
  const strange = await score({ input: file, truth: file });
  expect(strange.code).toBe(1);
  expect(strange.said).toMatch(/some:1: not a line of velvakt simulate --truth \(componentId: /);
  expect(readFileSync(file, "utf8")).toContain("outage");
});
