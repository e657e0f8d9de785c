import { describe, test } from "vitest";
import type { MistakeCode } from "../../../../services/ecosystem/mistake.js";
import { expectMistake, type Row } from "./row.js";

const end = "thresholds: {}\n";

const risk: Row[] = [
  {
    mistake: "a missing scenario",
    change: [
      "  - { id: R8, name: { no: navn, en: name }, owner: o, consequence: *c, bands: *b, acceptance: *a }\n",
      "",
    ],
    line: "scenarios:",
    code: "ECOSYSTEM_SCENARIO_MISSING",
    message: "R8 is missing",
  },
  {
    mistake: "bands that do not rise",
    change: ["bands: &b [1, 2, 3, 4]", "bands: &b [1, 5, 5, 9]"],
    code: "ECOSYSTEM_BANDS_ORDER",
    message: "these bands do not rise: 5 follows 5",
  },
  ...(
    [
      [
        "a risk that gets greener with its consequence",
        "[green, green, green, yellow, green]",
        0,
        "ECOSYSTEM_MATRIX_ORDER",
        "probability 1 with consequence 5 is green, but probability 1 with consequence 4 is yellow",
      ],
      [
        "a risk that gets greener with its probability",
        "[green, green, green, red, red]",
        3,
        "ECOSYSTEM_MATRIX_ORDER",
        "probability 4 with consequence 3 is green, but probability 3 with consequence 3 is yellow",
      ],
      [
        "possible and serious, but not red",
        "[green, green, yellow, yellow, red]",
        2,
        "ECOSYSTEM_MATRIX_GIVEN_CELL",
        /^probability 3 with consequence 4 is yellow/,
      ],
    ] as [string, string, number, MistakeCode, string | RegExp][]
  ).map(([mistake, row, at, code, message]): Row => {
    const rows = [
      "[green, green, green, yellow, yellow]",
      "[green, green, yellow, yellow, red]",
      "[green, green, yellow, red, red]",
      "[green, yellow, red, red, red]",
      "[yellow, red, red, red, red]",
    ];
    const matrix = rows.map((colours, i) => `  - ${i === at ? `${row} #!` : colours}\n`).join("");
    return {
      mistake,
      change: ["scaling: { ceiling: 100 }\n", `scaling: { ceiling: 100 }\nmatrix:\n${matrix}`],
      code,
      message,
    };
  }),
];

const thresholds: Row[] = [
  {
    mistake: "an unknown threshold",
    change: [end, "thresholds:\n  onTimMin: 5 #!\n"],
    code: "ECOSYSTEM_THRESHOLD_UNKNOWN",
    message: 'there is no threshold "onTimMin"; did you mean "onTimeMin"?',
  },
  {
    mistake: "a threshold above its bounds",
    change: [end, "thresholds:\n  alertAfterMin: 181 #!\n"],
    code: "ECOSYSTEM_THRESHOLD_RANGE",
    message: "alertAfterMin is 181, outside 5 to 180, where it makes sense",
    action: /from 5 to 180.*default 75 \(published: Medido/,
  },
  {
    mistake: "a negative threshold",
    change: [end, "thresholds:\n  settleMin: -1 #!\n"],
    code: "ECOSYSTEM_THRESHOLD_RANGE",
    message: "settleMin is -1, outside 0 to 120, where it makes sense",
  },
  {
    mistake: "half a miss",
    change: [end, "thresholds:\n  missesInARow: 2.5 #!\n"],
    code: "ECOSYSTEM_THRESHOLD_RANGE",
    message: "missesInARow is 2.5, but must be a whole number",
  },
  {
    mistake: "a threshold that is not a number",
    change: [end, "thresholds:\n  settleMin: soon #!\n"],
    code: "ECOSYSTEM_VALUE_INVALID",
    message: '`settleMin` must be a number, it is "soon"',
  },
  ...(
    [
      [
        "on time after the end",
        { onTimeMin: 200, closeAfterMin: 190 },
        "onTimeMin",
        /^onTimeMin 200 and closeAfterMin 190: a dose would still be on time/,
      ],
      [
        "an alert at the end",
        { alertAfterMin: 180, closeAfterMin: 180 },
        "alertAfterMin",
        /^alertAfterMin 180 and closeAfterMin 180: the alert would come/,
      ],
      [
        "critical doses told later than others",
        { alertAfterCriticalMin: 76 },
        "alertAfterCriticalMin",
        /^alertAfterCriticalMin 76 and alertAfterMin 75 \(default\): a time-critical dose/,
      ],
      [
        "flapping that ends before it begins",
        { flappingLeavePercent: 31 },
        "flappingLeavePercent",
        /^flappingLeavePercent 31 and flappingEnterPercent 30 \(default\)/,
      ],
      [
        "late data for doses let go",
        { ledgerHorizonHours: 120, lateDataMaxHours: 117 },
        "ledgerHorizonHours",
        /^ledgerHorizonHours 120 and lateDataMaxHours 117: late data/,
      ],
      [
        "a new roll that is low",
        { stockLowHours: 72, rollDays: 3 },
        "stockLowHours",
        /^stockLowHours 72 and rollDays 3: stock would be low/,
      ],
    ] as [string, Record<string, number>, string, RegExp][]
  ).map(([mistake, values, at, message]): Row => {
    const lines = Object.entries(values).map(([name, value]) => `  ${name}: ${value}${name === at ? " #!" : ""}\n`);
    return { mistake, change: [end, `thresholds:\n${lines.join("")}`], code: "ECOSYSTEM_THRESHOLD_CONFLICT", message };
  }),
];

describe("mistakes of risk and thresholds", () => {
  test.each([...risk, ...thresholds])("$mistake is named with its line, code and words", expectMistake);
});
