import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { createCity } from "../../simulators/city/city.js";
import { messagesOf } from "../../simulators/city/messages.js";
import { faultKinds } from "../../simulators/faults/catalogue.js";
import { cityOptionsOf, scenarioDate, storyOf } from "../../simulators/scenarios.js";
import { createTruth, type TruthLine, truthLines } from "../../simulators/truth.js";
import { cityDate, cityOf, cityStartMs, eventsOf, hourMs, live, scenarioOf } from "./support.js";

test("everything is every sort of fault there is", () => {
  const named = new Set(scenarioOf("everything").faults.map(({ fault }) => fault));
  expect([...named].toSorted()).toEqual(faultKinds.map(({ name }) => name).toSorted());
});

test("the night has 412 first doses at 07:30, two of them time-critical, and none of them is heard before 09:30", () => {
  const { residents } = scenarioOf("the-night");
  const { truth } = live("the-night", 30, residents);
  const first = [...truth.doses.values()].filter(
    ({ scheduledAtMs }) => scheduledAtMs === Date.parse("2026-11-19T06:30:00Z"),
  );
  expect(first.length).toBe(412);
  expect(first.filter(({ critical }) => critical).length).toBe(2);
  const backMs = Date.parse("2026-11-19T08:30:00Z");
  const dispensed = first.filter(({ dispensedAtMs }) => dispensedAtMs !== null && dispensedAtMs < backMs);
  expect(dispensed.length).toBeGreaterThan(380);
  for (const { heardAtMs, doseId } of dispensed) expect(heardAtMs, doseId).toBeGreaterThanOrEqual(backMs);
  const hours = storyOf(scenarioOf("the-night"), cityDate).map(({ atMs }) =>
    new Date(atMs).toISOString().slice(11, 16),
  );
  expect(hours).toEqual(["01:10", "02:00", "05:00", "06:00", "06:30", "07:00", "07:45", "08:30", "09:15", "13:00"]);
});

test("the first day is the one whose morning lies ahead, by the city's own clocks", () => {
  expect(scenarioDate("Europe/Oslo", Date.parse("2026-11-18T05:00:00Z"))).toBe("2026-11-18");
  expect(scenarioDate("Europe/Oslo", Date.parse("2026-11-18T05:00:01Z"))).toBe("2026-11-19");
  expect(scenarioDate("Pacific/Kiritimati", Date.parse("2026-11-18T12:00:00Z"))).toBe("2026-11-19");
});

test("a small city lives in three districts, a larger one in all fifteen, each named as in the ecosystem", () => {
  const districtsOf = (residents: number) =>
    new Set(createCity({ seed: 1, residents }).residents.map((one) => one.district));
  expect(districtsOf(300).size).toBe(3);
  expect(districtsOf(301).size).toBe(15);
});

test("figures of an ordinary week are plausible: doses, what is missed, alerts, absences", () => {
  const residents = 300;
  const days = 3;
  const { truth, messages } = live("quiet-week", 24 * days, residents, 11);
  const settled = [...truth.doses.values()].filter(({ why }) => why !== "pending");
  const missed = settled.filter(({ dispensedAtMs, excused }) => dispensedAtMs === null && !excused);
  const alerts = eventsOf(messages).filter(
    ({ type, data }) => type === "no.vft.alert.raised" && String(data.kind).startsWith("1."),
  );
  const perDay = settled.length / residents / days;
  expect(perDay).toBeGreaterThan(2.6);
  expect(perDay).toBeLessThan(3.4);
  expect(missed.length / settled.length).toBeGreaterThan(0.004);
  expect(missed.length / settled.length).toBeLessThan(0.06);
  const alertsPer100 = (alerts.length * 100) / residents / days;
  expect(alertsPer100).toBeGreaterThan(1);
  expect(alertsPer100).toBeLessThan(18);
  expect(settled.some(({ excused, why }) => excused && why === "hospital")).toBe(true);
  expect(settled.some(({ excused, why }) => excused && why === "travel")).toBe(true);
});

test("truth that is taken as it settles is the truth that is kept, and what is kept stays small", () => {
  const key = (line: TruthLine) => JSON.stringify(line);
  const city = () => cityOf("cloud-outage-at-morning-doses", 10);
  const toMs = cityStartMs + 12 * 24 * hourMs;
  const kept = createTruth();
  for (const _ of messagesOf(city(), cityStartMs, toMs, kept));
  const lines: TruthLine[] = [];
  const taken = createTruth((line) => lines.push(line));
  let most = 0;
  for (const _ of messagesOf(city(), cityStartMs, toMs, taken)) most = Math.max(most, taken.doses.size);
  expect([...lines, ...truthLines(taken)].map(key).sort()).toEqual([...truthLines(kept)].map(key).sort());
  expect(kept.doses.size).toBeGreaterThan(300);
  expect(most).toBeLessThan(kept.doses.size / 2);
});

test("a scenario is the same whatever order its faults are named in", () => {
  const scenario = scenarioOf("privacy-leak");
  const bytes = (faults: typeof scenario.faults) => {
    const city = createCity({ seed: 2, residents: 20, ...cityOptionsOf({ ...scenario, faults }, cityDate) });
    const text = JSON.stringify([...messagesOf(city, cityStartMs, cityStartMs + 9 * hourMs)]);
    return createHash("sha256").update(text).digest("hex");
  };
  expect(bytes(scenario.faults.toReversed())).toBe(bytes(scenario.faults));
});
