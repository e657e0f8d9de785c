import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HourCell } from "../../../rules/kpi/cells.js";
import type { GateStatus } from "../../../rules/model/risk.js";
import { criteriaTable } from "../../../rules/scaling/criteria.js";
import type { GateEvidence } from "../../../rules/scaling/evidence.js";
import { judgeGate, statusOf } from "../../../rules/scaling/gate.js";
import { gateNowMs, gateRules, goodDistrict, goodEvidence, goodWeek } from "../../support/gate-evidence.js";

const minMs = 60_000;
const dayMs = 86_400_000;
const judge = (evidence: GateEvidence) => judgeGate(evidence, gateRules, gateNowMs);
const criterion = (evidence: GateEvidence, id: string) => judge(evidence).criteria.find((one) => one.id === id);

/** The third week is another one. */
function badWeek(change: (cell: HourCell) => void): Partial<GateEvidence> {
  const weeks = [goodWeek(), goodWeek(), goodWeek(change), goodWeek()];
  return { weeks, cityWeeks: weeks };
}
const uncounted = { ...goodWeek(), hours: { begun: 168, counted: 167 } };
const gappy = [goodWeek(), goodWeek(), uncounted, goodWeek()];
/** Nothing of it has begun: nothing was counted, and nothing is missing either. */
const unbegun = { ...goodWeek(), hours: { begun: 0, counted: 0 } };
const component = { name: { no: "Sky", en: "Cloud" }, district: null, agreedPercent: 99.5 };
const scenario = { id: "R8", isRed: true, isOutdated: false } as const;

/** What shuts the gate by each criterion, and what nobody can know of it. */
const rows: Record<string, { broken: Partial<GateEvidence>; missing: Partial<GateEvidence>[] }> = {
  "incidents-reviewed": { broken: { unreviewed: 1 }, missing: [{ unreviewed: null }] },
  "on-time": {
    broken: badWeek((cell) => Object.assign(cell.atDeadline, { "on-time": 700, missed: 138 })),
    missing: [
      { weeks: gappy },
      { weeks: [unbegun] },
      { weeks: [] },
      badWeek((cell) => Object.assign(cell.atDeadline, { "on-time": 10, missed: 0 })),
    ],
  },
  unconfirmed: {
    broken: badWeek((cell) => Object.assign(cell.atDeadline, { unconfirmed: 9, missed: 11 })),
    missing: [{ weeks: gappy }, { weeks: [] }],
  },
  response: {
    broken: {
      held: goodWeek((cell) =>
        Object.assign(cell.calls, { unanswered: 20, answeredWithinLimit: 80, responseMin: { 5: 80 } }),
      ),
    },
    missing: [
      { held: uncounted },
      { held: unbegun },
      { districts: [] },
      { held: goodWeek((cell) => Object.assign(cell.calls, { answeredWithinLimit: 9, responseMin: { 5: 9 } })) },
    ],
  },
  sla: {
    broken: {
      components: [
        { ...component, availabilityPercent: 99.4 },
        { ...component, availabilityPercent: null },
      ],
    },
    missing: [{ components: [{ ...component, availabilityPercent: null }] }, { components: [] }],
  },
  journal: {
    broken: badWeek((cell) => Object.assign(cell.journal, { arrived: 700 })),
    missing: [{ cityWeeks: gappy }, badWeek((cell) => Object.assign(cell.journal, { sent: 0, arrived: 0 }))],
  },
  "peak-alerts": {
    broken: { districts: [goodDistrict({ phonePeak: 6.5 })] },
    missing: [
      { districts: [goodDistrict({ phonePeak: null })] },
      { districts: [goodDistrict(), goodDistrict({ phonePeak: null })] },
      { districts: [] },
      { held: uncounted },
    ],
  },
  "open-reds": {
    broken: { scenarios: [{ ...scenario, state: "not-accepted" }] },
    missing: [
      { scenarios: [] },
      { scenarios: [{ ...scenario, state: "not-assessed", isRed: false }] },
      { scenarios: [{ ...scenario, state: "green", isRed: false, isOutdated: true }] },
    ],
  },
  "chain-test": {
    broken: { districts: [goodDistrict({ chainTestMs: gateNowMs - 31 * dayMs })] },
    missing: [
      { districts: [goodDistrict({ chainTestMs: null })], beganMs: gateNowMs - 29 * dayMs },
      { districts: [goodDistrict({ chainTestMs: null })], beganMs: null },
      { districts: [goodDistrict(), goodDistrict({ chainTestMs: null })], beganMs: gateNowMs - 29 * dayMs },
      { districts: [] },
    ],
  },
  coverage: {
    broken: badWeek((cell) => Object.assign(cell.listening, { heardMs: 6.9 * dayMs, gapMs: 0.1 * dayMs })),
    missing: [{ cityWeeks: gappy }, { cityWeeks: [] }],
  },
  fallback: {
    broken: { districts: [goodDistrict({ residents: 41 })] },
    missing: [
      { districts: [goodDistrict({ staff: null })] },
      { districts: [goodDistrict(), goodDistrict({ staff: null })] },
      { districts: [] },
    ],
  },
};

