import { emptyCell, type HourCell } from "../../rules/kpi/cells.js";
import type { PeriodFacts } from "../../rules/kpi/facts.js";
import type { DistrictEvidence, GateEvidence, GateRules } from "../../rules/scaling/evidence.js";
import { createRig } from "./engine.js";

export const gateNowMs = Date.parse("2026-03-10T11:00:00Z");
const minMs = 60_000;
const dayMs = 86_400_000;

const { thresholds, scaling } = createRig().ecosystem;
export const gateRules: GateRules = { thresholds, scaling: { ...scaling, ceiling: 600, staffPerDistrict: 10 } };

/** A week of 40 residents in which everything went well. */
export function goodWeek(change: (cell: HourCell) => void = () => {}): PeriodFacts {
  const cell = emptyCell();
  cell.atDeadline = { ...cell.atDeadline, "on-time": 820, missed: 18, unconfirmed: 2 };
  cell.calls = { ...cell.calls, answered: 20, answeredWithinLimit: 19, responseMin: { 5: 19, 40: 1 } };
  cell.journal = { sent: 800, arrived: 799, rejected: 1 };
  cell.listening = { heardMs: 7 * dayMs, gapMs: 0 };
  change(cell);
  return { cell, hours: { begun: 168, counted: 168 }, days: 7, phonePeak: 2 };
}

export function goodDistrict(changes: Partial<DistrictEvidence> = {}): DistrictEvidence {
  return {
    id: "grorud",
    name: "Grorud",
    residents: 40,
    dutyPhones: 2,
    responseLimitMin: 30,
    mobilisationMin: 90,
    phonePeak: 2,
    chainTestMs: gateNowMs - 3 * dayMs,
    staff: 10,
    busiestHourAlerts: 1.5,
    ...changes,
  };
}

/** Nothing to object to: the gate is open. */
export function goodEvidence(changes: Partial<GateEvidence> = {}): GateEvidence {
  const weeks = [goodWeek(), goodWeek(), goodWeek(), goodWeek()];
  return {
    district: "grorud",
    beganMs: gateNowMs - 100 * dayMs,
    figuresAtMs: gateNowMs - 5 * minMs,
    weeks,
    held: {
      ...goodWeek(({ calls }) => Object.assign(calls, { answeredWithinLimit: 76, responseMin: { 5: 76, 40: 4 } })),
    },
    cityWeeks: weeks,
    districts: [goodDistrict()],
    seenAtMs: gateNowMs,
    components: [{ name: { no: "Sky", en: "Cloud" }, district: null, agreedPercent: 99.5, availabilityPercent: 99.9 }],
    scenarios: [{ id: "R8", state: "accepted", isRed: true, isOutdated: false }],
    unreviewed: 0,
    ...changes,
  };
}
