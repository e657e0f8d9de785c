import { expect, test } from "vitest";
import { duration, minutesBetween } from "../../dashboards/web/format/duration.js";
import { timesIn } from "../../dashboards/web/format/time.js";

test.each([
  [0, "0 min"],
  [59.9, "59 min"],
  [60, "1 t"],
  [125, "2 t 5 min"],
  [47 * 60 + 59, "47 t 59 min"],
  [48 * 60, "2 d"],
  [50 * 60 + 30, "2 d 2 t"],
  [-3, "0 min"],
])("%d minutes are said as %s", (minutes, text) => {
  expect(duration(minutes, "no")).toBe(text);
});

test("English says hours with another letter", () => {
  expect(duration(125, "en")).toBe("2 h 5 min");
});

test("minutes between two instants are whole and never negative", () => {
  expect(minutesBetween("2026-03-10T08:00:00.000Z", "2026-03-10T08:30:59.999Z")).toBe(30);
  expect(minutesBetween("2026-03-10T09:00:00.000Z", "2026-03-10T08:00:00.000Z")).toBe(0);
});

const oslo = timesIn("Europe/Oslo", "nb-NO");

test("clocks are those of the installation, in summer and winter, and have 24 hours", () => {
  expect(oslo.clock("2026-01-10T23:05:00.000Z")).toBe("00:05");
  expect(oslo.clock("2026-07-10T22:05:00.000Z")).toBe("00:05");
  expect(oslo.clockSeconds("2026-07-10T12:05:09.000Z")).toBe("14:05:09");
  expect(timesIn("Europe/Oslo", "en-GB").clock("2026-01-10T23:05:00.000Z")).toBe("00:05");
});

test("another day is told with its date, in the installation's zone", () => {
  const now = "2026-03-10T11:00:00.000Z";
  expect(oslo.when("2026-03-10T07:00:00.000Z", now)).toBe("08:00");
  // 23:30 UTC the evening before is this day in Oslo.
  expect(oslo.when("2026-03-09T23:30:00.000Z", now)).toBe("00:30");
  expect(oslo.when("2026-03-09T20:00:00.000Z", now)).toMatch(/^9\. mars\.? 21:00$/);
  expect(oslo.date("2026-03-09T23:30:00.000Z")).toBe("2026-03-10");
});
