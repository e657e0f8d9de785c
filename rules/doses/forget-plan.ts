import { clear } from "../alerts/open.js";
import type { DeviceCell } from "../devices/cells.js";
import { plansOf } from "../devices/device.js";
import { runsOn } from "../devices/service.js";
import type { Run } from "../state.js";
import type { PlanCell } from "./cells.js";
import { devicesOf, horizonMs } from "./replan.js";

const dayMs = 86_400_000;

function spansOn(run: Run, plan: PlanCell, cell: DeviceCell) {
  return runsOn(plan, cell.deviceId, run.state.ecosystem.timezone);
}

/** Another plan took its place on the device: whether and until when it is in service follows from that one. */
function isSucceeded(run: Run, plan: PlanCell, cell: DeviceCell, endMs: number): boolean {
  return plansOf(run, cell)
    .filter((other) => other !== plan)
    .some((other) => spansOn(run, other, cell).some(({ fromMs, toMs }) => fromMs <= run.nowMs && toMs > endMs));
}

/**
 * Forgets a plan that ended long ago, of which no dose is judged any more and which says nothing of
 * its devices: an installation that makes a new plan of every change would never stop growing.
 */
export function forgetPlan(run: Run, plan: PlanCell): void {
  plan.followups = plan.followups.filter(({ value }) => value.scheduledAtMs >= run.nowMs - horizonMs(run));
  const devices = devicesOf(run, plan);
  const ends = devices.flatMap((cell) => spansOn(run, plan, cell).map(({ toMs }) => toMs));
  const said = [...plan.published, ...plan.paused, ...plan.resumed, ...plan.ended, ...plan.followups];
  const endMs = Math.max(...ends, ...said.map(({ t }) => t));
  if (run.nowMs < endMs + run.state.ecosystem.thresholds.endedPlanKeptDays * dayMs) return;
  const isNeeded = (cell: DeviceCell) =>
    cell.doses.some(({ expected }) => expected.planId === plan.planId) || !isSucceeded(run, plan, cell, endMs);
  if (devices.some(isNeeded)) return;
  for (const cell of devices) cell.planIds = cell.planIds.filter((planId) => planId !== plan.planId);
  clear(run, "pause-overdue", plan.planId);
  run.state.plans.delete(plan.planId);
}
