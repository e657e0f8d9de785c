import fc from "fast-check";
import { expect, test } from "vitest";
import { createAgenda } from "../../../simulators/city/agenda.js";

test("whatever is planned in whatever order happens in order of time, and at one instant in order of planning", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50), { maxLength: 200 }), (times) => {
      const agenda = createAgenda(0);
      const happened: [number, number][] = [];
      times.forEach((atMs, order) => {
        agenda.at(atMs, () => happened.push([agenda.nowMs(), order]));
      });
      while (agenda.runNext(1_000));
      const expected = times.map((atMs, order) => [atMs, order] as [number, number]);
      expect(happened).toEqual(expected.sort((a, b) => a[0] - b[0] || a[1] - b[1]));
    }),
  );
});

test("what is planned meanwhile has its turn, and what lies at the end waits", () => {
  const agenda = createAgenda(100);
  const happened: string[] = [];
  agenda.at(110, () => {
    happened.push("first");
    agenda.at(50, () => happened.push(`late, at ${agenda.nowMs()}`));
    agenda.at(120, () => happened.push("second"));
    agenda.at(130, () => happened.push("too late"));
  });
  while (agenda.runNext(130));
  expect(happened).toEqual(["first", "late, at 110", "second"]);
});
