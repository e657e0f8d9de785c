import { expect, it } from "vitest";
import type { LogEvent } from "../../../rules/model/event.js";
import { auditColumns, gateColumns, reviewColumns, riskActColumns } from "../../../services/database/act-rows.js";
import { batch, heartbeat, logged } from "../../integration/database/samples.js";

const review = { conclusion: "c", caseNumber: null, causeSupplier: "vendor", dosesReviewed: 3 };

/** Every act of a person, who did it, what to, and what else is kept of it. */
const acts = [
  [{ kind: "alert-acknowledged", alertId: "A-1", actor: "nurse" }, "nurse", "A-1", {}],
  [
    { kind: "alert-closed", alertId: "A-1", actor: "nurse", cause: "found", action: "helped" },
    "nurse",
    "A-1",
    { cause: "found", action: "helped" },
  ],
  [
    { kind: "dose-followup", doseId: "P@1", outcome: "refused", actorRole: "nurse" },
    "nurse",
    "P@1",
    { outcome: "refused" },
  ],
  [{ kind: "incident-reviewed", incidentId: "I-1", actor: "doctor", ...review }, "doctor", "I-1", review],
  [
    { kind: "scenario-assessed", assessment: { scenario: "R1", actor: "a", probability: 3 } },
    "a",
    "R1",
    { probability: 3 },
  ],
  [{ kind: "risk-accepted", acceptance: { scenario: "R2", actor: "b", colour: "red" } }, "b", "R2", { colour: "red" }],
  [
    { kind: "scaling-requested", request: { requestId: "Q-1", actor: "c", residents: 9 } },
    "c",
    "Q-1",
    { residents: 9 },
  ],
  [{ kind: "scaling-decided", decision: { requestId: "Q-1", actor: "d", reason: "r" } }, "d", "Q-1", { reason: "r" }],
] as unknown as [LogEvent, actor: string, subject: string, detail: object][];
const receivedAtUs = 1_700_000_000_123_456;

/** What stands in each row of one batch: columns turned into rows, numbers as they were. */
function rowsOf(columns: ReturnType<typeof auditColumns>): unknown[][] {
  const lists = (columns ?? []).map((column) =>
    typeof column === "string" ? column.replace(/[{}]/g, "").split(",").map(Number) : [...(column as unknown[])],
  );
  return (lists[0] ?? []).map((_, row) => lists.map((list) => list[row]));
}
const batchOf = (...events: LogEvent[]) =>
  batch(9, { events: events.map((event, n) => logged(n + 1, event, receivedAtUs)) });

it("every act of a person is in the audit once, with who did it and what to; what devices say is not", () => {
  const all = batchOf(heartbeat("D-1", "e-1"), ...acts.map(([event]) => event), { kind: "gap-closed" });
  expect(rowsOf(auditColumns(all)).map(([seq, us, ...rest]) => [seq, us, ...rest])).toEqual(
    acts.map(([event, actor, subject, detail], n) => [
      n + 2,
      receivedAtUs,
      actor,
      event.kind,
      subject,
      JSON.stringify(detail),
    ]),
  );
  expect(auditColumns(batchOf(heartbeat("D-1", "e-1")))).toBeNull();
});

it("decisions about risk and growth are kept whole, by what they are about, at the time they were received", () => {
  const rows = rowsOf(riskActColumns(batchOf(...acts.map(([event]) => event))));
  expect(rows.map(([, atMs, kind, subject]) => [atMs, kind, subject])).toEqual([
    [1_700_000_000_123, "scenario-assessed", "R1"],
    [1_700_000_000_123, "risk-accepted", "R2"],
    [1_700_000_000_123, "scaling-requested", "Q-1"],
    [1_700_000_000_123, "scaling-decided", "Q-1"],
  ]);
  expect(JSON.parse(rows[1]?.[4] as string)).toEqual({ scenario: "R2", actor: "b", colour: "red" });
  expect(riskActColumns(batchOf({ kind: "gap-closed" }))).toBeNull();
});

it("a review and the judgement of a gate are rows of their own; the city is a place like others", () => {
  const gates = [
    { district: null, status: "GO" },
    { district: "alna", status: "UNKNOWN" },
  ];
  const changed = { kind: "gate-changed", gates } as unknown as LogEvent;
  const all = batchOf(...acts.map(([event]) => event), changed);
  expect(rowsOf(reviewColumns(all))).toEqual([[4, "I-1", 1_700_000_000_123, "doctor", "c", null, "vendor", 3]]);
  expect(rowsOf(gateColumns(all)).map(([, , place, status]) => [place, status])).toEqual([
    ["_", "GO"],
    ["alna", "UNKNOWN"],
  ]);
  expect([reviewColumns(batchOf(changed)), gateColumns(batchOf({ kind: "gap-closed" }))]).toEqual([null, null]);
});
