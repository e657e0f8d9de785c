import { type Thresholds, thresholdTable } from "../../../rules/thresholds.js";
import type { Check, Draft } from "../draft.js";
import type { Finding } from "../mistake.js";

type Name = keyof Thresholds;

/** Half a heartbeat and half a per cent make sense; half a failure or half a dose does not. */
const fractional = (name: Name) => name === "contactHeartbeats" || name.endsWith("Percent");

/** Values that are each within their bounds and make no sense together. */
const conflicts: { names: [Name, Name]; when: (t: Thresholds) => boolean; message: string; action: string }[] = [
  {
    names: ["onTimeMin", "closeAfterMin"],
    when: (t) => t.onTimeMin > t.closeAfterMin,
    message: "a dose would still be on time after it has been closed",
    action: "Make onTimeMin at most closeAfterMin.",
  },
  {
    names: ["alertAfterMin", "closeAfterMin"],
    when: (t) => t.alertAfterMin >= t.closeAfterMin,
    message: "the alert would come when the dose has been closed and can no longer be dispensed",
    action: "Make alertAfterMin less than closeAfterMin.",
  },
  {
    names: ["alertAfterCriticalMin", "alertAfterMin"],
    when: (t) => t.alertAfterCriticalMin > t.alertAfterMin,
    message: "a time-critical dose would be told later than an ordinary one",
    action: "Make alertAfterCriticalMin at most alertAfterMin.",
  },
  {
    names: ["flappingLeavePercent", "flappingEnterPercent"],
    when: (t) => t.flappingLeavePercent > t.flappingEnterPercent,
    message: "a device would stop flapping before it has begun",
    action: "Make flappingLeavePercent at most flappingEnterPercent.",
  },
  {
    names: ["ledgerHorizonHours", "lateDataMaxHours"],
    when: (t) => t.ledgerHorizonHours < t.lateDataMaxHours + t.closeAfterMin / 60,
    message: "late data would be taken for doses that are no longer held ready to be judged again",
    action: "Make ledgerHorizonHours at least lateDataMaxHours and closeAfterMin together.",
  },
  {
    names: ["acceptanceRedDaysMax", "acceptanceDaysMax"],
    when: (t) => t.acceptanceRedDaysMax > t.acceptanceDaysMax,
    message: "a red risk could be accepted for longer than any other",
    action: "Make acceptanceRedDaysMax at most acceptanceDaysMax.",
  },
  {
    names: ["stockLowHours", "rollDays"],
    when: (t) => t.stockLowHours >= t.rollDays * 24,
    message: "stock would be low from the moment a new roll is loaded",
    action: "Make stockLowHours shorter than the days a roll lasts.",
  },
];

/** Each threshold within the bounds of its table, and no two against each other. */
export const checkThresholds: Check = (draft) => [...outOfBounds(draft), ...contradicting(draft)];

const withinBounds = (name: Name, value: number) =>
  value >= thresholdTable[name].min && value <= thresholdTable[name].max;

function outOfBounds(draft: Draft): Finding[] {
  return (Object.entries(draft.changedThresholds) as [Name, number][]).flatMap(([name, value]): Finding[] => {
    const { min, max, default: usual, source } = thresholdTable[name];
    const path = ["thresholds", name];
    const action = `Choose a value from ${min} to ${max}, or remove the line for the default ${usual} (${source}).`;
    if (!withinBounds(name, value)) {
      return [
        {
          code: "ECOSYSTEM_THRESHOLD_RANGE",
          path,
          message: `${name} is ${value}, outside ${min} to ${max}, where it makes sense`,
          action,
        },
      ];
    }
    if (Number.isInteger(value) || fractional(name)) return [];
    return [
      { code: "ECOSYSTEM_THRESHOLD_RANGE", path, message: `${name} is ${value}, but must be a whole number`, action },
    ];
  });
}

function contradicting(draft: Draft): Finding[] {
  return conflicts.flatMap(({ names, when, message, action }): Finding[] => {
    const changed = names.find((name) => draft.changedThresholds[name] !== undefined);
    // Defaults fit together (a test holds them to that), and one mistake per value is enough.
    if (
      changed === undefined ||
      names.some((name) => !withinBounds(name, draft.thresholds[name])) ||
      !when(draft.thresholds)
    )
      return [];
    const values = names.map((name) => {
      const origin = draft.changedThresholds[name] === undefined ? " (default)" : "";
      return `${name} ${draft.thresholds[name]}${origin}`;
    });
    return [
      {
        code: "ECOSYSTEM_THRESHOLD_CONFLICT",
        path: ["thresholds", changed],
        message: `${values.join(" and ")}: ${message}`,
        action,
      },
    ];
  });
}
