import { expect, it } from "vitest";
import type { ExpectedDose } from "../../../rules/doses/cells.js";
import { type Evidence, judge } from "../../../rules/doses/judge.js";

const minMs = 60_000;
const S = Date.UTC(2026, 2, 4, 7);
const dose = {
  scheduledAtMs: S,
  opensAtMs: S - 60 * minMs,
  onTimeUntilMs: S + 60 * minMs,
  deadlineAtMs: S + 75 * minMs,
  closesAtMs: S + 240 * minMs,
} as ExpectedDose;
const noWord = { dispensedAtMs: null, excused: false, report: null, ambiguous: false };
const silent: Evidence = {
  contacts: [],
  contactWindowMs: 22.5 * minMs,
  silenceMaxMs: 45 * minMs,
  offlineSpans: [],
  pathBreaks: [],
  gaps: [],
  quarantined: [],
  settledEvidence: false,
  empty: false,
  fault: false,
};
const span = { fromMs: S, toMs: S + minMs };

function inWords(facts: Partial<Evidence>) {
  const { verdict, cause } = judge(dose, noWord, () => ({ ...silent, ...facts }), dose.deadlineAtMs);
  return `${verdict} ${cause}`;
}

it("names the cause of an unknown dose in this order: component, flow, our own gap, silent device", () => {
  const flow = { ...span, cause: "flow:dose-event" as const };
  const component = { ...span, cause: "component:vendor-cloud" as const };
  expect(inWords({ pathBreaks: [flow, component], gaps: [span] })).toBe("unconfirmed component:vendor-cloud");
  expect(inWords({ pathBreaks: [flow], gaps: [span] })).toBe("unconfirmed flow:dose-event");
  expect(inWords({ gaps: [span] })).toBe("unconfirmed monitoring-gap");
  expect(inWords({})).toBe("unconfirmed device-silent");
});

it("names no break that lies outside the time of the dose", () => {
  const before = { fromMs: dose.opensAtMs - minMs, toMs: dose.opensAtMs };
  expect(inWords({ pathBreaks: [{ ...before, cause: "flow:dose-event" }], gaps: [before] })).toBe(
    "unconfirmed device-silent",
  );
});

it("does not ask for evidence where words decide", () => {
  const never = () => {
    throw new Error("asked for evidence");
  };
  const words = [
    { ...noWord, dispensedAtMs: S },
    { ...noWord, excused: true },
    { ...noWord, report: { t: S, id: "r", scheduledAtMs: S, reason: "user" as const } },
  ];
  expect(words.map((one) => judge(dose, one, never, dose.deadlineAtMs).verdict)).toEqual([
    "on-time",
    "excused",
    "missed",
  ]);
});
