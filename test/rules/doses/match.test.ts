import { describe, expect, it } from "vitest";
import type { Dispense } from "../../../rules/doses/cells.js";
import { byTimeThenId, type MatchableDose, match } from "../../../rules/doses/match.js";

const minMs = 60_000;

function dose(planId: string, atMin: number, more: Partial<MatchableDose> = {}): MatchableDose {
  const scheduledAtMs = atMin * minMs;
  return {
    doseId: `${planId}@${atMin}`,
    planId,
    scheduledAtMs,
    opensAtMs: scheduledAtMs - 60 * minMs,
    closesAtMs: scheduledAtMs + 240 * minMs,
    excused: false,
    reportedMissed: false,
    ...more,
  };
}

function dispense(id: string, atMin: number, more: Partial<Dispense> = {}): Dispense {
  return { t: atMin * minMs, id, scheduledAtMs: null, planId: null, mode: "unassisted", ...more };
}

function inWords(doses: MatchableDose[], dispenses: Dispense[]) {
  const { dispensed, ambiguous, extras } = match(doses, dispenses);
  return {
    dispensed: Object.fromEntries([...dispensed].map(([doseId, { id }]) => [doseId, id])),
    ambiguous: [...ambiguous],
    extras: extras.map((one) => `${one.dispense.id} of ${one.doseId}`),
  };
}

describe("which dispense is which dose", () => {
  it("orders dispenses by their time, then by id, and knows equal ones", () => {
    const [a, b] = [
      { t: 1, id: "a" },
      { t: 1, id: "b" },
    ] as const;
    expect([byTimeThenId(a, b), byTimeThenId(b, a), byTimeThenId(a, a), byTimeThenId({ t: 0, id: "z" }, a)]).toEqual([
      -1, 1, 0, -1,
    ]);
  });

  it("serves dispenses of one instant in the order of their ids", () => {
    expect(inWords([dose("P", 480), dose("P", 540)], [dispense("b", 500), dispense("a", 500)])).toEqual({
      dispensed: { "P@480": "a", "P@540": "b" },
      ambiguous: [],
      extras: [],
    });
  });

  it("does not depend on the order in which dispenses are given", () => {
    const doses = [dose("P", 480), dose("P", 540, { reportedMissed: true }), dose("P", 600)];
    const some = [
      dispense("c", 505),
      dispense("a", 500),
      dispense("b", 600, { scheduledAtMs: 480 * minMs }),
      dispense("d", 610, { mode: "prn" }),
    ];
    expect(inWords(doses, [...some].reverse())).toEqual(inWords(doses, some));
  });

  it("takes nothing for an extra that may have been a reported dose", () => {
    const doses = [dose("P", 480, { reportedMissed: true }), dose("P", 540)];
    const two = [dispense("a", 545, { scheduledAtMs: 540 * minMs }), dispense("b", 550)];
    expect(inWords(doses, two)).toEqual({ dispensed: { "P@540": "a" }, ambiguous: ["P@480"], extras: [] });
  });

  it("has no use for a name that no plan has", () => {
    expect(inWords([dose("P", 480)], [dispense("a", 480, { scheduledAtMs: 481 * minMs })])).toEqual({
      dispensed: {},
      ambiguous: [],
      extras: [],
    });
  });
});
