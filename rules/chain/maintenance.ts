import { inBoth } from "../alerts/catalogue.js";
import { clear, raise } from "../alerts/open.js";
import { localTime } from "../alerts/words.js";
import type { DeviceCell } from "../devices/cells.js";
import { districtAt, pathOf } from "../devices/device.js";
import type { ExpectedDose, PlanCell } from "../doses/cells.js";
import { expectedDoses } from "../doses/plan.js";
import type { Span } from "../span.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { ComponentCell } from "./cells.js";
import { dependsOn, districtOf, nameOf } from "./path.js";

/** Announced maintenance that overlaps dose windows is warned of while it can still be moved. */

const minMs = 60_000;
const hourMs = 3_600_000;
const watchKey = "chain:overlaps";

/** Plans change, and doses two days ahead are known one by one: looked at again this often. Source: judgement. */
const lookEveryMs = 6 * hourMs;
/** Plans often change many at a time. */
const plansSettleMs = minMs;

function subjectOf(cell: ComponentCell, span: Span): string {
  return `${cell.componentId}/${new Date(span.fromMs).toISOString()}`;
}

/** Devices whose way leads over the component, or over one that needs it. */
function dependentsOf(run: Run, componentId: string, atMs: number): DeviceCell[] {
  const { ecosystem } = run.state;
  return [...run.state.devices.values()].filter((cell) =>
    pathOf(run, cell, districtAt(cell, atMs)).some((id) => id === componentId || dependsOn(ecosystem, id, componentId)),
  );
}

/** Doses of these devices whose window, from the first dispense to the deadline, overlaps the span. */
function dosesIn(run: Run, devices: readonly DeviceCell[], span: Span): ExpectedDose[] {
  const { ecosystem, plans } = run.state;
  const ids = new Set(devices.map((cell) => cell.deviceId));
  const planIds = new Set(devices.flatMap((cell) => cell.planIds));
  const reachMs = 12 * hourMs;
  const around = { fromMs: span.fromMs - reachMs, toMs: span.toMs + reachMs };
  return [...planIds].sort().flatMap((planId) => {
    const plan = plans.get(planId) as PlanCell;
    return expectedDoses(plan, around, ecosystem.timezone, ecosystem.thresholds).filter(
      (dose) => ids.has(dose.deviceId) && dose.opensAtMs < span.toMs && dose.deadlineAtMs > span.fromMs,
    );
  });
}

function checkSpan(run: Run, cell: ComponentCell, span: Span): void {
  const subject = subjectOf(cell, span);
  const { ecosystem } = run.state;
  const doses = span.toMs <= run.nowMs ? [] : dosesIn(run, dependentsOf(run, cell.componentId, run.nowMs), span);
  if (doses.length === 0) {
    clear(run, "maintenance-overlaps-doses", subject);
    return;
  }
  const critical = doses.filter((dose) => dose.critical).length;
  raise(run, {
    kind: "maintenance-overlaps-doses",
    subject,
    district: districtOf(cell.componentId),
    severity: critical > 0 ? "serious" : "moderate",
    evidence: {
      ...inBoth("componentName", nameOf(ecosystem, cell.componentId)),
      fromLocal: localTime(ecosystem.timezone, span.fromMs),
      toLocal: localTime(ecosystem.timezone, span.toMs),
      to: new Date(span.toMs).toISOString(),
      doses: doses.length,
      critical,
      residents: new Set(doses.map((dose) => dose.residentRef)).size,
    },
  });
}

function aheadOf(run: Run): { cell: ComponentCell; span: Span }[] {
  return [...run.state.components.values()]
    .sort((a, b) => (a.componentId < b.componentId ? -1 : 1))
    .flatMap((cell) => cell.maintenance.map((span) => ({ cell, span })))
    .filter(({ cell, span }) => span.toMs > run.nowMs || run.state.alerts.has(keyOf(cell, span)));
}

function keyOf(cell: ComponentCell, span: Span): string {
  return `maintenance-overlaps-doses/${subjectOf(cell, span)}`;
}

/** Looks at all maintenance to come; what is over is cleared. */
export function checkOverlaps(run: Run): void {
  const ahead = aheadOf(run);
  for (const { cell, span } of ahead) checkSpan(run, cell, span);
  const ends = ahead.map(({ span }) => span.toMs).filter((toMs) => toMs > run.nowMs);
  if (ends.length > 0) wake(run.state.timers, watchKey, Math.min(...ends, run.nowMs + lookEveryMs));
}

export function onAnnounced(run: Run, cell: ComponentCell): void {
  const span = cell.maintenance.at(-1);
  if (!span || span.toMs <= run.nowMs) return;
  checkSpan(run, cell, span);
  wake(run.state.timers, watchKey, Math.min(span.toMs, run.nowMs + lookEveryMs));
}

/** A plan has changed: maintenance to come may overlap more doses, or fewer. */
export function onPlanChanged(run: Run): void {
  const isAhead = [...run.state.components.values()].some((cell) =>
    cell.maintenance.some((span) => span.toMs > run.nowMs),
  );
  if (isAhead) wake(run.state.timers, watchKey, run.nowMs + plansSettleMs);
}
