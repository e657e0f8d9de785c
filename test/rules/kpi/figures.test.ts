import { expect, test } from "vitest";
import { kpiOf, kpis } from "../../../rules/kpi/catalogue.js";
import { emptyCell, type HourCell } from "../../../rules/kpi/cells.js";
import type { PeriodFacts } from "../../../rules/kpi/facts.js";
import { figureOf, shownFigure } from "../../../rules/kpi/figure.js";
import type { Kpi } from "../../../rules/kpi/kpi.js";

/** No two counts of it are alike, so that no figure can count another thing than it says. */
const cell: HourCell = {
  ...emptyCell(),
  // 416 of them were expected and are decided.
  doses: { pending: 1, early: 20, "on-time": 300, late: 40, missed: 50, unconfirmed: 6, excused: 7 },
  // 419 of them.
  atDeadline: { pending: 2, early: 21, "on-time": 280, late: 33, missed: 60, unconfirmed: 25, excused: 8 },
  missedBy: { user: 30, empty: 9, fault: 11 },
  critical: { due: 90, missed: 12, unconfirmed: 5, missedAtDeadline: 13 },
  technicalMissed: 14,
  revised: 15,
  // All 56 that are missed or unconfirmed.
  followups: {
    "confirmed-by-phone": 16,
    "given-by-staff": 17,
    refused: 3,
    "not-reached": 10,
    "not-at-home": 4,
    none: 6,
  },
  residents: 80,
  calls: {
    bySeverity: { normal: 1, moderate: 2, serious: 30, critical: 4 },
    answered: 20,
    answeredWithinLimit: 18,
    unanswered: 5,
    over: 8,
    waiting: 4,
    responseMin: { 2: 10, 7: 8, 45: 2 },
  },
  supplier: { raised: 29, delivered: 27, deliveredMin: { 1: 20, 3: 7 }, taken: 24, takenMin: { 9: 24 } },
  devices: { onlineMs: 900, offlineMs: 60, unknownMs: 40 },
  journal: { sent: 200, arrived: 190, rejected: 8 },
  listening: { heardMs: 3000, gapMs: 100 },
};
const facts: PeriodFacts = { cell, hours: { begun: 48, counted: 48 }, days: 2, phonePeak: 5.5 };
const figure = (id: string, of = facts) => figureOf(kpiOf(id) as Kpi, of);

const decided = (100 * 410) / 416;
const atDeadline = (100 * 394) / 419;
const heard = (100 * 3000) / 3100;

type Row = [count: number, sample: number | null, value: number | null, coverage: number, about?: string];
const share = (count: number, sample: number, coverage = 100): Row => [count, sample, (100 * count) / sample, coverage];

const rows: Record<string, Row> = {
  "on-time": share(300, 416, decided),
  early: share(20, 416, decided),
  late: share(40, 416, decided),
  missed: share(50, 416, decided),
  unconfirmed: share(6, 416),
  excused: [7, null, 7, 100],
  "late-or-missed-per-1000": [90, 416, 90_000 / 416, decided],
  "technical-missed-per-1000": [14, 416, 14_000 / 416, decided],
  "critical-missed": share(12, 90, (100 * 85) / 90),
  "on-time-at-deadline": share(280, 419, atDeadline),
  "missed-at-deadline": share(60, 419, atDeadline),
  "unconfirmed-at-deadline": share(25, 419),
  revised: share(15, 419),
  "active-residents": [80, 2, 40, 100],
  "missed-per-100": share(50, 80, decided),
  "missed-user-per-100": share(30, 80, decided),
  "missed-empty-per-100": share(9, 80, decided),
  "missed-fault-per-100": share(11, 80, decided),
  "unknown-per-100": share(6, 80),
  "followup-by-phone": share(16, 56, heard),
  "followup-by-staff": share(17, 56, heard),
  "followup-refused": share(3, 56, heard),
  "followup-not-reached": share(10, 56, heard),
  "followup-not-at-home": share(4, 56, heard),
  "followup-none": share(6, 56, heard),
  alerts: [37, null, 37, heard],
  "alerts-per-100": share(37, 80, heard),
  // Of 20 that somebody took and 5 that nobody did the 13th took 7 minutes; the 23rd was never taken.
  "response-p50": [25, 25, 7, heard],
  "response-p90": [25, 25, null, heard],
  "response-within-limit": share(18, 25, heard),
  unanswered: [5, null, 5, heard],
  "alerts-per-phone-hour-peak": [37, null, 5.5, heard],
  // Of 29 raised the 15th took 1 minute and the 27th 3; two never arrived.
  "supplier-delivered-p50": [29, 29, 1, heard, "systems"],
  "supplier-delivered-p90": [29, 29, 3, heard, "systems"],
  "supplier-taken": share(24, 29, heard),
  "fleet-availability": [900, 960, (100 * 900) / 960, 96, "systems"],
  "journal-completeness": [190, 200, 95, heard, "systems"],
  "journal-rejected": [8, 200, 4, heard, "systems"],
  listening: [3000, 3100, (100 * 3000) / 3100, 100, "systems"],
};

