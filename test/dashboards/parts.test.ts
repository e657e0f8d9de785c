import { expect, test } from "vitest";
import { groupMessages } from "../../dashboards/web/demo/phone-groups.js";
import { timesIn } from "../../dashboards/web/format/time.js";
import { no } from "../../dashboards/web/language/no.js";
import { minutesUntil } from "../../dashboards/web/parts/component-minutes.js";
import { decisionText } from "../../dashboards/web/parts/decision.js";
import { toldRounds } from "../../dashboards/web/parts/told.js";

test("what one cause told several teams in the same minute is one message on the phone, the newest first", () => {
  const message = (at: string, title: string, teamId: string) => {
    const text = { no: title, en: title };
    return {
      at: `2026-11-18T08:${at}.000Z`,
      teamId,
      team: teamId,
      severity: "critical" as const,
      title: text,
      body: text,
    };
  };
  const groups = groupMessages([
    message("14:01", "cloud down", "a"),
    message("14:09", "cloud down", "b"),
    message("15:00", "cloud down", "a"),
    message("15:00", "dose unknown", "a"),
  ]);
  expect(groups.map(({ first, others }) => [first.title.no, first.at.slice(14, 16), others.length])).toEqual([
    ["dose unknown", "15", 0],
    ["cloud down", "15", 0],
    ["cloud down", "14", 1],
  ]);
});

test("a stage told within a minute is one round, with those it has not reached apart", () => {
  const told = (at: string, stage: string, team: string, sent: boolean) => ({
    at: `2026-11-18T08:${at}.000Z`,
    stage,
    team,
    teamId: team,
    sent,
  });
  const rounds = toldRounds([
    told("14:01", "opened", "a", true),
    told("14:02", "opened", "b", false),
    told("15:00", "first-deadline", "a", true),
  ]);
  expect(rounds).toEqual([
    { at: "2026-11-18T08:14:01.000Z", stage: "opened", reached: ["a"], waiting: ["b"] },
    { at: "2026-11-18T08:15:00.000Z", stage: "first-deadline", reached: ["a"], waiting: [] },
  ]);
});

test.each([
  ["still to come", "2026-11-18T09:00:00Z", "10:00"],
  ["passed since", "2026-11-18T08:30:00Z", "09:30 (passert)"],
  ["never there to be kept", "2026-11-18T06:45:00Z", no.broken.decideNow],
  ["not needed", null, no.broken.noDecision],
])("a decision time that is %s", (_, decisionAt, text) => {
  const times = timesIn("Europe/Oslo", "nb-NO");
  const incident = { decisionAt, openedAt: "2026-11-18T08:14:00Z" };
  expect(decisionText(no, times, incident, "2026-11-18T08:40:00Z")).toBe(text);
});

test("a component's minutes run on in the state it is in, and in no other", () => {
  const component = {
    componentId: "vendor-cloud",
    name: { no: "x", en: "x" },
    kind: "x",
    supplier: "x",
    supplierName: "x",
    statusSince: "2026-11-18T08:14:00Z",
    lastProbeAt: null,
    downMin: 2,
    maintenanceMin: 5,
    unknownMin: 7,
  };
  const now = "2026-11-18T08:44:00Z";
  const minutes = { downMin: 2, maintenanceMin: 5, unknownMin: 7 };
  expect(minutesUntil({ ...component, status: "down" }, now)).toEqual({ ...minutes, downMin: 32 });
  expect(minutesUntil({ ...component, status: "unknown" }, now)).toEqual({ ...minutes, unknownMin: 37 });
  expect(minutesUntil({ ...component, status: "up" }, now)).toEqual(minutes);
  expect(minutesUntil({ ...component, status: "down", statusSince: null }, now)).toEqual(minutes);
});
