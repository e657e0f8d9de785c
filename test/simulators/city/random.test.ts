import { expect, test } from "vitest";
import { randomOf } from "../../../simulators/city/random.js";

test("the same seed and actor draw the same, another actor draws something else", () => {
  const draws = (seed: number, actor: string) => {
    const random = randomOf(seed, actor);
    return Array.from({ length: 20 }, () => random.next());
  };
  expect(draws(7, "home-care")).toEqual(draws(7, "home-care"));
  expect(draws(7, "home-care")).not.toEqual(draws(7, "monitor"));
  expect(draws(7, "home-care")).not.toEqual(draws(8, "home-care"));
});

test("draws follow the table of quantiles", () => {
  const random = randomOf(1, "quantiles");
  const draws = Array.from({ length: 20_000 }, () =>
    random.draw([
      [0, 0],
      [0.5, 10],
      [1, 110],
    ]),
  );
  const shareBelow = (limit: number) => draws.filter((draw) => draw < limit).length / draws.length;
  expect(Math.min(...draws)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...draws)).toBeLessThanOrEqual(110);
  expect(shareBelow(5)).toBeCloseTo(0.25, 1);
  expect(shareBelow(10)).toBeCloseTo(0.5, 1);
  expect(shareBelow(60)).toBeCloseTo(0.75, 1);
});

test("a table that does not reach to 1 is refused instead of giving something", () => {
  const random = randomOf(1, "quantiles");
  expect(() => {
    for (let at = 0; at < 100; at++)
      random.draw([
        [0, 0],
        [0.5, 1],
      ]);
  }).toThrow("from 0 to 1");
});
