import { expect, test } from "vitest";
import { wallToInstantMs } from "../../../rules/doses/zone.js";
import { kpiOf, kpis } from "../../../rules/kpi/catalogue.js";
import { cityDistrict, emptyCell, type HourCell } from "../../../rules/kpi/cells.js";
import { type CountedDose, countDoses } from "../../../rules/kpi/count-doses.js";
import { countDevices, countListening } from "../../../rules/kpi/count-minutes.js";
import { cityPart, factsOf, hourPart, joined, type Part, placesOf } from "../../../rules/kpi/facts.js";
import { figureOf, shownFigure } from "../../../rules/kpi/figure.js";
import type { Kpi } from "../../../rules/kpi/kpi.js";
import { cellStartMs, hourMs, periodAt } from "../../../rules/kpi/periods.js";
import type { Ecosystem } from "../../../rules/model/ecosystem.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";
import { dose, revision } from "./samples.js";

/**
 * March 2026 in Oslo, worked out on paper. One resident with one dispenser and two doses a day, 08:00 and 23:30: 62
 * doses. Everything goes well but for
 * - 5th, 08:00: not fetched, and then given by staff;
 * - 10th 22:00 to 11th 02:00: the supplier's cloud is down. The dose of 23:30 is unknown at its deadline and turns out
 *   to have come in time;
 * - 15th 07:00 to 09:30: maintenance of the cloud that nobody had announced in time counts as a break. The dose of 08:00
 *   is unknown at its deadline and turns out as missed;
 * - 20th 07:30 to 10:00: Velvakt itself is away. The dose of 08:00 stays unknown;
 * - 25th and 26th: the resident is travelling, four doses are not expected;
 * - 29th: summer time begins, the day has 23 hours.
 * So of 62 planned 58 were expected: 55 in time, 2 missed, 1 unknown. At their deadlines 54 were known as in time, 1 as
 * missed and 3 were unknown. The device was unknown for 4 + 2.5 + 2.5 of 743 hours; Velvakt listened for all but 2.5.
 */
const ecosystem: Ecosystem = { ...worldEcosystem, timezone: "Europe/Oslo" };
const zone = ecosystem.timezone;
const district = "alna";
const local = (day: number, hour: number, min = 0) => wallToInstantMs(zone, Date.UTC(2026, 2, day, hour, min));
const month = periodAt(zone, "month", local(15, 12));

const special: Record<string, CountedDose> = {
  "5/8": dose("missed", { cause: "user", followup: "given-by-staff" }),
  "10/23": dose("on-time", {
    verdictAtDeadline: "unconfirmed",
    revisions: [revision("unconfirmed", "component:vendor-cloud", "on-time")],
  }),
  "15/8": dose("missed", {
    cause: "user",
    verdictAtDeadline: "unconfirmed",
    revisions: [revision("unconfirmed", "component:vendor-cloud", "missed")],
  }),
  "20/8": dose("unconfirmed", { cause: "monitoring-gap" }),
};
for (const day of [25, 26]) for (const hour of [8, 23]) special[`${day}/${hour}`] = dose("excused");

const gaps = [{ fromMs: local(20, 7, 30), toMs: local(20, 10) }];
const breaks = [
  { fromMs: local(10, 22), toMs: local(11, 2) },
  { fromMs: local(15, 7), toMs: local(15, 9, 30) },
];
const statuses = [
  { status: "online" as const, fromMs: month.fromMs, toMs: breaks[0]?.fromMs as number },
  { status: "unknown" as const, ...(breaks[0] as { fromMs: number; toMs: number }) },
  { status: "online" as const, fromMs: breaks[0]?.toMs as number, toMs: breaks[1]?.fromMs as number },
  { status: "unknown" as const, ...(breaks[1] as { fromMs: number; toMs: number }) },
  { status: "online" as const, fromMs: breaks[1]?.toMs as number, toMs: Number.POSITIVE_INFINITY },
];

function cells(): Map<number, HourCell> {
  const all = new Map<number, HourCell>();
  for (let fromMs = month.fromMs; fromMs < month.toMs; fromMs += hourMs) {
    const cell = emptyCell();
    const hour = { fromMs, toMs: fromMs + hourMs };
    countDevices(
      cell,
      statuses.map((one) => ({ ...one, devices: 1 })),
      gaps,
      hour,
    );
    countListening(cell, gaps, month.fromMs - hourMs, hour);
    all.set(fromMs, cell);
  }
  for (let day = 1; day <= 31; day++) {
    for (const [hour, min] of [
      [8, 0],
      [23, 30],
    ] as const) {
      const cell = all.get(cellStartMs(zone, local(day, hour, min))) as HourCell;
      countDoses(cell, [special[`${day}/${hour}`] ?? dose("on-time")], new Set(hour === 23 ? ["r-1"] : []));
    }
  }
  return all;
}

