import type { Dispense } from "./cells.js";

export interface MatchableDose {
  doseId: string;
  planId: string;
  scheduledAtMs: number;
  opensAtMs: number;
  closesAtMs: number;
  excused: boolean;
  reportedMissed: boolean;
}

export interface Matching {
  /** The dispense that counts, by dose. */
  dispensed: Map<string, Dispense>;
  /** Reported missed beside an unnamed dispense that may have been it. */
  ambiguous: Set<string>;
  /** Dispenses of a dose that had been dispensed already. */
  extras: { doseId: string; dispense: Dispense }[];
}

/** Order of dispenses: by their time, then by id. */
export function byTimeThenId(a: { t: number; id: string }, b: { t: number; id: string }): number {
  return a.t - b.t || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/**
 * A named dispense concerns the dose it names, of the plan it names or else the first still open. Of
 * several dispenses of one dose the earliest counts; after the dose's window it is only a note.
 */
function matchNamed(doses: MatchableDose[], dispense: Dispense, result: Matching): void {
  const named = doses.filter(
    (dose) =>
      dose.scheduledAtMs === dispense.scheduledAtMs && (dispense.planId === null || dose.planId === dispense.planId),
  );
  const inTime = named.filter((dose) => dispense.t <= dose.closesAtMs);
  const dose = inTime.find((one) => !result.dispensed.has(one.doseId)) ?? inTime[0];
  const before = dose && result.dispensed.get(dose.doseId);
  if (dose) {
    const isEarliest = !before || byTimeThenId(dispense, before) < 0;
    if (isEarliest) result.dispensed.set(dose.doseId, dispense);
    if (before) result.extras.push({ doseId: dose.doseId, dispense: isEarliest ? before : dispense });
    return;
  }
  const taken = named.find((one) => result.dispensed.has(one.doseId));
  if (taken) result.extras.push({ doseId: taken.doseId, dispense });
}

/**
 * An unnamed dispense takes the earliest dose of its window that is free. A dose of the window that
 * the device reported missed may have been meant instead, unless a free one lies closer: it becomes
 * ambiguous, because the machine contradicts itself and nobody should rely on either word.
 */
function matchUnnamed(doses: MatchableDose[], dispense: Dispense, result: Matching): void {
  const inWindow = doses.filter(
    (dose) =>
      dose.opensAtMs <= dispense.t &&
      dispense.t <= dose.closesAtMs &&
      (dispense.planId === null || dose.planId === dispense.planId),
  );
  const undispensed = inWindow.filter((dose) => !result.dispensed.has(dose.doseId) && !dose.excused);
  const free = undispensed.filter((dose) => !dose.reportedMissed);
  const distanceMs = (dose: MatchableDose) => Math.abs(dispense.t - dose.scheduledAtMs);
  const closestFreeMs = Math.min(...free.map(distanceMs));
  let mayBeReported = false;
  for (const dose of undispensed) {
    if (!dose.reportedMissed || closestFreeMs < distanceMs(dose)) continue;
    result.ambiguous.add(dose.doseId);
    mayBeReported = true;
  }
  const first = free[0];
  if (first) result.dispensed.set(first.doseId, dispense);
  else if (!mayBeReported) {
    const taken = inWindow.find((dose) => result.dispensed.has(dose.doseId));
    if (taken) result.extras.push({ doseId: taken.doseId, dispense });
  }
}

/**
 * Which dispense is which dose, as a function of the sets: the most explicit first (dose and plan,
 * dose, neither), each in the order of their times. `doses` ascend by S, then planId. As-needed medicine is no dose.
 */
export function match(doses: MatchableDose[], dispenses: readonly Dispense[]): Matching {
  const result: Matching = { dispensed: new Map(), ambiguous: new Set(), extras: [] };
  const ordered = dispenses.filter((dispense) => dispense.mode !== "prn").sort(byTimeThenId);
  const named = ordered.filter((dispense) => dispense.scheduledAtMs !== null);
  for (const dispense of named) if (dispense.planId !== null) matchNamed(doses, dispense, result);
  for (const dispense of named) if (dispense.planId === null) matchNamed(doses, dispense, result);
  for (const dispense of ordered) if (dispense.scheduledAtMs === null) matchUnnamed(doses, dispense, result);
  return result;
}
