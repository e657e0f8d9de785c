import type { EngineState } from "../state.js";

/** The doses that the ledger still holds and whose deadline has passed, counted by what became of them. */
export interface DoseFigures {
  /** Expected: neither excused nor undecided. */
  planned: number;
  late: number;
  missed: number;
  unconfirmed: number;
  excused: number;
  criticalMissed: number;
  /** Missed or unconfirmed, and nobody has said what became of it. */
  notFollowedUp: number;
  /** Planned doses that somebody knows the outcome of. */
  known: number;
}

export function doseFigures(state: EngineState): DoseFigures {
  const figures = {
    planned: 0,
    late: 0,
    missed: 0,
    unconfirmed: 0,
    excused: 0,
    criticalMissed: 0,
    notFollowedUp: 0,
    known: 0,
  };
  for (const { doses } of state.devices.values()) {
    for (const { record } of doses) {
      const { verdict, critical, followup } = record;
      if (record.deadlineAtMs > state.nowMs || verdict === "pending") continue;
      if (verdict === "excused") {
        figures.excused++;
        continue;
      }
      figures.planned++;
      if (verdict === "late") figures.late++;
      if (verdict !== "unconfirmed") figures.known++;
      if (verdict !== "missed" && verdict !== "unconfirmed") continue;
      figures[verdict]++;
      if (verdict === "missed" && critical) figures.criticalMissed++;
      if (followup === null) figures.notFollowedUp++;
    }
  }
  return figures;
}

/** Residents with a plan within the ledger's reach, or with a dispenser assigned to them. */
export function activeResidents(state: EngineState): Set<string> {
  const residents = new Set<string>();
  const dispensers = new Set(
    state.ecosystem.deviceClasses.filter((one) => one.kind === "dispenser").map((one) => one.id),
  );
  for (const cell of state.devices.values()) {
    if (!dispensers.has(cell.deviceClass)) continue;
    if (cell.residentRef !== null) residents.add(cell.residentRef);
    for (const { record } of cell.doses) residents.add(record.residentRef);
  }
  return residents;
}
