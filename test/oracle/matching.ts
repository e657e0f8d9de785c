import { byTimeThenId, type FactOf, factsOfDevice, factsOfType, type Known } from "./facts.js";
import type { ExpectedDose } from "./plans.js";

type Dispense = FactOf<"dose.dispensed">;

export interface Matching {
  /** doseId → the instant of the dispense that counts. */
  dispensedAtMs: Map<string, number>;
  /** Doses that the device reported missed while an unnamed dispense may just as well mean them. */
  ambiguous: Set<string>;
}

/** Which dispense of one device means which of its doses. Nothing here depends on reception. */
export function matchDispenses(
  known: Known,
  deviceId: string,
  doses: ExpectedDose[],
  excused: Set<string>,
  reportedMissed: Set<string>,
): Matching {
  // An as-needed dispense belongs to no dose.
  const dispenses = factsOfType(factsOfDevice(known, deviceId), "dose.dispensed")
    .filter((fact) => fact.data.mode !== "prn")
    .sort(byTimeThenId);
  const named = dispenses.filter((fact) => fact.data.scheduledAtMs !== undefined);
  const unnamed = dispenses.filter((fact) => fact.data.scheduledAtMs === undefined);

  const matching: Matching = { dispensedAtMs: new Map(), ambiguous: new Set() };
  matchNamed(named, doses, matching);
  matchUnnamed(unnamed, doses, excused, reportedMissed, matching);
  return matching;
}

/**
 * Named dispenses take their dose first, however early; after its window they are only a note.
 * Those that also name the plan come before those that leave it open; these take the smallest plan
 * that no other named dispense took. Of several dispenses of one dose the earliest counts.
 */
function matchNamed(named: Dispense[], doses: ExpectedDose[], matching: Matching): void {
  const withPlan = named.filter((fact) => fact.data.planId !== undefined);
  const withoutPlan = named.filter((fact) => fact.data.planId === undefined);
  for (const fact of [...withPlan, ...withoutPlan]) {
    const candidates = doses
      .filter((dose) => dose.scheduledAtMs === fact.data.scheduledAtMs)
      .filter((dose) => fact.data.planId === undefined || fact.data.planId === dose.planId)
      .filter((dose) => fact.tMs <= dose.closesAtMs)
      .sort(byInstantThenPlan);
    const dose = candidates.find((candidate) => !matching.dispensedAtMs.has(candidate.doseId)) ?? candidates[0];
    if (!dose) continue;
    const earlierMs = matching.dispensedAtMs.get(dose.doseId) ?? Number.POSITIVE_INFINITY;
    matching.dispensedAtMs.set(dose.doseId, Math.min(earlierMs, fact.tMs));
  }
}

/**
 * Unnamed dispenses, in order of (t, id), take the earliest dose in whose window they lie and that
 * is neither dispensed nor excused nor reported missed. One that lies within the window of a dose
 * reported missed casts doubt on that report, unless a free dose is strictly nearer to it.
 */
function matchUnnamed(
  unnamed: Dispense[],
  doses: ExpectedDose[],
  excused: Set<string>,
  reportedMissed: Set<string>,
  matching: Matching,
): void {
  for (const fact of unnamed) {
    const open = doses
      .filter((dose) => fact.data.planId === undefined || fact.data.planId === dose.planId)
      .filter((dose) => dose.windowFromMs <= fact.tMs && fact.tMs <= dose.closesAtMs)
      .filter((dose) => !matching.dispensedAtMs.has(dose.doseId) && !excused.has(dose.doseId))
      .sort(byInstantThenPlan);
    const free = open.filter((dose) => !reportedMissed.has(dose.doseId));
    const doubted = open.filter((dose) => reportedMissed.has(dose.doseId));
    for (const dose of doubted) {
      const nearer = free.some((other) => distanceMs(other, fact) < distanceMs(dose, fact));
      if (!nearer) matching.ambiguous.add(dose.doseId);
    }
    if (free[0]) matching.dispensedAtMs.set(free[0].doseId, fact.tMs);
  }
}

function distanceMs(dose: ExpectedDose, fact: Dispense): number {
  return Math.abs(fact.tMs - dose.scheduledAtMs);
}

function byInstantThenPlan(a: ExpectedDose, b: ExpectedDose): number {
  return a.scheduledAtMs - b.scheduledAtMs || (a.planId < b.planId ? -1 : a.planId > b.planId ? 1 : 0);
}
