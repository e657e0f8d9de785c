import type { Check } from "../draft.js";
import type { Finding } from "../mistake.js";

/** Hours lie within one day, so that a day of the week means one thing. */
export const checkSchedules: Check = (draft) =>
  draft.items.schedules.flatMap(({ path, value }): Finding[] => {
    if (value.from < value.to) return [];
    return [
      {
        code: "ECOSYSTEM_SCHEDULE",
        path: [...path, "to"],
        message: `${value.id} closes at ${value.to}, not after it opens at ${value.from}`,
        action: "Let it close later on the same day; a team that is there day and night needs no schedule.",
      },
    ];
  });
