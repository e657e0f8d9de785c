import type { DeviceCell } from "../devices/cells.js";
import type { DoseCell } from "../doses/cells.js";

/** VKP alert codes of a dose: not dispensed, prevented by want of medicine, confirmation missing. */
const doseKinds: readonly string[] = ["1.1", "1.2", "1.3"];

const settledVerdicts: readonly string[] = ["early", "on-time", "late", "excused"];

export function isAboutDoses(kind: string): boolean {
  return doseKinds.includes(kind);
}

/** The doses of the device that a supplier's alert, raised at `atMs`, is about. */
export function coveredDoses(device: DeviceCell, kind: string, atMs: number): DoseCell[] {
  if (!isAboutDoses(kind)) return [];
  const within = device.doses.filter(({ expected }) => expected.scheduledAtMs <= atMs && atMs <= expected.closesAtMs);
  const distanceMs = ({ expected }: DoseCell) => Math.abs(expected.deadlineAtMs - atMs);
  const nearestMs = Math.min(...within.map(distanceMs));
  return within.filter((dose) => distanceMs(dose) === nearestMs);
}

/** Nobody needs to act any more: the doses it is about came out, were not expected, or were followed up. */
export function isMoot(doses: readonly DoseCell[]): boolean {
  const isOver = ({ record }: DoseCell) => record.followup !== null || settledVerdicts.includes(record.verdict);
  return doses.length > 0 && doses.every(isOver);
}
