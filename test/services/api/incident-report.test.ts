import { expect, it } from "vitest";
import type { AlertRecord, IncidentRecord, Verdict } from "../../../rules/model/record.js";
import { incidentReportView, type ReportSources } from "../../../services/api/incident-report.js";
import type { OutcomeCount } from "../../../services/database/read/incident-outcomes.js";
import type { IncidentReview } from "../../../services/database/read/incident-reviews.js";
import { incidentReport } from "../../support/incident-report.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";

const minMs = 60_000;
const sinceMs = Date.parse("2026-03-10T08:00:00Z");
const at = (min: number) => sinceMs + min * minMs;

function view(record: Partial<IncidentRecord>, sources: Partial<ReportSources> = {}, nowMs = at(120)) {
  const incident = {
    incidentId: "I-1",
    rootCause: "vendor-cloud",
    openedAtMs: at(10),
    closedAtMs: null,
    residents: [],
    alerts: [],
    doseIds: [],
    decisionAtMs: null,
    report: incidentReport(sinceMs),
    ...record,
  } as unknown as IncidentRecord;
  const none = {
    outcomes: [],
    affected: [],
    told: [],
    alerts: [],
    causeAlerts: [],
    reviews: [],
    changedSinceReview: 0,
  };
  return incidentReportView(worldEcosystem)({ record: incident, ...none, ...sources }, nowMs);
}

const taken = (min: number | null, kind = "component-down") =>
  ({
    kind,
    openedAtMs: at(10),
    acknowledgedAtMs: min === null ? null : at(min),
    acknowledgedBy: "nurse",
    closedBy: null,
    closedAtMs: null,
  }) as AlertRecord;
const outcome = (atDeadline: Verdict | null, now: Verdict, doses: number, more: Partial<OutcomeCount> = {}) => ({
  atDeadline,
  now,
  doses,
  critical: false,
  followup: null,
  ...more,
});
const review = (min: number, more: Partial<IncidentReview> = {}): IncidentReview => ({
  atMs: at(min),
  actor: "doctor",
  conclusion: "c",
  caseNumber: null,
  causeSupplier: null,
  dosesReviewed: 0,
  ...more,
});

it.each<[string, number | null, AlertRecord[], number, boolean | null]>([
  ["taken before the time to decide", 60, [taken(59)], 120, true],
  ["taken at the last moment", 60, [taken(60)], 120, true],
  ["taken a minute late", 60, [taken(61)], 120, false],
  ["taken by nobody, and the time has passed", 60, [taken(null)], 60, false],
  ["taken by nobody so far", 60, [taken(null)], 59, null],
  ["another alert taken only", 60, [taken(20, "doses-unconfirmed-cluster")], 120, false],
  ["found when it was too late to decide", 10, [taken(20)], 120, null],
  ["nothing to decide", null, [taken(20)], 120, null],
])("a decision: %s", (_what, decisionMin, causeAlerts, nowMin, inTime) => {
  const decisionAtMs = decisionMin === null ? null : at(decisionMin);
  expect(view({ decisionAtMs }, { causeAlerts }, at(nowMin)).decision.inTime).toBe(inTime);
});

it("counts doses by what was known at their deadlines and by what is known now", () => {
  const outcomes = [
    outcome("unconfirmed", "late", 5),
    outcome("unconfirmed", "unconfirmed", 3),
    outcome("unconfirmed", "missed", 2, { critical: true, followup: "given-by-staff" }),
    outcome("missed", "missed", 1, { critical: true }),
    outcome("early", "early", 4),
    outcome("on-time", "on-time", 6),
    outcome(null, "pending", 7),
    outcome(null, "on-time", 8),
    outcome("excused", "excused", 9),
  ];
  const { doses, unknown } = view({}, { outcomes });
  expect(doses).toEqual({
    total: 45,
    critical: 3,
    atDeadline: { dispensed: 10, missed: 1, unconfirmed: 10, excused: 9, pending: 15 },
    now: { dispensed: 23, missed: 3, unconfirmed: 3, excused: 9, pending: 7 },
    criticalAtDeadline: { dispensed: 0, missed: 1, unconfirmed: 2, excused: 0, pending: 0 },
    criticalNow: { dispensed: 0, missed: 3, unconfirmed: 0, excused: 0, pending: 0 },
    changed: 7,
    followups: { "given-by-staff": 2 },
    notFollowedUp: 4,
  });
  expect(unknown).toMatchObject({ doses: 3, pending: 7 });
});

it("is waiting for a review from its end on, if it touched doses, until a person has concluded after that end", () => {
  const outcomes = [outcome("missed", "missed", 1)];
  const closed = { closedAtMs: at(60) };
  expect(view({}, { outcomes, reviews: [review(30)] }).reviewState).toBe("ongoing");
  expect(view(closed, { outcomes }).reviewState).toBe("waiting");
  expect(view(closed, { outcomes, reviews: [review(59)] }).reviewState).toBe("waiting");
  expect(view(closed, { outcomes, reviews: [review(60)] }).reviewState).toBe("reviewed");
  expect(view(closed).reviewState).toBe("not-needed");
});

it("says what nobody knows: messages that no channel has carried, and a cause that is only concluded", () => {
  const text = { no: "t", en: "t" };
  const told = (status: "pending" | "done" | "failed", other: "done" | "failed") => ({
    teamId: "home-care",
    stage: "found",
    atMs: at(10),
    title: text,
    body: text,
    channels: [
      { channelId: "sms", status, doneAtMs: null },
      { channelId: "mail", status: other, doneAtMs: null },
    ],
  });
  const messages = [told("pending", "failed"), told("failed", "failed"), told("failed", "done")];
  const inferred = { report: incidentReport(sinceMs, { foundBy: "inferred" }) };
  expect(view(inferred, { told: messages }).unknown).toMatchObject({ notDelivered: 2, causeIsInferred: true });
  expect(view({}).unknown).toMatchObject({ notDelivered: 0, causeIsInferred: false });
  const named = [review(70, { causeSupplier: "vendor", caseNumber: "C-1" }), review(80)];
  const found = view(inferred, { reviews: named });
  expect(found.unknown.causeIsInferred).toBe(false);
  expect(found.supplier.caseNumber).toBe("C-1");
  expect(found.reviews.map(({ causedBy }) => causedBy?.name ?? null)).toEqual(["Vendor", null]);
});

it("lasts until its end, else until it was closed, else until now, and is counted in hours of residents", () => {
  const residents = ["r-1", "r-2"];
  expect(view({ residents }, {}, at(90))).toMatchObject({ durationMin: 90, residentHours: 3 });
  expect(view({ closedAtMs: at(60) }, {}, at(90)).durationMin).toBe(60);
  const ended = { closedAtMs: at(60), report: incidentReport(sinceMs, { endedAtMs: at(45) }) };
  expect(view(ended, {}, at(90)).durationMin).toBe(45);
});