it("is open when every criterion is met, and says of each what it found", () => {
  const { status, criteria } = judge(goodEvidence());
  expect(criteria.filter(({ met }) => met !== true)).toEqual([]);
  expect(status).toBe("GO");
  expect(criteria.map(({ id }) => id).sort()).toEqual(Object.keys(rows).sort());
  for (const { why, actual } of criteria) expect([why.no.length > 0, actual === null]).toEqual([true, false]);
});

describe.each(Object.entries(rows))("%s", (id, { broken, missing }) => {
  it("shuts the gate when it is not met", () => {
    const gate = judge(goodEvidence(broken));
    expect(gate.status).toBe("NO-GO");
    expect(gate.criteria.filter(({ met }) => met === false).map((one) => one.id)).toContain(id);
  });

  it.each(missing.map((one, n) => [n, one] as const))(
    "is unknown without evidence, and the gate not open (%i)",
    (_n, one) => {
      expect(criterion(goodEvidence(one), id)).toMatchObject({ met: null });
      expect(judge(goodEvidence(one)).status).not.toBe("GO");
    },
  );

  it("is unknown when its evidence is too old, or was never gathered", () => {
    const oldMs = gateNowMs - (gateRules.thresholds.gateEvidenceMaxMin + 1) * minMs;
    const old = goodEvidence({ figuresAtMs: oldMs, seenAtMs: oldMs });
    expect(criterion(old, id)).toMatchObject({ met: null, evidenceAgeMin: 121 });
    expect(criterion(goodEvidence({ figuresAtMs: null, seenAtMs: null }), id)).toMatchObject({
      met: null,
      evidenceAgeMin: null,
    });
    expect(judge(old).status).toBe("UNKNOWN");
  });
});

