import fc from "fast-check";
import { expect, test } from "vitest";
import { cellStartMs, hourMs, periodAt, periodKinds, periodsIn } from "../../../rules/kpi/periods.js";

const oslo = "Europe/Oslo";
const at = (text: string) => Date.parse(text);
const hours = (zone: string, kind: "day" | "month", text: string) => {
  const { fromMs, toMs } = periodAt(zone, kind, at(text));
  return (toMs - fromMs) / hourMs;
};

test("a day has 23 or 25 hours where the clocks change, and its month one hour less or more", () => {
  expect(hours(oslo, "day", "2026-03-29T12:00:00Z")).toBe(23);
  expect(hours(oslo, "day", "2026-10-25T12:00:00Z")).toBe(25);
  expect(hours(oslo, "month", "2026-03-10T12:00:00Z")).toBe(31 * 24 - 1);
  const label = (text: string) => periodAt(oslo, "hour", at(text)).label;
  expect(label("2026-10-25T00:30:00Z")).toBe("2026-10-25T02+02:00");
  expect(label("2026-10-25T01:30:00Z")).toBe("2026-10-25T02+01:00");
});

test("an hour is labelled with what its zone is off, west of Greenwich and off by half an hour", () => {
  const label = (zone: string, text: string) => periodAt(zone, "hour", at(text)).label;
  expect(label("UTC", "2026-03-01T10:30:00Z")).toBe("2026-03-01T10+00:00");
  expect(label("America/New_York", "2026-03-01T10:30:00Z")).toBe("2026-03-01T05-05:00");
  expect(label("Asia/Kolkata", "2026-03-01T10:40:00Z")).toBe("2026-03-01T16+05:30");
});

test("weeks are those of ISO 8601", () => {
  const week = (text: string) => periodAt(oslo, "week", at(text)).label;
  expect(week("2026-01-01T12:00:00Z")).toBe("2026-W01");
  expect(week("2027-01-01T12:00:00Z")).toBe("2026-W53");
  expect(week("2024-12-30T12:00:00Z")).toBe("2025-W01");
  // A year that begins on a Friday, and one that begins on a Sunday.
  expect(week("2021-01-04T12:00:00Z")).toBe("2021-W01");
  expect(week("2023-01-08T12:00:00Z")).toBe("2023-W01");
  // Sunday 23:59 and Monday 00:01, Oslo.
  expect(week("2026-03-29T21:59:00Z")).toBe("2026-W13");
  expect(week("2026-03-29T22:01:00Z")).toBe("2026-W14");
});

test("days and longer are made of whole cells, also where the zone is half an hour off", () => {
  const zones = fc.constantFrom(oslo, "Asia/Kolkata", "America/St_Johns", "UTC", "America/New_York");
  const instants = fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") });
  fc.assert(
    fc.property(zones, instants, fc.constantFrom(...periodKinds), (zone, atMs, kind) => {
      const { fromMs, toMs } = periodAt(zone, kind, atMs);
      expect(fromMs <= atMs && atMs < toMs).toBe(true);
      expect(cellStartMs(zone, fromMs)).toBe(fromMs);
      expect((toMs - fromMs) % hourMs).toBe(0);
      expect(periodAt(zone, kind, toMs - 1).fromMs).toBe(fromMs);
      expect(periodAt(zone, kind, toMs).fromMs).toBe(toMs);
    }),
  );
});

test("periods of a stretch are those it touches, up to a limit", () => {
  const span = { fromMs: at("2026-03-28T12:00:00Z"), toMs: at("2026-03-30T00:00:00Z") };
  expect(periodsIn(oslo, "day", span, 10).map(({ label }) => label)).toEqual([
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
  ]);
  expect(periodsIn(oslo, "hour", span, 7)).toHaveLength(7);
  const day = periodAt(oslo, "day", span.fromMs);
  expect(periodsIn(oslo, "day", day, 10)).toEqual([day]);
});
