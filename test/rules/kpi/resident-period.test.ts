import { describe, expect, it } from "vitest";
import type { CountedDose } from "../../../rules/kpi/count-doses.js";
import {
  type PeriodAlert,
  type PeriodDose,
  repeatedMisses,
  residentPeriod,
  residentPeriodSpan,
} from "../../../rules/kpi/resident-period.js";
import type { Verdict } from "../../../rules/model/record.js";
import { dose } from "./samples.js";

const zone = "Europe/Oslo";
const at = (day: string) => Date.parse(`2026-${day}Z`);
const iso = (ms: number) => new Date(ms).toISOString().slice(5, 16);

/** Summer time ends on Sunday 25 October: that week has 169 hours, and its Sunday evening is an hour later in UTC. */
const nowMs = at("10-28T12:00");

type More = Partial<CountedDose> & Partial<Pick<PeriodDose, "planId" | "mode">>;
const planned = (day: string, verdict: Verdict, { planId = "P-1", mode, ...more }: More = {}): PeriodDose => ({
  ...dose(verdict, more),
  ...(mode === undefined ? {} : { mode }),
  planId,
  scheduledAtMs: at(day),
});

const period = (doses: PeriodDose[], alerts: PeriodAlert[] = [], days = 14) =>
  residentPeriod({ zone, days, nowMs, missesInAWeek: 3, doses, alerts });

describe("a resident's last fourteen days", () => {
  const doses = [
    planned("10-14T22:00", "on-time", { mode: "assisted" }),
    planned("10-18T18:00", "missed", { cause: "user", followup: "not-reached" }),
    planned("10-19T18:00", "missed", { cause: "empty", followup: "given-by-staff" }),
    planned("10-20T18:00", "late", { mode: "unassisted" }),
    planned("10-21T18:00", "unconfirmed", { cause: "device-silent" }),
    planned("10-22T18:00", "excused"),
    planned("10-23T18:00", "excused"),
    planned("10-24T18:00", "early"),
    planned("10-25T22:30", "missed", { cause: "fault" }),
    planned("10-25T23:30", "on-time", { mode: "unassisted" }),
    planned("10-28T11:00", "pending"),
  ];
  const found = period(doses);

  it("begin at local midnight, today is the last of them, and weeks are those of the calendar", () => {
    expect(iso(found.fromMs)).toBe("10-14T22:00");
    expect(found.toMs).toBe(nowMs);
    expect(found.weeks.map(({ label, fromMs, toMs, complete }) => [label, iso(fromMs), iso(toMs), complete])).toEqual([
      ["2026-W42", "10-14T22:00", "10-18T22:00", false],
      ["2026-W43", "10-18T22:00", "10-25T23:00", true],
      ["2026-W44", "10-25T23:00", "10-28T12:00", false],
    ]);
  });

  it("have every dose in one week, by its verdict, misses by their cause", () => {
    const figures = found.weeks.map(({ planned: all, dispensed, decided, adherencePercent }) => [
      all,
      dispensed,
      decided,
      adherencePercent,
    ]);
    expect(figures).toEqual([
      [2, 1, 2, 50],
      // Excused doses are in no share; the unknown one is decided, and not dispensed.
      [7, 2, 5, 40],
      [2, 1, 1, 100],
    ]);
    expect(found.weeks[1]).toMatchObject({
      doses: { "on-time": 0, late: 1, early: 1, missed: 2, unconfirmed: 1, excused: 2, pending: 0 },
      missedBy: { user: 0, empty: 1, fault: 1 },
    });
    expect(found.total).toMatchObject({
      planned: 11,
      dispensed: 4,
      decided: 8,
      adherencePercent: 50,
      missedBy: { user: 1, empty: 1, fault: 1 },
      doses: { pending: 1 },
    });
  });

  it("are compared by halves of whole days", () => {
    const halves = found.halves.map(({ fromMs, toMs, dispensed, decided }) => [
      iso(fromMs),
      iso(toMs),
      dispensed,
      decided,
    ]);
    expect(halves).toEqual([
      ["10-14T22:00", "10-21T22:00", 2, 5],
      ["10-21T22:00", "10-28T12:00", 2, 3],
    ]);
  });

  it("say how many doses somebody helped with, of those of which it is known", () => {
    expect(found.assisted).toEqual({ assisted: 1, known: 3, percent: 100 / 3 });
    expect(period([planned("10-20T18:00", "on-time")]).assisted).toEqual({ assisted: 0, known: 0, percent: null });
  });

  it("say what people found out of doses that did not come out, or may not have", () => {
    expect(found.followups).toMatchObject({ "not-reached": 1, "given-by-staff": 1, none: 2, "confirmed-by-phone": 0 });
  });

  it("count alerts by kind and week, those before the period not", () => {
    const alerts = ["10-14T21:59", "10-18T19:15", "10-25T22:59", "10-25T23:00"].map((day) => ({
      kind: "dose-missed",
      openedAtMs: at(day),
    }));
    const told = period([], [...alerts, { kind: "stock-low", openedAtMs: at("10-20T08:00") }]);
    expect(told.alerts).toEqual({ "dose-missed": 3, "stock-low": 1 });
    expect(told.weeks.map((week) => week.alerts)).toEqual([
      { "dose-missed": 1 },
      { "dose-missed": 1, "stock-low": 1 },
      { "dose-missed": 1 },
    ]);
    expect(told.total).toMatchObject({ planned: 0, decided: 0, adherencePercent: null });
  });

  it("have pauses per plan, each until its first dose that was expected again", () => {
    const other = { planId: "P-2" };
    const paused = period([
      planned("10-20T06:00", "excused"),
      planned("10-20T06:00", "on-time", other),
      planned("10-20T18:00", "excused"),
      planned("10-21T06:00", "excused", other),
      planned("10-21T18:00", "missed"),
      planned("10-22T18:00", "excused"),
    ]).pauses;
    expect(paused.map(({ planId, fromMs, toMs, doses: count }) => [planId, iso(fromMs), iso(toMs), count])).toEqual([
      ["P-1", "10-20T06:00", "10-20T18:00", 2],
      ["P-2", "10-21T06:00", "10-21T06:00", 1],
      ["P-1", "10-22T18:00", "10-22T18:00", 1],
    ]);
  });
});

