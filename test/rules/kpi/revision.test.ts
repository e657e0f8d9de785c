import { expect, test } from "vitest";
import { addCell, emptyCell, type HourCell, sumCells } from "../../../rules/kpi/cells.js";
import { changeOf, hasSettled, reversed } from "../../../rules/kpi/revision.js";

const hourMs = 3_600_000;

test("a figure has settled six hours after its hour, if it was whole when it was worked out", () => {
  const wholeMs = 11 * hourMs;
  const settledMs = 17 * hourMs;
  expect(hasSettled(10 * hourMs, wholeMs, settledMs)).toBe(true);
  expect(hasSettled(10 * hourMs, wholeMs, settledMs - 1)).toBe(false);
  expect(hasSettled(10 * hourMs, wholeMs - 1, settledMs)).toBe(false);
});

test("a change names what has moved and nothing that stayed, and none is no change", () => {
  const before = emptyCell();
  before.doses.missed = 2;
  before.calls.responseMin = { 5: 1 };
  const after = structuredClone(before);
  expect(changeOf(before, after)).toBeNull();
  after.doses.missed = 1;
  after.doses["on-time"] = 1;
  after.calls.responseMin = { 7: 1 };
  const change = changeOf(before, after);
  expect(change).toEqual({
    doses: { missed: -1, "on-time": 1 },
    calls: { responseMin: { 5: -1, 7: 1 } },
  });
  const again = structuredClone(after);
  addCell(again, reversed(change as NonNullable<typeof change>));
  expect(again.doses).toEqual(before.doses);
});

test("a cell of a version that counted less is added to and compared as if it had counted none of the rest", () => {
  const { calls, technicalMissed, ...rest } = emptyCell();
  const old = { ...rest, residents: 3 } as HourCell;
  const present = { ...emptyCell(), technicalMissed: 2 };
  present.calls.answered = 4;
  const sum = sumCells([old, present]);
  expect(sum).toMatchObject({ residents: 3, technicalMissed: 2, calls: { answered: 4, unanswered: 0 } });
  const into = structuredClone(old);
  addCell(into, present);
  expect(into).toMatchObject({ residents: 3, technicalMissed: 2, calls: { answered: 4, unanswered: 0 } });
  expect([calls.answered, technicalMissed]).toEqual([0, 0]);
  expect(changeOf(old, present)).toEqual({ residents: -3, technicalMissed: 2, calls: { answered: 4 } });
  expect(changeOf(present, old)).toEqual({ residents: 3, technicalMissed: -2, calls: { answered: -4 } });
});
