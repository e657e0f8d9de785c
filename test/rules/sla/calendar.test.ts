import { expect, it } from "vitest";
import { dayAt, windowAt } from "../../../rules/sla/calendar.js";

const iso = ({ fromMs, toMs }: { fromMs: number; toMs: number }) =>
  [fromMs, toMs].map((ms) => new Date(ms).toISOString());

it("a month and a quarter begin at local midnight", () => {
  const atMs = Date.parse("2026-03-31T22:30:00Z");
  expect(windowAt("Europe/Oslo", "month", atMs)).toMatchObject({ label: "2026-04" });
  expect(iso(windowAt("Europe/Oslo", "month", atMs))).toEqual(["2026-03-31T22:00:00.000Z", "2026-04-30T22:00:00.000Z"]);
  expect(windowAt("Europe/Oslo", "quarter", atMs)).toMatchObject({ label: "2026-Q2" });
  expect(iso(windowAt("Europe/Oslo", "quarter", atMs - 3_600_000))).toEqual([
    "2025-12-31T23:00:00.000Z",
    "2026-03-31T22:00:00.000Z",
  ]);
});

it("December is followed by January, and the day of summer time has 23 hours", () => {
  expect(iso(windowAt("Europe/Oslo", "month", Date.parse("2026-12-31T22:59:59Z")))).toEqual([
    "2026-11-30T23:00:00.000Z",
    "2026-12-31T23:00:00.000Z",
  ]);
  const { fromMs, toMs } = dayAt("Europe/Oslo", Date.parse("2026-03-29T12:00:00Z"));
  expect((toMs - fromMs) / 3_600_000).toBe(23);
});
