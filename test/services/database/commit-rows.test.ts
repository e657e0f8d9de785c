import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Output } from "../../../rules/model/engine.js";
import {
  finalRecords,
  outboxColumns,
  outboxId,
  recordColumns,
  withdrawnColumns,
} from "../../../services/database/commit-rows.js";
import { dose, notification } from "../../integration/database/samples.js";

describe("the records of a batch", () => {
  it("are for every dose what was said of it last, once", () => {
    const output = fc.oneof(
      fc.record({
        kind: fc.constant("dose" as const),
        dose: fc.tuple(fc.constantFrom("a", "b", "c"), fc.nat()).map(([id, n]) => dose(id, { scheduledAtMs: n })),
      }),
      fc.record({
        kind: fc.constant("dose-withdrawn" as const),
        doseId: fc.constantFrom("a", "b", "c"),
        atMs: fc.constant(0),
      }),
    );
    fc.assert(
      fc.property(fc.array(output, { maxLength: 30 }), (outputs) => {
        const { dose: records } = finalRecords(outputs as Output[]);
        const written = recordColumns(records) as [string[], string[]] | null;
        const withdrawn = (withdrawnColumns(records)?.[0] ?? []) as string[];
        for (const id of ["a", "b", "c"]) {
          const last = outputs.findLast((one) => (one.kind === "dose" ? one.dose.doseId : one.doseId) === id);
          expect(withdrawn.filter((other) => other === id)).toHaveLength(last?.kind === "dose-withdrawn" ? 1 : 0);
          expect((written?.[0] ?? []).filter((other) => other === id)).toHaveLength(last?.kind === "dose" ? 1 : 0);
          if (last?.kind === "dose") expect(JSON.parse(written?.[1][written[0].indexOf(id)] ?? "")).toEqual(last.dose);
        }
      }),
    );
  });
});

describe("the outbox rows of a notification", () => {
  it("are one per channel of its team, with ids that say the same again", () => {
    const columns = outboxColumns([notification("N-1"), notification("N-2", { teamId: "T-2" })], (team) =>
      team === "T-1" ? ["a", "b"] : ["a"],
    );
    expect(columns?.[0]).toEqual([outboxId("N-1", "a"), outboxId("N-1", "b"), outboxId("N-2", "a")]);
    expect(columns?.[3]).toEqual(["a", "b", "a"]);
  });

  it("have ids that no other pair of notification and channel has", () => {
    expect(outboxId("N-1", "1a")).not.toBe(outboxId("N-11", "a"));
    expect(outboxId("N-1", "a")).toMatch(/^[0-9a-f]{32}$/);
  });

  it("are none for a team without channels", () => {
    expect(outboxColumns([notification("N-1")], () => [])).toBeNull();
  });
});
