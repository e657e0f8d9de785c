import { clear, raise, remind } from "../alerts/open.js";
import { districtAt } from "../devices/device.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { PlanCell } from "./cells.js";
import { pausesOf, versionsOf } from "./plan.js";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The device of the plan's version in force, and its latest dispense. */
function deviceOfPlan(run: Run, plan: PlanCell) {
  const version = versionsOf(plan, run.state.ecosystem.timezone).findLast((one) => one.startMs <= run.nowMs);
  return version ? run.state.devices.get(version.published.deviceId) : undefined;
}

/** Since when the pause should have ended in a dose: it began without an end, or it is over. */
function overdueFromMs(run: Run, pause: Span): number {
  const waitMs = run.state.ecosystem.thresholds.pauseOverdueHours * hourMs;
  return (pause.toMs <= run.nowMs ? pause.toMs : pause.fromMs) + waitMs;
}

/**
 * A forgotten pause is a resident without medicine and without a single miss. So a pause without an
 * end, and one that is over without a dose since, is asked about after a day, and every day.
 */
export function checkPauses(run: Run, plan: PlanCell): void {
  const { timezone } = run.state.ecosystem;
  const latest = pausesOf(plan, timezone)
    .filter((pause) => pause.fromMs <= run.nowMs)
    .sort((a, b) => a.fromMs - b.fromMs)
    .at(-1);
  if (!latest) return;
  const cell = deviceOfPlan(run, plan);
  const over = latest.toMs <= run.nowMs;
  const dispensed = cell?.dispenses.some((dispense) => dispense.t >= (over ? latest.toMs : latest.fromMs)) ?? true;
  const bounded = !over && latest.toMs !== Number.POSITIVE_INFINITY;
  const dueMs = bounded ? latest.toMs : overdueFromMs(run, latest);
  if (!cell || dispensed || isOver(run, plan)) {
    clear(run, "pause-overdue", plan.planId);
    return;
  }
  if (run.nowMs < dueMs) {
    clear(run, "pause-overdue", plan.planId);
    wake(run.state.timers, `pause:${plan.planId}`, dueMs);
    return;
  }
  const finding = {
    subject: plan.planId,
    district: districtAt(cell, run.nowMs),
    deviceId: cell.deviceId,
    residentRef: cell.residentRef,
    evidence: { planId: plan.planId, pausedFrom: new Date(latest.fromMs).toISOString() },
  };
  raise(run, { kind: "pause-overdue", ...finding });
  remind(run, "pause-overdue", plan.planId, dayMs);
  wake(run.state.timers, `pause:${plan.planId}`, run.nowMs + dayMs);
}

/** The plan expects nothing any more, so nobody waits for its pause to end. */
function isOver(run: Run, plan: PlanCell): boolean {
  return plan.ended.some((ended) => ended.t <= run.nowMs && !plan.published.some((one) => one.t > ended.t));
}
