import type { DeviceCell } from "../devices/cells.js";
import { plansOf } from "../devices/device.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import type { ExpectedDose } from "./cells.js";
import { endOf, pausesOf, startOf, within } from "./plan.js";

export function isPredispensed(cell: DeviceCell, dose: ExpectedDose): boolean {
  return cell.predispensed.some(({ value: { from, to } }) => {
    if (dose.scheduledAtMs < startOf(from, dose.zone)) return false;
    const endMs = endOf(to, dose.zone);
    return "atMs" in to ? dose.scheduledAtMs <= endMs : dose.scheduledAtMs < endMs;
  });
}

/** The doses of the device that nobody expects to come out: paused, or handed over before. */
export function excusedDoses(run: Run, cell: DeviceCell): Set<string> {
  const pauses = new Map<string, Span[]>();
  for (const plan of plansOf(run, cell)) pauses.set(plan.planId, pausesOf(plan, run.state.ecosystem.timezone));
  const excused = cell.doses.filter(
    ({ expected }) =>
      within(pauses.get(expected.planId) as Span[], expected.scheduledAtMs) || isPredispensed(cell, expected),
  );
  return new Set(excused.map(({ expected }) => expected.doseId));
}