const parts = [...cells()].map(([fromMs, cell]) => hourPart(ecosystem, district, fromMs, cell));
const factsAt = (of: readonly Part[], nowMs: number) => factsOf(zone, of, month, nowMs);
const value = (id: string, of: readonly Part[] = parts) => figureOf(kpiOf(id) as Kpi, factsAt(of, month.toMs));

test("a month counted by hand has these figures", () => {
  expect(parts).toHaveLength(743);
  expect(value("on-time")).toMatchObject({ count: 55, sample: 58, value: (100 * 55) / 58 });
  expect(value("on-time").coveragePercent).toBeCloseTo((100 * 57) / 58, 9);
  expect(value("missed")).toMatchObject({ count: 2, sample: 58 });
  expect(value("unconfirmed")).toMatchObject({ count: 1, sample: 58, coveragePercent: 100 });
  expect(value("excused").value).toBe(4);
  expect(value("on-time-at-deadline")).toMatchObject({ count: 54, sample: 58 });
  expect(value("missed-at-deadline")).toMatchObject({ count: 1, sample: 58 });
  expect(value("unconfirmed-at-deadline")).toMatchObject({ count: 3, sample: 58 });
  expect(value("revised")).toMatchObject({ count: 2, sample: 58 });
  expect(value("technical-missed-per-1000").value).toBeCloseTo(1000 / 58, 9);
  expect(value("followup-by-staff")).toMatchObject({ count: 1, sample: 3 });
  expect(value("followup-none")).toMatchObject({ count: 2, sample: 3 });
  // 29 days with a dose that was expected, of 31.
  expect(value("missed-per-100")).toMatchObject({ count: 2, sample: 29, value: 200 / 29 });
  expect(value("active-residents").value).toBeCloseTo(29 / 31, 9);
  expect(value("fleet-availability")).toMatchObject({
    count: 734 * hourMs,
    sample: 734 * hourMs,
    value: 100,
  });
  expect(value("fleet-availability").coveragePercent).toBeCloseTo((100 * 734) / 743, 9);
  expect(value("listening")).toMatchObject({ count: 740.5 * hourMs, sample: 743 * hourMs });
});

test("days, and the hours themselves, give the same month", () => {
  const days = new Map<number, Part[]>();
  for (const part of parts) {
    const { fromMs } = periodAt(zone, "day", part.fromMs);
    days.set(fromMs, [...(days.get(fromMs) ?? []), part]);
  }
  expect([...days.values()].map((one) => one.length)).toEqual([...Array(28).fill(24), 23, 24, 24]);
  const sums = [...days].map(([fromMs, hours]) => joined(fromMs, hours));
  for (const { id } of kpis) expect(value(id, sums), id).toEqual(value(id));
});

test("hours that nobody has counted are unknown: they lower the coverage and are no nought", () => {
  const half = parts.filter(({ fromMs }) => fromMs < local(16, 0));
  expect(value("on-time", half).coveragePercent).toBeCloseTo((100 * 15 * 24) / 743, 0);
  const none = value("alerts", []);
  expect(shownFigure(none, false)).toEqual({
    value: null,
    count: null,
    sample: null,
    coveragePercent: 0,
    suppressed: false,
  });
  // What is still to come is not missing.
  expect(factsAt(half, local(15, 23, 30)).hours).toEqual({ begun: 15 * 24, counted: 15 * 24 });
});

test("the city is known as far as all of its places are, and has listened once", () => {
  const [first] = parts as [Part];
  const places = placesOf(ecosystem);
  const all = new Map(places.map((place) => [place, { ...first, cell: { ...first.cell } }]));
  const city = cityPart(ecosystem, first.fromMs, all);
  expect(city.hours).toBe(1);
  expect(city.cell.listening).toEqual({ heardMs: hourMs, gapMs: 0 });
  expect(city.cell.devices.onlineMs).toBe(places.length * hourMs);
  all.delete(places[0] as string);
  expect(cityPart(ecosystem, first.fromMs, all).hours).toBe(0);
  expect(places).toContain(cityDistrict);
});

test("every figure is defined once, in words of both languages", () => {
  expect(new Set(kpis.map(({ id }) => id)).size).toBe(kpis.length);
  for (const { name, numerator, denominator } of kpis) {
    for (const words of [name, numerator, ...(denominator ? [denominator] : [])]) {
      expect(words.no.length * words.en.length).toBeGreaterThan(0);
    }
  }
});