it("what is exactly at its limit is met, a hair beyond it is not", () => {
  const { gateDosesMin, gateResponsesMin, gateEvidenceMaxMin } = gateRules.thresholds;
  const week = (missed: number, unconfirmed: number, arrived: number, gapMs: number) =>
    goodWeek((cell) => {
      Object.assign(cell.atDeadline, { "on-time": 1900, missed, unconfirmed });
      cell.journal = { sent: 800, arrived, rejected: 0 };
      cell.listening = { heardMs: 99_000, gapMs };
    });
  const held = (unanswered: number) =>
    goodWeek((cell) =>
      Object.assign(cell.calls, {
        unanswered,
        answeredWithinLimit: 900,
        responseMin: { 5: 900, 40: 100 - unanswered },
      }),
    );
  const oldMs = gateNowMs - gateEvidenceMaxMin * minMs;
  const edge: Partial<GateEvidence> = {
    weeks: [week(80, 20, 792, 1000)],
    cityWeeks: [week(80, 20, 792, 1000)],
    held: held(100),
    districts: [goodDistrict({ phonePeak: 6, chainTestMs: gateNowMs - 30 * dayMs })],
    components: [{ ...component, availabilityPercent: 99.5 }],
    scenarios: [{ ...scenario, state: "not-accepted", isRed: false }],
    figuresAtMs: oldMs,
    seenAtMs: oldMs,
  };
  expect(judge(goodEvidence(edge)).criteria.filter(({ met }) => met !== true)).toEqual([]);
  const beyond: [string, Partial<GateEvidence>][] = [
    ["on-time", { weeks: [week(81, 20, 792, 1000)] }],
    ["unconfirmed", { weeks: [week(79, 21, 792, 1000)] }],
    ["journal", { cityWeeks: [week(80, 20, 791, 1000)] }],
    ["coverage", { cityWeeks: [week(80, 20, 792, 1001)] }],
    [
      "response",
      {
        held: goodWeek((cell) =>
          Object.assign(cell.calls, { unanswered: 1, answeredWithinLimit: 899, responseMin: { 5: 899, 40: 100 } }),
        ),
      },
    ],
    ["peak-alerts", { districts: [goodDistrict({ phonePeak: 6.01 })] }],
    ["chain-test", { districts: [goodDistrict({ chainTestMs: gateNowMs - 30 * dayMs - 1 })] }],
  ];
  for (const [id, change] of beyond)
    expect([id, criterion(goodEvidence({ ...edge, ...change }), id)?.met]).toEqual([id, false]);

  const few = (doses: number) => [
    goodWeek(({ atDeadline }) => Object.assign(atDeadline, { "on-time": doses, missed: 0, unconfirmed: 0 })),
  ];
  const answered = (alerts: number) =>
    goodWeek(({ calls }) => Object.assign(calls, { answeredWithinLimit: alerts, responseMin: { 5: alerts } }));
  const measured = (doses: number, alerts: number) => {
    const evidence = goodEvidence({ weeks: few(doses), held: answered(alerts) });
    return ["on-time", "unconfirmed", "response"].map((id) => criterion(evidence, id)?.met);
  };
  expect(measured(gateDosesMin, gateResponsesMin)).toEqual([true, true, true]);
  expect(measured(gateDosesMin - 1, gateResponsesMin - 1)).toEqual([null, null, null]);
});

it("contracts that are broken or unknown are called by their names in both languages", () => {
  const phones = { name: { no: "Vakttelefon", en: "Duty phone" }, district: null, agreedPercent: 99 };
  const why = (availabilityPercent: number | null) =>
    criterion(goodEvidence({ components: [component, phones].map((one) => ({ ...one, availabilityPercent })) }), "sla")
      ?.why;
  expect(why(98)).toEqual({ no: "Under avtalen: Sky, Vakttelefon", en: "Below contract: Cloud, Duty phone" });
  expect(why(null)).toMatchObject({ no: "Ukjent: Sky, Vakttelefon", en: "Unknown: Cloud, Duty phone" });
});

it("of several districts the worst decides, wherever it stands, and what they do is added up", () => {
  const alna = { id: "alna", name: "Alna" };
  const two = (changes: Parameters<typeof goodDistrict>[0]) =>
    goodEvidence({ district: null, districts: [goodDistrict(), goodDistrict({ ...alna, ...changes })] });
  expect(criterion(two({ phonePeak: 6.5 }), "peak-alerts")).toMatchObject({
    met: false,
    why: { en: "6.5 in the worst hour (Alna)" },
  });
  expect(criterion(two({ chainTestMs: gateNowMs - 40.5 * dayMs }), "chain-test")).toMatchObject({
    met: false,
    why: { en: "Not tested for 40 days (Alna)" },
  });
  const untested = { ...two({ chainTestMs: null }), beganMs: gateNowMs - 31 * dayMs };
  expect(criterion(untested, "chain-test")).toMatchObject({ met: false, actual: 31 });
  // Ten people make 40 visits: all of Grorud's 40, and as many of Alna's 30. Six make 24 of 30.
  expect(criterion(two({ residents: 30 }), "fallback")).toMatchObject({ met: true, target: 70, actual: 70 });
  expect(criterion(two({ residents: 30, staff: 6 }), "fallback")).toMatchObject({
    met: false,
    target: 70,
    actual: 64,
    why: { en: "Manual rounds do not reach all: Alna 24/30" },
  });
});

