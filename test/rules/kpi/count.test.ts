import fc from "fast-check";
import { expect, test } from "vitest";
import { addCell, emptyCell, type HourCell, sumCells } from "../../../rules/kpi/cells.js";
import { countCalls, countSupplierAlerts, nextUnansweredMs } from "../../../rules/kpi/count-alerts.js";
import { type CountedDose, countDoses } from "../../../rules/kpi/count-doses.js";
import { countDevices, countJournal, countListening } from "../../../rules/kpi/count-minutes.js";
import { percentileOf } from "../../../rules/kpi/histogram.js";
import { changeOf, reversed } from "../../../rules/kpi/revision.js";
import type { Cause, Verdict } from "../../../rules/model/record.js";
import { dose, revision } from "./samples.js";

const minMs = 60_000;
const hour = { fromMs: 0, toMs: 60 * minMs };
const openMs = Number.POSITIVE_INFINITY;

const verdicts: Verdict[] = ["pending", "early", "on-time", "late", "missed", "unconfirmed", "excused"];
const causes: (Cause | null)[] = [null, "user", "empty", "fault", "component:vendor-cloud", "monitoring-gap"];
const anyDose = fc.record({
  residentRef: fc.constantFrom("r-1", "r-2", "r-3"),
  critical: fc.boolean(),
  verdict: fc.constantFrom(...verdicts),
  cause: fc.constantFrom(...causes),
  verdictAtDeadline: fc.option(fc.constantFrom(...verdicts.slice(1))),
  followup: fc.option(fc.constantFrom("refused", "given-by-staff", "of-another-version")),
  revisions: fc.constant([]),
}) as fc.Arbitrary<CountedDose>;

const total = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0);
const counted = (doses: CountedDose[]): HourCell => {
  const cell = emptyCell();
  countDoses(cell, doses);
  return cell;
};

test("verdicts add up to what was planned, now and at the deadline, and their parts to them", () => {
  fc.assert(
    fc.property(fc.array(anyDose, { maxLength: 40 }), (doses) => {
      const cell = counted(doses);
      expect(total(cell.doses)).toBe(doses.length);
      expect(total(cell.atDeadline)).toBe(doses.length);
      expect(total(cell.missedBy)).toBe(cell.doses.missed);
      expect(total(cell.followups)).toBe(cell.doses.missed + cell.doses.unconfirmed);
      expect(cell.critical.missed + cell.critical.unconfirmed).toBeLessThanOrEqual(cell.critical.due);
    }),
  );
});

test("a correction moves one dose from one verdict to another and leaves what was known at the deadline", () => {
  fc.assert(
    fc.property(
      fc.array(anyDose, { minLength: 1, maxLength: 20 }),
      fc.constantFrom(...verdicts.slice(1)),
      (doses, to) => {
        const [first, ...others] = doses as [CountedDose, ...CountedDose[]];
        const before = counted(doses);
        const after = counted([{ ...first, verdict: to }, ...others]);
        expect(after.atDeadline).toEqual(before.atDeadline);
        expect(total(after.doses)).toBe(total(before.doses));
        expect(after.doses[to] - before.doses[to]).toBe(first.verdict === to ? 0 : 1);
      },
    ),
  );
});

test("cells add up in any order, and a change taken back gives the cell before it", () => {
  fc.assert(
    fc.property(fc.array(fc.array(anyDose, { maxLength: 10 }), { minLength: 1, maxLength: 5 }), (hours) => {
      const cells = hours.map(counted);
      expect(sumCells([...cells].reverse())).toEqual(sumCells(cells));
      const [before, after] = [cells[0] as HourCell, cells.at(-1) as HourCell];
      const change = changeOf(before, after);
      const again = structuredClone(after);
      if (change) addCell(again, reversed(change));
      expect(again).toEqual(before);
    }),
  );
});

test("a resident is counted in the hour of the first expected dose of the day only", () => {
  const cell = emptyCell();
  const doses = [
    dose("on-time"),
    dose("late"),
    dose("missed", { residentRef: "r-2" }),
    dose("excused", { residentRef: "r-3" }),
  ];
  countDoses(cell, doses, new Set(["r-2"]));
  expect(cell.residents).toBe(1);
});

