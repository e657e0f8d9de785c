import fc from "fast-check";
import { expect, it } from "vitest";
import { rateRange, shareRange } from "../../../rules/fros/interval.js";

it("a share's interval is Wilson's", () => {
  // 2 of 100: Wilson's 95 % interval is 0.55 % to 7.00 %.
  expect(shareRange(2, 100, 100)?.low).toBeCloseTo(0.55, 2);
  expect(shareRange(2, 100, 100)?.high).toBeCloseTo(7.0, 2);
  expect(shareRange(0, 0, 100)).toBeNull();
});

it("a rate's interval is near the exact one of Poisson's distribution", () => {
  // Three events in a year: exactly 0.62 to 8.77.
  expect(rateRange(3, 1)?.low).toBeCloseTo(0.6, 1);
  expect(rateRange(3, 1)?.high).toBeCloseTo(8.77, 1);
  // None in a year: up to 3.69.
  expect(rateRange(0, 1)?.low).toBe(0);
  expect(rateRange(0, 1)?.high).toBeCloseTo(3.69, 0);
  expect(rateRange(1, 0)).toBeNull();
  // One event in a year says that there may be few a year, one in a quarter that there may be four times as many.
  const [year, quarter] = [rateRange(1, 1), rateRange(1, 0.25)];
  expect(year?.low).toBeGreaterThan(0);
  expect(quarter?.low).toBeCloseTo(4 * (year?.low ?? 0), 9);
  expect(quarter?.high).toBeCloseTo(4 * (year?.high ?? 0), 9);
});

it("what was seen lies within, and a larger sample says it more closely", () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(percent, fc.integer({ min: 1, max: 10_000 }), (value, sample) => {
      const few = shareRange(value, sample, 100) as { low: number; high: number };
      const many = shareRange(value, 10 * sample, 100) as { low: number; high: number };
      expect(few.low - 1e-9).toBeLessThanOrEqual(value);
      expect(few.high + 1e-9).toBeGreaterThanOrEqual(value);
      expect(many.high - many.low).toBeLessThanOrEqual(few.high - few.low + 1e-9);
    }),
  );
});
