import { expect, test } from "vitest";
import { withIsoTimes } from "../../../services/api/iso-times.js";
import { dateSpan, dayOf } from "../../../services/api/local-day.js";

const hourMs = 3_600_000;

test("instants lose their unit and become text, everything else stays", () => {
  const record = { openedAtMs: 0, closedAtMs: null, statusSinceMs: 1500, responseLimitMin: 30, name: "Ms" };
  expect(withIsoTimes(record)).toEqual({
    openedAt: "1970-01-01T00:00:00.000Z",
    closedAt: null,
    statusSince: "1970-01-01T00:00:01.500Z",
    responseLimitMin: 30,
    name: "Ms",
  });
});

test.each([
  ["2026-03-10", 24],
  ["2026-03-29", 23],
  ["2026-10-25", 25],
])("%s in Oslo lasts %i hours and begins at local midnight", (date, hours) => {
  const span = dateSpan(date, "Europe/Oslo");
  expect(span.endMs - span.startMs).toBe(hours * hourMs);
  expect(new Date(span.startMs).toLocaleString("sv-SE", { timeZone: "Europe/Oslo" })).toBe(`${date} 00:00:00`);
});

test("today is the installation's day, not UTC's", () => {
  const lateEvening = Date.parse("2026-03-10T23:30:00Z");
  expect(dayOf(lateEvening, "Europe/Oslo").date).toBe("2026-03-11");
  expect(dayOf(lateEvening, "UTC").date).toBe("2026-03-10");
  const { startMs, endMs } = dayOf(lateEvening, "Europe/Oslo");
  expect(dateSpan("2026-03-11", "Europe/Oslo")).toEqual({ startMs, endMs });
});