test("missed behind a break, or through a fault, is technical; nobody fetching it is not", () => {
  const hidden = dose("missed", {
    cause: "user",
    revisions: [revision("unconfirmed", "component:vendor-cloud", "missed")],
  });
  const cell = counted([dose("missed", { cause: "user" }), dose("missed", { cause: "fault" }), hidden]);
  expect(cell).toMatchObject({ technicalMissed: 2, missedBy: { user: 2, fault: 1, empty: 0 } });
});

test("causes are told apart, and a break of a flow hides a dose as one of a component does", () => {
  const hidden = dose("missed", { revisions: [revision("unconfirmed", "flow:journal", "missed")] });
  const away = dose("missed", { revisions: [revision("unconfirmed", "monitoring-gap", "missed")] });
  const empty = dose("missed", { cause: "empty" });
  const late = dose("late", { revisions: [revision("unconfirmed", "flow:journal", "late")] });
  expect(counted([hidden, away, empty, late])).toMatchObject({
    technicalMissed: 1,
    missedBy: { user: 2, empty: 1, fault: 0 },
  });
});

test("of time-critical doses those are counted that were expected, and what became of them, then and now", () => {
  const critical = { critical: true };
  const cell = counted([
    dose("on-time", critical),
    dose("missed", critical),
    dose("late", { ...critical, verdictAtDeadline: "missed" }),
    dose("unconfirmed", critical),
    dose("excused", critical),
    dose("pending", critical),
    dose("missed"),
    dose("unconfirmed"),
  ]);
  expect(cell.critical).toEqual({ due: 4, missed: 1, unconfirmed: 1, missedAtDeadline: 2 });
  expect(cell.revised).toBe(1);
});

test("a resident of before is not counted again, one who was only travelling then is", () => {
  const cell = emptyCell();
  countDoses(cell, [dose("on-time"), dose("on-time", { residentRef: "r-2" })], new Set(["r-1", "r-3"]));
  expect(cell.residents).toBe(1);
  countDoses(cell, [dose("on-time"), dose("on-time", { residentRef: "r-2" })]);
  expect(cell.residents).toBe(3);
});

const call = (toldMin: number, answeredMin: number | null = null, overMin: number | null = null) => ({
  severity: "serious" as const,
  toldAtMs: toldMin * minMs,
  answeredAtMs: answeredMin === null ? null : answeredMin * minMs,
  overAtMs: overMin === null ? null : overMin * minMs,
});
const calls = (rows: ReturnType<typeof call>[], nowMin: number) => {
  const cell = emptyCell();
  countCalls(cell, rows, 30 * minMs, nowMin * minMs);
  return cell.calls;
};

test("who never answers does not look quick: a percentile reaches into what nobody took", () => {
  const found = calls([call(0, 5), call(0, 40), call(0), call(0, null, 50), call(0, null, 10), call(40)], 60);
  expect(found).toMatchObject({ answered: 2, answeredWithinLimit: 1, unanswered: 2, over: 1, waiting: 1 });
  expect(percentileOf(found.responseMin, 50, found.unanswered)).toBe(40);
  expect(percentileOf(found.responseMin, 90, found.unanswered)).toBeNull();
  expect(total(found.bySeverity)).toBe(6);
});

test("an alert that is taken after it was over was not answered, and one taken later is counted when it was told", () => {
  expect(calls([call(0, 50, 10)], 60)).toMatchObject({ answered: 0, over: 1, unanswered: 0 });
  expect(calls([call(0, 10, 50)], 60)).toMatchObject({ answered: 1, over: 0 });
  // The limit passes without any news: somebody has to look again.
  expect(nextUnansweredMs([call(0), call(10)], 30 * minMs, 20 * minMs)).toBe(30 * minMs + 1);
  expect(nextUnansweredMs([call(0), call(10, 12)], 30 * minMs, 31 * minMs)).toBe(openMs);
});

test("exactly within the limit is within it, whenever people were told", () => {
  // Told at 100; the limit is 30 minutes.
  expect(calls([call(100, 130)], 200)).toMatchObject({ answeredWithinLimit: 1, responseMin: { 30: 1 } });
  expect(calls([call(100, 130.1)], 200)).toMatchObject({ answeredWithinLimit: 0, responseMin: { 31: 1 } });
  expect(calls([call(100, null, 130)], 200)).toMatchObject({ over: 1, unanswered: 0 });
  expect(calls([call(100, 130, 130)], 200)).toMatchObject({ answered: 1, over: 0 });
  expect(calls([call(100)], 130)).toMatchObject({ waiting: 1, unanswered: 0 });
  expect(nextUnansweredMs([call(100)], 30 * minMs, 130 * minMs)).toBe(130 * minMs + 1);
  expect(nextUnansweredMs([call(100, null, 120)], 30 * minMs, 125 * minMs)).toBe(openMs);
});

