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
const component = { name: "Cloud", district: null, agreedPercent: 99.5 };
const scenario = { id: "R8", isRed: true, isOutdated: false } as const;

/** What shuts the gate by each criterion, and what nobody can know of it. */
const rows: Record<string, { broken: Partial<GateEvidence>; missing: Partial<GateEvidence>[] }> = {
  "incidents-reviewed": { broken: { unreviewed: 1 }, missing: [{ unreviewed: null }] },
  "on-time": {
    broken: badWeek((cell) => Object.assign(cell.atDeadline, { "on-time": 700, missed: 138 })),
    missing: [
      { weeks: gappy },
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
    missing: [{ districts: [goodDistrict({ phonePeak: null })] }, { held: uncounted }],
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
    missing: [{ districts: [goodDistrict({ chainTestMs: null })], beganMs: gateNowMs - 29 * dayMs }],
  },
  coverage: {
    broken: badWeek((cell) => Object.assign(cell.listening, { heardMs: 6.9 * dayMs, gapMs: 0.1 * dayMs })),
    missing: [{ cityWeeks: gappy }, { cityWeeks: [] }],
  },
  fallback: {
    broken: { districts: [goodDistrict({ residents: 41 })] },
    missing: [{ districts: [goodDistrict({ staff: null })] }],
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