it("says how many weeks are missing, how old what it rests on is, and how many incidents wait", () => {
  expect(criterion(goodEvidence({ weeks: gappy }), "on-time")?.why.en).toBe(
    "97.6 % in the worst of 4 weeks; 1 weeks are missing",
  );
  const oldMs = gateNowMs - 150.9 * minMs;
  expect(criterion(goodEvidence({ figuresAtMs: oldMs }), "on-time")?.why.en).toBe("The evidence is 150 minutes old.");
  expect(criterion(goodEvidence({ unreviewed: 1 }), "incidents-reviewed")).toMatchObject({
    target: 0,
    actual: 1,
    why: { en: "An incident that touched doses is not reviewed" },
  });
});

it("is never open while one of them lacks evidence, whatever else is known", () => {
  const all = Object.values(rows);
  const some = fc.subarray(
    all.flatMap(({ broken, missing }) => [broken, ...missing]),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(some, fc.boolean(), fc.boolean(), (changes, isFresh, isSeen) => {
      const figuresAtMs = isFresh ? gateNowMs : gateNowMs - dayMs;
      const evidence = goodEvidence({
        ...Object.assign({}, ...changes),
        figuresAtMs,
        seenAtMs: isSeen ? gateNowMs : null,
      });
      const { status, criteria } = judge(evidence);
      const expected: GateStatus = criteria.some(({ met }) => met === false) ? "NO-GO" : "UNKNOWN";
      expect(status).toBe(expected);
    }),
  );
});

it("a bad week is not made good by three others", () => {
  const evidence = goodEvidence(rows["on-time"]?.broken);
  expect(criterion(evidence, "on-time")).toMatchObject({ met: false, actual: (100 * 700) / 840 });
  expect(criterion(evidence, "on-time")?.why.en).toBe("83.3 % in the worst of 4 weeks");
});

it("counts what was known at the deadline, whatever came to light afterwards", () => {
  const evidence = goodEvidence(
    badWeek((cell) => {
      Object.assign(cell.atDeadline, { "on-time": 700, unconfirmed: 140, missed: 0 });
      Object.assign(cell.doses, { "on-time": 840 });
    }),
  );
  expect(criterion(evidence, "on-time")).toMatchObject({ met: false });
  expect(criterion(evidence, "unconfirmed")).toMatchObject({ met: false });
});

it("a p90 that nobody answered has no minutes, and is not met", () => {
  expect(criterion(goodEvidence(rows.response?.broken), "response")).toMatchObject({
    met: false,
    actual: null,
    target: 30,
  });
});

it("a district's response is its 90th percentile, in minutes", () => {
  const response = criterion(goodEvidence(), "response");
  expect(response).toMatchObject({ met: true, target: 30, actual: 5, unit: "minutes", must: "at-most" });
});

it("the city's response is the share within each district's own limit", () => {
  const city = goodEvidence({ district: null });
  expect(criterion(city, "response")).toMatchObject({
    met: true,
    target: 90,
    actual: 95,
    unit: "percent",
    must: "at-least",
  });
});

it("a gate without criteria is not open", () => {
  expect(statusOf([])).toBe("UNKNOWN");
  expect(criteriaTable).toHaveLength(11);
});