test("a supplier's alert is taken when somebody took it, not when it arrived", () => {
  const cell = emptyCell();
  const at = (min: number) => 100 * minMs + min * minMs;
  countSupplierAlerts(cell, [
    { raisedAtMs: at(0), deliveredAtMs: at(2), takenAtMs: at(9) },
    { raisedAtMs: at(0), deliveredAtMs: at(3), takenAtMs: null },
  ]);
  expect(cell.supplier).toEqual({
    raised: 2,
    delivered: 2,
    deliveredMin: { 2: 1, 3: 1 },
    taken: 1,
    takenMin: { 9: 1 },
  });
});

test("a percentile is the smallest number of minutes that enough did not exceed", () => {
  expect(percentileOf({ 3: 1 }, 90)).toBe(3);
  expect(percentileOf({ 0: 1, 9: 1 }, 1)).toBe(0);
  expect(percentileOf({ 2: 9, 10: 1 }, 90)).toBe(2);
  expect(percentileOf({ 2: 9, 10: 2 }, 90)).toBe(10);
  expect(percentileOf({ 2: 10, 10: 89, 30: 1 }, 100)).toBe(30);
  expect(percentileOf({}, 50)).toBeNull();
});

test("minutes are rounded up, and waits of days share one entry", () => {
  const cell = emptyCell();
  const alert = (deliveredAtMs: number | null) => ({ raisedAtMs: 0, deliveredAtMs, takenAtMs: deliveredAtMs });
  countSupplierAlerts(cell, [alert(1), alert(60_000), alert(60_001), alert(9e9), alert(null)]);
  expect(cell.supplier).toMatchObject({ raised: 5, delivered: 4, deliveredMin: { 1: 2, 2: 1, 1440: 1 } });
});

test("online, offline and unknown add up to the time of the devices, whatever gaps and spans there are", () => {
  const span = fc
    .tuple(fc.nat(90 * minMs), fc.nat(90 * minMs))
    .map(([a, b]) => ({ fromMs: a - 20 * minMs, toMs: a - 20 * minMs + b }));
  const status = fc.constantFrom("online" as const, "offline" as const, "unknown" as const);
  const spans = fc.array(
    fc.tuple(span, status, fc.nat(3)).map(([one, is, devices]) => ({ ...one, status: is, devices })),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(spans, fc.array(span, { maxLength: 4 }), fc.nat(60 * minMs), (all, gaps, beganMs) => {
      const cell = emptyCell();
      countDevices(cell, all, gaps, hour);
      countListening(cell, gaps, beganMs, hour);
      const within = all.map(
        ({ fromMs, toMs, devices }) => devices * Math.max(0, Math.min(toMs, hour.toMs) - Math.max(fromMs, hour.fromMs)),
      );
      expect(total(cell.devices)).toBe(within.reduce((sum, ms) => sum + ms, 0));
      expect(total(cell.listening)).toBe(hour.toMs - beganMs);
    }),
  );
});

test("what could not be heard is unknown, whatever the device was said to be", () => {
  const cell = emptyCell();
  const online = { status: "online" as const, fromMs: 0, toMs: openMs, devices: 1 };
  countDevices(cell, [online], [{ fromMs: 10 * minMs, toMs: 25 * minMs }], hour);
  expect(cell.devices).toEqual({ onlineMs: 45 * minMs, offlineMs: 0, unknownMs: 15 * minMs });
});

test("a note that arrived after it had been rejected has arrived", () => {
  const cell = emptyCell();
  const notes = [
    [5, null],
    [null, 5],
    [9, 5],
    [null, null],
  ].map(([arrivedAtMs, rejectedAtMs]) => ({ arrivedAtMs, rejectedAtMs }));
  countJournal(cell, notes as { arrivedAtMs: number | null; rejectedAtMs: number | null }[]);
  expect(cell.journal).toEqual({ sent: 4, arrived: 2, rejected: 1 });
});
