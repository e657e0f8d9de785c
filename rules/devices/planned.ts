import type { DoseCell, ExpectedDose } from "../doses/cells.js";
import { excusedDoses, isPredispensed } from "../doses/excused.js";
import { expectedDoses, pausesOf, within } from "../doses/plan.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { plansOf } from "./device.js";

const hourMs = 3_600_000;

/** Somebody looks again at the latest after this time, though no dose is in sight. */
const lookAgainMs = 12 * hourMs;

/** The device's next dose: not decided, not excused, its deadline still ahead. */
export function nextDose(run: Run, cell: DeviceCell): DoseCell | null {
  const ahead = cell.doses.filter(({ record }) => record.verdict === "pending" && record.deadlineAtMs > run.nowMs);
  if (ahead.length === 0) return null;
  const excused = excusedDoses(run, cell);
  return ahead.find(({ record }) => !excused.has(record.doseId)) ?? null;
}

/** From when on a fault of the device endangers the dose: what is broken earlier can be mended in peace. */
export function soonFromMs(run: Run, dose: DoseCell): number {
  return dose.record.scheduledAtMs - run.state.ecosystem.thresholds.doseSoonHours * hourMs;
}

/** Whether the device's next dose is near, and when that may next be otherwise. */
export function doseSoon(run: Run, cell: DeviceCell): { soon: boolean; changesAtMs: number } {
  const dose = nextDose(run, cell);
  if (!dose) return { soon: false, changesAtMs: run.nowMs + lookAgainMs };
  const fromMs = soonFromMs(run, dose);
  return run.nowMs >= fromMs
    ? { soon: true, changesAtMs: dose.record.deadlineAtMs }
    : { soon: false, changesAtMs: fromMs };
}

/** When the next dose becomes another one, if nothing is said. */
export function nextDoseChangesAtMs(run: Run, dose: DoseCell | null): number {
  return dose?.record.deadlineAtMs ?? run.nowMs + lookAgainMs;
}

/** The doses that the device's plans expect in a span, also beyond those the ledger has; without excused ones. */
export function plannedDoses(run: Run, cell: DeviceCell, span: Span): ExpectedDose[] {
  const { timezone, thresholds } = run.state.ecosystem;
  if (span.toMs <= span.fromMs) return [];
  return plansOf(run, cell).flatMap((plan) => {
    const pauses = pausesOf(plan, timezone);
    return expectedDoses(plan, span, timezone, thresholds).filter(
      (dose) => dose.deviceId === cell.deviceId && !within(pauses, dose.scheduledAtMs) && !isPredispensed(cell, dose),
    );
  });
}

/** How many doses of a span have still to come out: those decided are left out, as by an early dispense. */
export function openDoses(run: Run, cell: DeviceCell, span: Span): number {
  const decided = cell.doses.filter(({ record }) => record.verdict !== "pending").map(({ record }) => record.doseId);
  return plannedDoses(run, cell, span).filter(({ doseId }) => !decided.includes(doseId)).length;
}
