import { describe, test } from "vitest";
import { expectMistake, type Row } from "./row.js";

const cloudEnd = "criticality: 1, sla: *sla }\n";
const southRow = "  - { id: south, name: South, dutyPhones: 2, responseLimitMin: 15 }\n";

const shape: Row[] = [
  {
    mistake: "a misspelt key",
    change: ["timezone: Europe/Oslo", "timezome: Europe/Oslo #!"],
    code: "ECOSYSTEM_KEY_UNKNOWN",
    message: 'unknown key "timezome"; did you mean "timezone"?',
  },
  {
    mistake: "an unknown key of an item",
    change: [southRow, "  - { id: south, name: South, dutyPhones: 2, responseLimitMin: 15, colour: red } #!\n"],
    code: "ECOSYSTEM_KEY_UNKNOWN",
    message: 'unknown key "colour"',
    action: /known here: id, name, dutyPhones/,
  },
  {
    mistake: "a secret in the file",
    change: [
      "{ id: console, kind: console }] }\n",
      '{ id: w, kind: webhook, url: "https://a.example", secret: hemmelig }] } #!\n',
    ],
    code: "ECOSYSTEM_KEY_UNKNOWN",
    message: 'unknown key "secret"',
    action: /secretEnv/,
  },
  {
    mistake: "a missing key",
    change: [southRow, "  - { id: south, name: South, dutyPhones: 2 } #!\n"],
    code: "ECOSYSTEM_KEY_MISSING",
    message: "`responseLimitMin` is missing",
    action: /minutes within which/,
  },
  {
    mistake: "a missing key deep inside",
    change: [
      "*c, bands: *b, acceptance: *a }\n  - { id: R3",
      "*c, bands: *b, acceptance: { green: g, yellow: y } } #!\n  - { id: R3",
    ],
    code: "ECOSYSTEM_KEY_MISSING",
    message: "`red` is missing",
  },
  {
    mistake: "a key given twice",
    change: ["tenant: test\n", "tenant: test\ntenant: other #!\n"],
    code: "ECOSYSTEM_KEY_TWICE",
    message: "`tenant` is given twice here",
  },
  {
    mistake: "an empty value",
    change: ["timezone: Europe/Oslo", "timezone: #!"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`timezone` must be text, it is empty",
  },
  {
    mistake: "a number in quotes",
    change: [southRow, '  - { id: south, name: South, dutyPhones: "2", responseLimitMin: 15 } #!\n'],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`dutyPhones` must be a number, it is "2"',
    action: /without quotes/,
  },
  {
    mistake: "half a duty phone",
    change: [southRow, "  - { id: south, name: South, dutyPhones: 2.5, responseLimitMin: 15 } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`dutyPhones` must be a whole number, it is 2.5",
  },
  {
    mistake: "no duty phone",
    change: [southRow, "  - { id: south, name: South, dutyPhones: 0, responseLimitMin: 15 } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`dutyPhones` must be at least 1, it is 0",
  },
  {
    mistake: "an id in capitals",
    change: ["tenant: test", "tenant: Test #!"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: /`tenant` must be lower-case/,
  },
  {
    mistake: "a misspelt word of a few",
    change: ["kind: dispenser,", "kind: dispensr, #!"].map((s) => s.replace(" #!", "")) as [string, string],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: /`kind` must be dispenser, .*; did you mean "dispenser"\?/,
  },
  {
    mistake: "yes for true",
    change: [southRow, "  - { id: south, name: South, dutyPhones: 2, responseLimitMin: 15, firstAlarm: yes } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`firstAlarm` must be true or false, it is "yes"',
  },
  {
    mistake: "a fraction for a percentage",
    change: [cloudEnd, "criticality: 1, sla: { availabilityPercent: 0.995, restoreWithinMin: 1 } } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`availabilityPercent` must be at least 50, it is 0.995",
    action: /99\.5/,
  },
  {
    mistake: "a promise of 100 per cent",
    change: [cloudEnd, "criticality: 1, sla: { availabilityPercent: 100, restoreWithinMin: 1 } } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`availabilityPercent` must be less than 100, it is 100",
    action: /no error budget/,
  },
  {
    mistake: "a third criticality",
    change: [cloudEnd, "criticality: 3, sla: *sla } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`criticality` must be 1 or 2, it is 3",
  },
  {
    mistake: "a mapping where a list belongs",
    change: ["scaling: { ceiling: 100 }", "scaling: { ceiling: 100 }\nmatrix: { a: 1 } #!"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`matrix` must be a list, it is a mapping",
  },
  {
    mistake: "a matrix of four rows",
    change: [
      "scaling: { ceiling: 100 }",
      `scaling: { ceiling: 100 }\nmatrix: [${Array(4).fill("[green, green, green, red, red]").join(", ")}] #!`,
    ],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`matrix` must have 5 items, it has 4",
  },
  {
    mistake: "an unknown colour",
    change: [
      "scaling: { ceiling: 100 }",
      `scaling: { ceiling: 100 }\nmatrix: [${Array(5).fill("[green, green, green, orange, red]").join(", ")}] #!`,
    ],
    alsoFound: Array(4).fill("ECOSYSTEM_VALUE_INVALID"),
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`matrix` must be green, yellow or red, it is "orange"',
  },
  {
    mistake: "a percentage above 100",
    change: ["scaling: { ceiling: 100 }", "scaling: { ceiling: 100, criteria: { onTimePercentMin: 101 } } #!"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`onTimePercentMin` must be at most 100, it is 101",
  },
  {
    mistake: "an unknown channel",
    change: ["[{ id: console, kind: console }] }\n", "[{ id: console, kind: pigeon }] } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`kind` must be console or webhook, it is "pigeon"',
  },
  {
    mistake: "a team without channels",
    change: ["channels: [{ id: console, kind: console }] }\n", "channels: [] } #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`channels` must have at least 1 item, it has 0",
  },
  {
    mistake: "a ninth scenario",
    change: ["{ id: R8,", "{ id: R9,"],
    alsoFound: ["ECOSYSTEM_SCENARIO_MISSING"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: /`id` must be R1, .* or R8, it is "R9"/,
  },
  {
    mistake: "three bands",
    change: [
      "consequence: *c, bands: *b, acceptance: *a }\nscaling",
      "consequence: *c, bands: [1, 2, 3], acceptance: *a } #!\nscaling",
    ],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`bands` must have 4 items, it has 3",
  },
  {
    mistake: "a consequence of 6",
    change: ["trust: 1 }", "trust: 6 }"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`trust` must be at most 5, it is 6",
  },
  {
    mistake: "a time without a leading zero",
    change: ['from: "08:00", to: "15:30" }', 'from: "8:00", to: "15:30" } #!'],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`from` must be a time of day, it is "8:00"',
    action: /HH:MM/,
  },
  {
    mistake: "an unknown day",
    change: ["days: [mon]", "days: [man]"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: /`days` must be mon, .* it is "man"/,
  },
  {
    mistake: "a hop limit of nothing",
    change: ["hopLimitSec: [120] }", "hopLimitSec: [0] } #!"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`hopLimitSec` must be more than 0, it is 0",
  },
  {
    mistake: "a flow of one step",
    change: ["steps: [network, cloud], hopLimitSec: [120]", "steps: [cloud], hopLimitSec: []"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`steps` must have at least 2 items, it has 1",
  },
  {
    mistake: "the secret in place of its name",
    change: [
      "[{ id: console, kind: console }] }\n",
      '[{ id: w, kind: webhook, url: "https://a.example", secretEnv: hunter2 }] } #!\n',
    ],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: "`secretEnv` must be the name of an environment variable, it is something else",
  },
];

describe("mistakes of shape", () => {
  test.each(shape)("$mistake is named with its line, code and words", expectMistake);
});
