import { expect, it } from "vitest";
import { opensAtMs } from "../../../rules/alerts/schedule.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { instantOf, rigEcosystem } from "../../support/engine.js";

const office: Ecosystem["schedules"][number] = { id: "office", days: ["mon", "fri"], from: "08:00", to: "16:00" };

function opensAt(when: string, schedule: Ecosystem["schedules"][number] | null): number {
  const ecosystem = { ...rigEcosystem, schedules: schedule ? [schedule] : [] };
  return opensAtMs(ecosystem, "office", instantOf(when));
}

/** Of March 2026, UTC; the 6th is a Friday, Oslo an hour ahead. */
it.each([
  ["at once while it is open", "06 10:00", "06 10:00"],
  ["at its beginning on a day that has not begun", "06 04:00", "06 07:00"],
  ["on its next day when it is over for today", "06 15:00", "09 07:00"],
  ["on its next day from a day that is none of its", "07 10:00", "09 07:00"],
])("what waits for opening hours is told %s", (_what, when, told) => {
  expect(opensAt(when, office)).toBe(instantOf(told));
});

it("where nobody has opening hours, or none that ever begin, nothing waits", () => {
  expect(opensAt("07 10:00", null)).toBe(instantOf("07 10:00"));
  expect(opensAt("07 10:00", { ...office, days: [] })).toBe(instantOf("07 10:00"));
});
