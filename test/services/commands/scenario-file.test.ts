import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readScenario, scenarioNames } from "../../../services/commands/scenario-file.js";
import { formatMistakes } from "../../../services/ecosystem/report.js";
import { cityOptionsOf } from "../../../simulators/scenarios.js";
import { tempDir } from "../../support/temp-dir.js";

/** What somebody is told who wrote this file. */
async function told(text: string): Promise<string> {
  const file = join(tempDir(), "mine.yaml");
  writeFileSync(file, text);
  const read = await readScenario(file);
  return read.ok ? "" : formatMistakes(read.mistakes).replaceAll(file, "mine.yaml");
}

test("the scenarios that people are told of are there, and have no mistakes", async () => {
  const promised = [
    "quiet-week",
    "cloud-outage-at-morning-doses",
    "district-network-loss",
    "sms-delay-weekend",
    "power-cut",
    "scaling-rush",
    "scaling-wave",
    "privacy-leak",
    "bad-firmware",
    "everything",
    "the-night",
  ];
  expect(scenarioNames).toEqual(expect.arrayContaining(promised));
  for (const name of scenarioNames) expect(await readScenario(name), name).toMatchObject({ ok: true });
});

test("a file of one's own says when what breaks, by the clocks on the wall", async () => {
  const file = join(tempDir(), "mine.yaml");
  const text = [
    "summary: twice in the morning",
    "faults:",
    '  - { fault: vendor-cloud-outage, day: 2, at: "07:10", forMin: 20, everyDays: 7, times: 2 }',
  ];
  writeFileSync(file, text.join("\n"));
  const read = await readScenario(file);
  if (!read.ok) throw new Error(formatMistakes(read.mistakes));
  const { faults = [] } = cityOptionsOf(read.value, "2026-10-18");
  // Summer time ends between the two.
  expect(faults.map(({ fromMs }) => new Date(fromMs).toISOString())).toEqual([
    "2026-10-19T05:10:00.000Z",
    "2026-10-26T06:10:00.000Z",
  ]);
  expect(faults.map(({ fromMs, toMs }) => toMs - fromMs)).toEqual([1_200_000, 1_200_000]);
});

describe("mistakes are told with their line and what to do", () => {
  test.each([
    [
      "an unknown fault",
      '  - { fault: power-cutt, at: "07:10", forMin: 3 }',
      "mine.yaml:3:14  `fault` must be",
      'did you mean "power-cut"?',
    ],
    [
      "a setting of another fault",
      '  - { fault: record-down, at: "07:10", forMin: 3, streets: 2 }',
      "mine.yaml:3:51",
      'unknown key "streets"',
    ],
    ["no duration", '  - { fault: record-down, at: "07:10" }', "mine.yaml:3:5", "`forMin` is missing"],
    [
      "no time of day",
      '  - { fault: record-down, at: "7:10", forMin: 3 }',
      "mine.yaml:3:31",
      "must be a time of day such as 07:30",
    ],
    [
      "too much",
      '  - { fault: hub-rejects, at: "07:10", forMin: 3, sharePercent: 101 }',
      "mine.yaml:3:65",
      "must be at most 100, it is 101",
    ],
    [
      "a district that is none",
      '  - { fault: power-cut, at: "07:10", forMin: 3, district: atlantis }',
      "mine.yaml:3:59",
      "must be one of grorud",
    ],
    [
      "a repetition without a rhythm",
      '  - { fault: record-down, at: "07:10", forMin: 3, times: 4 }',
      "mine.yaml:3:58",
      "needs everyDays beside it",
    ],
  ])("%s", async (_name, line, place, words) => {
    const text = await told(`summary: something\nfaults:\n${line}\n`);
    expect(text).toContain(place);
    expect(text).toContain(words);
    expect(text).toMatch(/1 mistake\n$/);
  });

  test.each([
    ["a misspelt key", "summary: something\npeple: []\n", 'mine.yaml:2:1  unknown key "peple"; did you mean "people"?'],
    [
      "a zone that is none",
      "summary: something\ntimezone: Europe/Atlantis\n",
      "mine.yaml:2:11  `timezone` must be an IANA time zone",
    ],
    ["no YAML", "summary: [something\n", "mine.yaml:2:1  this is not valid YAML"],
    ["nothing", "", "mine.yaml:1:1  the file is empty"],
    ["a key twice", "summary: one\nsummary: two\n", "mine.yaml:2:1  `summary` is given twice here"],
  ])("%s", async (_name, text, words) => {
    expect(await told(text)).toContain(words);
  });

  test("a file that is not there, and a name that nobody has", async () => {
    expect(await readScenario("/nowhere/mine.yaml")).toMatchObject({
      ok: false,
      mistakes: [{ message: "there is no such file" }],
    });
    const read = await readScenario("the-nigth");
    expect(read).toMatchObject({
      ok: false,
      mistakes: [{ message: 'there is no such scenario; did you mean "the-night"?' }],
    });
  });
});