describe("repeated misses", () => {
  const dayMs = 86_400_000;
  const of = (...days: number[]) =>
    repeatedMisses(
      days.map((day) => day * dayMs),
      3,
    ).map(({ fromMs, toMs, missed }) => [fromMs / dayMs, toMs / dayMs, missed]);

  it.each([
    ["two are not three", [1, 2], []],
    ["three within seven days", [1, 4, 7.5], [[1, 7.5, 3]]],
    ["exactly seven days apart is not within", [1, 4, 8], []],
    ["one more goes on with it", [1, 4, 7.5, 9], [[1, 9, 4]]],
    ["a miss too far from the others is left out", [1, 2, 3, 9.5, 20], [[1, 3, 3]]],
    ["those that share a miss are one", [1, 2, 3, 9, 9.5], [[1, 9.5, 5]]],
    [
      "two stretches",
      [1, 2, 3, 20, 21, 22],
      [
        [1, 3, 3],
        [20, 22, 3],
      ],
    ],
  ])("%s", (_, days, spans) => {
    expect(of(...days)).toEqual(spans);
  });
});

it.each([
  [30, "09-28T22:00"],
  [90, "07-30T22:00"],
])("%i days begin at %s, whatever the clocks did since", (days, from) => {
  expect(iso(residentPeriodSpan(zone, days, nowMs).fromMs)).toBe(from);
  expect(period([], [], days).weeks.length).toBeGreaterThanOrEqual(Math.ceil(days / 7));
});
