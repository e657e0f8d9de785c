import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRetryAfter, retryDelayMs } from "../../../services/delivery/backoff.js";
import { defaultDeliveryLimits } from "../../../services/delivery/limits.js";

const limits = defaultDeliveryLimits;
const share = () => fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("the wait before the next attempt", () => {
  it("stays within 20 % of a doubling that is bounded", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), share(), (attempt, random) => {
        const nominalMs = Math.min(limits.backoffMaxMs, limits.backoffBaseMs * 2 ** (attempt - 1));
        const delayMs = retryDelayMs(attempt, null, limits, () => random);
        expect(delayMs).toBeGreaterThanOrEqual(Math.floor(nominalMs * 0.8));
        expect(delayMs).toBeLessThanOrEqual(Math.ceil(nominalMs * 1.2));
      }),
    );
  });

  it("grows with every attempt until the bound, whatever the jitter", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), share(), share(), (attempt, random, nextRandom) => {
        fc.pre(limits.backoffBaseMs * 2 ** attempt <= limits.backoffMaxMs);
        const delayMs = retryDelayMs(attempt, null, limits, () => random);
        expect(retryDelayMs(attempt + 1, null, limits, () => nextRandom)).toBeGreaterThan(delayMs);
      }),
    );
  });

  it("uses the jitter it is given", () => {
    const delays = [0, 0.5, 0.999].map((random) => retryDelayMs(1, null, limits, () => random));
    expect(delays).toEqual([1_600, 2_000, 2_399]);
  });

  it("adds up to about an hour over all attempts", () => {
    let totalMs = 0;
    for (let attempt = 1; attempt < limits.attemptsMax; attempt += 1) {
      totalMs += retryDelayMs(attempt, null, limits, () => 0.5);
    }
    expect(totalMs / 60_000).toBeGreaterThan(45);
    expect(totalMs / 60_000).toBeLessThan(75);
  });

  it("is never shorter than the receiver asks for, up to a bound", () => {
    expect(retryDelayMs(1, 30_000, limits, () => 0.5)).toBe(30_000);
    expect(retryDelayMs(1, 86_400_000, limits, () => 0.5)).toBe(limits.retryAfterMaxMs);
    expect(retryDelayMs(8, 1_000, limits, () => 0.5)).toBe(256_000);
  });
});

describe("Retry-After", () => {
  const nowMs = Date.UTC(2026, 0, 15, 12, 0, 0);
  it.each([
    ["120", 120_000],
    [" 0 ", 0],
    ["Thu, 15 Jan 2026 12:01:00 GMT", 60_000],
    ["Thu, 15 Jan 2026 11:00:00 GMT", 0],
    ["-5", null],
    ["1.5", null],
    ["2026-01-15", null],
    ["soon", null],
    ["Soon, maybe", null],
    ["", null],
    [null, null],
  ])("%j asks for %j ms", (header, expected) => {
    expect(parseRetryAfter(header, nowMs)).toBe(expected);
  });
});
