import { expect, test } from "vitest";
import { limitsOf, limitValuesMin, signalsOf } from "../../../rules/kpi/limits.js";
import { suppressed } from "../../../rules/kpi/suppress.js";

test("natural limits are the mean and 2.66 mean moving ranges on either side", () => {
  // Worked out on paper: mean 50, ranges 9 × 2, limits 50 ± 5.32.
  const series = [49, 51, 49, 51, 49, 51, 49, 51, 49, 51];
  expect(limitsOf(series, 0, 100)).toEqual({ mean: 50, lower: 44.68, upper: 55.32, meanRange: 2, values: 10 });
  expect(limitsOf(series.slice(1), 0, 100)).toBeNull();
  expect(limitValuesMin).toBe(10);
});

test("a share is never below nought nor above all, and a hole in the series is no range", () => {
  const series = [100, 90, 100, 90, 100, null, 90, 100, 90, 100, 90];
  expect(limitsOf(series, 0, 100)).toMatchObject({ upper: 100, meanRange: 10, values: 10 });
});

test("outside the limits, and the eighth in a row on one side, are signals; the usual up and down is none", () => {
  const limits = { mean: 50, lower: 45, upper: 55, meanRange: 2, values: 20 };
  expect(signalsOf([49, 51, 50, 44, 51, 56], limits)).toEqual([
    { index: 3, rule: "outside" },
    { index: 5, rule: "outside" },
  ]);
  const run = [51, 52, 51, 52, null, 51, 52, 51, 52, 51, 49];
  expect(signalsOf(run, limits)).toEqual([
    { index: 8, rule: "run" },
    { index: 9, rule: "run" },
  ]);
  // What lies on the mean is on neither side.
  expect(signalsOf([51, 51, 51, 51, 50, 51, 51, 51, 51], limits)).toEqual([]);
});

test("on a limit is within it, and a run begins anew on the other side of the mean", () => {
  const limits = { mean: 50, lower: 45, upper: 55, meanRange: 2, values: 20 };
  expect(signalsOf([45, 55], limits)).toEqual([]);
  expect(signalsOf([50, 50, 50, 50, 50, 50, 50, 50, 50], limits)).toEqual([]);
  expect(signalsOf([50, 51, 51, 51, 51, 51, 51, 51], limits)).toEqual([]);
  expect(signalsOf([49, 49, 49, 49, 51, 51, 51, 51, 51], limits)).toEqual([]);
});

test("values that never follow each other have no ranges, and so no limits", () => {
  const series = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? n : null));
  expect(limitsOf(series, 0, 100)).toBeNull();
  expect(limitsOf([...series, 1, 2], 0, 100)).not.toBeNull();
});

const part = (id: string, count: number, sample: number, whole: string | null = "verdict") => ({
  kpi: { id, about: "residents" as const, whole },
  count,
  sample,
});

test("few of many, all but a few, and few at all are hidden; none and all are not", () => {
  expect(suppressed([part("a", 4, 100, null), part("b", 5, 100, null), part("c", 0, 100, null)])).toEqual(
    new Set(["a"]),
  );
  expect(suppressed([part("most", 97, 100), part("rest", 3, 100)])).toEqual(new Set(["most", "rest"]));
  expect(suppressed([part("all", 100, 100)])).toEqual(new Set());
  expect(suppressed([part("of-few", 0, 4, null), { ...part("plain", 3, 0, null), sample: null as never }])).toEqual(
    new Set(["of-few", "plain"]),
  );
});

test("all but a few is hidden of the parts of a whole only, also where the few are several", () => {
  expect(suppressed([part("most", 96, 100), part("one", 2, 100), part("other", 2, 100)])).toEqual(
    new Set(["most", "one", "other"]),
  );
  expect(suppressed([part("alone", 98, 100, null)])).toEqual(new Set());
  expect(suppressed([part("one", 1, 100, null), part("five", 5, 100, null), part("sample", 5, 5, null)])).toEqual(
    new Set(["one"]),
  );
});

test("what hides beside the only hidden part is the smallest of its own whole that counts anything", () => {
  const parts = [part("late", 3, 100), part("early", 0, 100), part("on-time", 77, 100), part("missed", 20, 100)];
  expect(suppressed([...parts, part("phoned", 10, 30, "followup")])).toEqual(new Set(["late", "missed"]));
});

test("of the parts of a whole never just one is hidden, as the others would tell it", () => {
  expect(suppressed([part("late", 3, 100), part("on-time", 80, 100), part("missed", 17, 100)])).toEqual(
    new Set(["late", "missed"]),
  );
});

test("what is said of systems points at nobody", () => {
  expect(suppressed([{ kpi: { id: "journal", about: "systems", whole: null }, count: 1, sample: 3 }])).toEqual(
    new Set(),
  );
});
