import { clear, raise } from "../alerts/open.js";
import type { DeviceCell } from "../devices/cells.js";
import { districtAt } from "../devices/device.js";
import type { Sender } from "../model/event.js";
import type { Run } from "../state.js";
import type { PlanCell } from "./cells.js";
import { expectedDoses, type Version, versionsOf } from "./plan.js";
import { localMidnightWallMs, wallToInstantMs } from "./zone.js";

const dayMs = 24 * 3_600_000;

function findingOf(run: Run, cell: DeviceCell, planId: string) {
  return {
    subject: `${cell.deviceId}/${planId}`,
    district: districtAt(cell, run.nowMs),
    deviceId: cell.deviceId,
    residentRef: cell.residentRef,
    evidence: { planId },
  };
}

/** How many doses the day holds if only these versions exist, begun long ago. */
function countOn(run: Run, plan: PlanCell, versions: Version[], fromMs: number, begunBefore: boolean): number {
  const { timezone, thresholds } = run.state.ecosystem;
  const published = versions.map((version) => ({
    ...version.published,
    t: begunBefore ? fromMs - 30 * dayMs : version.published.t,
  }));
  const { zone } = versions.at(-1) as Version;
  const toMs = wallToInstantMs(zone, localMidnightWallMs(zone, fromMs) + dayMs);
  return expectedDoses({ ...plan, published }, { fromMs, toMs }, timezone, thresholds).length;
}

/**
 * A change in the middle of a day can drop a dose that both versions have: the old one's is not yet
 * due when the new one's is already past. Nobody would miss it, as no record is left.
 */
export function findLostDoses(run: Run, cell: DeviceCell, plan: PlanCell): void {
  const versions = versionsOf(plan, run.state.ecosystem.timezone);
  const after = versions.at(-1);
  const before = versions.at(-2);
  if (!after || !before || after.startMs <= before.startMs) return;
  const fromMs = wallToInstantMs(after.zone, localMidnightWallMs(after.zone, after.startMs));
  const asItIs = countOn(run, plan, [before, after], fromMs, false);
  const least = Math.min(countOn(run, plan, [before], fromMs, true), countOn(run, plan, [after], fromMs, true));
  const finding = findingOf(run, cell, plan.planId);
  if (asItIs < least) raise(run, { kind: "plan-missing", ...finding });
  else clear(run, "plan-missing", finding.subject);
  if (after.published.data.version > 1) raise(run, { kind: "plan-check-due", ...finding });
}

/** A plan that could not be used: the device now has an older one, or none. */
export function onRejectedPlan(run: Run, sender: Sender): void {
  raise(run, {
    kind: "plan-missing",
    subject: sender.deviceId,
    district: sender.district,
    deviceId: sender.deviceId,
    evidence: { rejected: true },
  });
}

/** A plan came through on the device: what a rejected one left open is settled. */
export function onAcceptedPlan(run: Run, cell: DeviceCell): void {
  clear(run, "plan-missing", cell.deviceId);
}