test("every figure counts what it says, of what it says, and tells how much of that is known", () => {
  expect(kpis.map(({ id }) => id).sort()).toEqual(Object.keys(rows).sort());
  for (const { id } of kpis) {
    const [count, sample, value, coverage] = rows[id] as Row;
    const found = figure(id);
    expect([id, found.count, found.sample]).toEqual([id, count, sample]);
    if (value === null) expect([id, found.value]).toEqual([id, null]);
    else expect(found.value, id).toBeCloseTo(value, 9);
    expect(found.coveragePercent, id).toBeCloseTo(coverage, 9);
  }
});

test("what could name a resident is protected, and the parts of a whole know each other", () => {
  const systems = kpis.filter(({ about }) => about === "systems").map(({ id }) => id);
  const stated = Object.keys(rows).filter((id) => rows[id]?.[4] === "systems");
  expect(systems.sort()).toEqual([...stated, "alerts-per-phone-hour-peak"].sort());
  const parts = (name: string) => kpis.filter(({ whole }) => whole === name).length;
  expect(["verdict", "at-deadline", "cause", "followup"].map(parts)).toEqual([5, 3, 3, 6]);
});

test("nothing of nothing is no share, and a figure of days is none where no day was counted", () => {
  const none = { ...facts, cell: emptyCell() };
  expect(figure("on-time", none)).toMatchObject({ value: null, count: 0, sample: 0, coveragePercent: 100 });
  expect(figure("alerts", none).value).toBe(0);
  expect(figure("missed-per-100", { ...facts, days: 0 }).value).toBeNull();
  expect(figure("missed", { ...facts, days: 0 }).value).not.toBeNull();
  expect(figure("missed-per-100", { ...facts, days: 1 }).value).not.toBeNull();
});

test("an hour of which nothing is counted has no figure, one that has not begun no coverage either", () => {
  const uncounted = { ...facts, hours: { begun: 1, counted: 0 } };
  expect(figure("missed", uncounted)).toMatchObject({ value: null, coveragePercent: 0 });
  expect(figure("missed", { ...facts, hours: { begun: 1, counted: 1 } }).value).not.toBeNull();
  const future = figure("missed", { ...facts, hours: { begun: 0, counted: 0 } });
  expect(future).toMatchObject({ value: null, coveragePercent: null });
  const half = figure("excused", { ...facts, hours: { begun: 48, counted: 12 } });
  expect(half.coveragePercent).toBe(25);
  for (const one of [future, figure("missed", uncounted)]) {
    expect(shownFigure(one, false)).toMatchObject({ value: null, count: null, sample: null, suppressed: false });
  }
});

test("a hidden figure shows no number at all, one that is not hidden all of them", () => {
  const found = { ...figure("unconfirmed"), coveragePercent: 0.5 };
  expect(shownFigure(found, true)).toEqual({
    value: null,
    count: null,
    sample: null,
    coveragePercent: 0.5,
    suppressed: true,
  });
  expect(shownFigure(found, false)).toEqual({
    value: 600 / 416,
    count: 6,
    sample: 416,
    coveragePercent: 0.5,
    suppressed: false,
  });
});
