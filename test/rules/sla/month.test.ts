import { expect, it } from "vitest";
import { cloudRecord, hardOctober, minutes } from "./bench.js";

it("an October with an outage across midnight, the repeated hour, maintenance and a gap of our own is what a controller counts", () => {
  const record = cloudRecord(hardOctober(), "2026-10");
  const down = 150 + 60 + 60 + 20;
  expect(minutes(record)).toEqual({
    elapsedMin: 31 * 1440 + 60,
    upMin: 44_700 - down - 120 - 40,
    downMin: down,
    maintenanceMin: 120,
    unknownMin: 40,
  });
  // 290 of 44,540 minutes; half a per cent of them is 222.7.
  expect(record.availabilityPercent).toBeCloseTo(99.3489, 4);
  expect(record.budgetMin).toBeCloseTo(222.7, 9);
  expect(record.budgetLeftMin).toBeCloseTo(-67.3, 9);
  expect(record.state).toBe("lost");
  expect(record.forecast).toBeNull();
  expect(record.outages.map(({ restoreMin, restoredInTime }) => [restoreMin, restoredInTime])).toEqual([
    [150, false],
    [60, true],
    [20, true],
    [60, true],
  ]);
});
