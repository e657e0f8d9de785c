import { expect, test } from "vitest";
import { amount } from "../../dashboards/web/format/amount.js";
import { lastMinuteOf } from "../../dashboards/web/format/last-minute.js";
import { timesIn } from "../../dashboards/web/format/time.js";
import { extentAround, latestOf } from "../../dashboards/web/pages/figures/latest.js";
import { dissentIn, namesIn } from "../../dashboards/web/pages/risk/dissent.js";
import { chipsAt, moved } from "../../dashboards/web/pages/risk/placing.js";
import { monthName, monthsFrom } from "../../dashboards/web/pages/scaling/months.js";

type Scenario = Parameters<typeof moved>[0][number];

function scenario(id: string, place: [number, number] | null, before: [number, number] | null): Scenario {
  const movement = place &&
    before && {
      sinceVersion: 1,
      probability: { from: before[0], to: place[0] },
      consequence: { from: before[1], to: place[1] },
    };
  return { id, place: place && { probability: place[0], consequence: place[1] }, movement } as Scenario;
}

test("the matrix shows where a scenario stands and where it stood, and one that stayed only once", () => {
  const scenarios = [scenario("R1", [3, 4], [2, 4]), scenario("R2", [3, 4], [3, 4]), scenario("R3", null, null)];
  expect(chipsAt(scenarios, 3, 4)).toEqual([
    { id: "R1", former: false },
    { id: "R2", former: false },
  ]);
  expect(chipsAt(scenarios, 2, 4)).toEqual([{ id: "R1", former: true }]);
  expect(moved(scenarios).map(({ id }) => id)).toEqual(["R1"]);
});

test("a scenario that nobody has assessed is in no cell: it is not green by default", () => {
  const steps = [1, 2, 3, 4, 5];
  const waiting = [scenario("R3", null, null)];
  expect(steps.flatMap((p) => steps.flatMap((c) => chipsAt(waiting, p, c)))).toEqual([]);
});

test("dissent says who and what on each line, and a line without both is not taken", () => {
  expect(dissentIn("Fastlege: mener 4: minst\n\n Vakt :usikker")).toEqual([
    { who: "Fastlege", what: "mener 4: minst" },
    { who: "Vakt", what: "usikker" },
  ]);
  expect(dissentIn("")).toEqual([]);
  expect(dissentIn("Fastlege mener 4")).toBeNull();
  expect(dissentIn(": mener 4")).toBeNull();
  expect(namesIn("Fastlege, Vakt\n MH,")).toEqual(["Fastlege", "Vakt", "MH"]);
});

test.each([
  ["Europe/Oslo", "2027-03-27", "2027-03-27T22:59:00.000Z"],
  ["Europe/Oslo", "2027-03-28", "2027-03-28T21:59:00.000Z"],
  ["Asia/Kathmandu", "2027-03-28", "2027-03-28T18:14:00.000Z"],
  ["Pacific/Kiritimati", "2027-03-28", "2027-03-28T09:59:00.000Z"],
])("an acceptance lasts to the end of its day in %s, %s", (timezone, date, at) => {
  expect(lastMinuteOf(date, timesIn(timezone, "nb-NO"))).toBe(at);
});

test("figures are cut, so that nearly all is not all, and what is exact is not made less", () => {
  expect(amount(99.999, "%", "en-GB")).toBe("99.99 %");
  expect(amount(0.29, "%", "nb-NO")).toBe("0,29 %");
  expect(amount(12, "", "nb-NO")).toBe("12");
});

test("the months that can be asked for go over the turn of the year", () => {
  expect(monthsFrom("2026-11-22T05:00:00.000Z", 3)).toEqual(["2026-11", "2026-12", "2027-01"]);
  expect(monthName("2027-03", "nb-NO")).toBe("mars 2027");
});

test("the table shows the latest whole period, and the running one only where there is no other", () => {
  const figure = (label: string, complete: boolean) => ({ label, complete });
  const figures = [figure("a", true), figure("b", true), figure("c", false)];
  expect(latestOf({ figures } as Parameters<typeof latestOf>[0])?.label).toBe("b");
  expect(latestOf({ figures: figures.slice(2) } as Parameters<typeof latestOf>[0])?.label).toBe("c");
  expect(latestOf({ figures: [] })).toBeUndefined();
});

test("the chart of a figure spans its limits and values, also where all are the same", () => {
  const points = [94, 98].map((value, index) => ({ atMs: index, value }));
  const [low, high] = extentAround(points, { mean: 97, lower: 95, upper: 99, meanRange: 1, values: 10 });
  expect([low, high]).toEqual([93.5, 99.5]);
  expect(extentAround([{ atMs: 0, value: 5 }], null)).toEqual([4, 6]);
});
