import { expect, it } from "vitest";
import { engineRecords } from "../support/world/engine-ledger.js";
import { screened } from "../support/world/screened.js";
import { worldOf } from "../support/world/world.js";

const records = Array.from({ length: 150 }, (_, index) => worldOf(index + 1)).flatMap(({ lines, ecosystem, endMs }) => [
  ...engineRecords(screened(lines), ecosystem, endMs).values(),
]);

it("late data makes the engine revise verdicts in every direction that late data can", () => {
  const changes = records.flatMap(({ revisions }) =>
    revisions.map(({ fromVerdict, toVerdict }) => `${fromVerdict} → ${toVerdict}`),
  );
  expect(changes).toEqual(
    expect.arrayContaining([
      "unconfirmed → missed",
      "missed → unconfirmed",
      "unconfirmed → on-time",
      "missed → excused",
    ]),
  );
});

it("each revision begins where the one before ended, and the last one ends at the verdict", () => {
  for (const { doseId, verdict, cause, revisions } of records) {
    for (const [index, revision] of revisions.entries()) {
      // A dose that is open again is decided anew, which is no revision.
      if (revision.toVerdict === "pending") continue;
      const next = revisions[index + 1];
      const to = [revision.toVerdict, revision.toCause];
      expect(next ? [next.fromVerdict, next.fromCause] : [verdict, cause], doseId).toEqual(to);
      expect([revision.fromVerdict, revision.fromCause], doseId).not.toEqual(to);
      if (next) expect(next.atMs, doseId).toBeGreaterThanOrEqual(revision.atMs);
    }
  }
});

it("the verdict at the deadline is set once the deadline has passed, and not before", () => {
  for (const { doseId, verdictAtDeadline, decidedAtMs, verdict } of records) {
    if (verdict === "pending") expect([verdictAtDeadline, decidedAtMs], doseId).toEqual([null, null]);
  }
});
