import type { DeviceCell } from "../devices/cells.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { clearDoseAlerts } from "./alerts.js";
import type { Dispense, DoseCell, ExpectedDose, PlanCell } from "./cells.js";
import { matchDevice, newDoseCell, reachedAt, rejudge } from "./ledger.js";
import { checkPauses } from "./pauses.js";
import { expectedDoses } from "./plan.js";
import { countUpTo } from "./zone.js";

const hourMs = 3_600_000;

/** Doses are known this far ahead: the next morning's wave must be seen the evening before. */
const aheadHours = 48;

export function planOf(run: Run, planId: string): PlanCell {
  const known = run.state.plans.get(planId);
  if (known) return known;
  const plan: PlanCell = {
    planId,
    published: [],
    paused: [],
    resumed: [],
    ended: [],
    followups: [],
    knownUntilMs: run.nowMs,
  };
  run.state.plans.set(planId, plan);
  lookAgain(run, plan);
  return plan;
}

function lookAgain(run: Run, { planId }: PlanCell): void {
  wake(run.state.timers, `plan:${planId}`, run.nowMs + (aheadHours / 2) * hourMs);
}

export function horizonMs(run: Run): number {
  return run.state.ecosystem.thresholds.ledgerHorizonHours * hourMs;
}

/** Every device that the plan was ever published on. */
export function devicesOf(run: Run, plan: PlanCell): DeviceCell[] {
  const ids = new Set(plan.published.map((published) => published.deviceId));
  return [...ids].map((id) => run.state.devices.get(id) as DeviceCell);
}

function byScheduleThenPlan(a: DoseCell, b: DoseCell): number {
  return a.expected.scheduledAtMs - b.expected.scheduledAtMs || (a.expected.planId < b.expected.planId ? -1 : 1);
}

/** Brings the doses of one device in line with what the plan expects there. */
function alignDevice(run: Run, cell: DeviceCell, plan: PlanCell, expected: Map<string, ExpectedDose>): void {
  const kept: DoseCell[] = [];
  for (const dose of cell.doses) {
    const { doseId, planId, scheduledAtMs } = dose.expected;
    const now = expected.get(doseId);
    if (planId !== plan.planId || scheduledAtMs < run.nowMs - horizonMs(run)) kept.push(dose);
    else if (now?.deviceId === cell.deviceId) {
      if (now.deadlineAtMs !== dose.expected.deadlineAtMs) {
        dose.reachedAtMs = reachedAt(run, cell, now.deadlineAtMs);
      }
      dose.expected = now;
      kept.push(dose);
      expected.delete(doseId);
    } else {
      clearDoseAlerts(run, dose.record);
      if (!now) run.outputs.push({ kind: "dose-withdrawn", doseId, atMs: run.nowMs });
    }
  }
  for (const dose of expected.values()) {
    if (dose.deviceId !== cell.deviceId) continue;
    const fresh = newDoseCell(run, cell, dose);
    kept.push(fresh);
    run.outputs.push({ kind: "dose", dose: { ...fresh.record, revisions: [] } });
  }
  cell.doses = kept.sort(byScheduleThenPlan);
}

/** Works the plan's doses out anew, from the ledger's horizon to two days ahead, and judges them. */
export function replan(run: Run, plan: PlanCell): void {
  const { ecosystem } = run.state;
  const span = { fromMs: run.nowMs - horizonMs(run), toMs: run.nowMs + aheadHours * hourMs };
  const doses = expectedDoses(plan, span, ecosystem.timezone, ecosystem.thresholds);
  const expected = new Map(doses.map((dose) => [dose.doseId, dose]));
  for (const cell of devicesOf(run, plan)) {
    alignDevice(run, cell, plan, expected);
    rejudge(run, cell);
  }
  checkPauses(run, plan);
  plan.knownUntilMs = span.toMs;
  lookAgain(run, plan);
}

/**
 * Forgets what lies behind the ledger's horizon. A dispense goes together with its dose: left alone
 * it would look like the dispense of another one.
 */
export function forgetOld(run: Run, cell: DeviceCell): void {
  const fromMs = run.nowMs - horizonMs(run);
  const gone = new Set(
    cell.doses.filter((dose) => dose.expected.scheduledAtMs < fromMs).map((dose) => dose.record.doseId),
  );
  const { dispensed, extras } = matchDevice(run, cell);
  const spent = new Set<Dispense>();
  for (const [doseId, dispense] of dispensed) if (gone.has(doseId)) spent.add(dispense);
  for (const extra of extras) if (gone.has(extra.doseId)) spent.add(extra.dispense);
  const matched = new Set(dispensed.values());
  const factsFromMs = fromMs - factsMarginMs;
  const kept = cell.dispenses.filter((one) => !spent.has(one) && (one.t >= factsFromMs || matched.has(one)));
  for (const one of cell.dispenses)
    if (!kept.includes(one)) cell.lastForgottenMs = Math.max(cell.lastForgottenMs, one.t);
  cell.dispenses = kept;
  cell.doses = cell.doses.filter((dose) => !gone.has(dose.record.doseId));
  const recent = <T extends { t: number }>(told: T[]) => told.filter((one) => one.t >= factsFromMs);
  cell.missReports = recent(cell.missReports);
  cell.followups = recent(cell.followups);
  // Said weeks before the journey it is about.
  cell.predispensed = cell.predispensed.filter((one) => one.t >= factsFromMs - spansToldAheadMs);
  cell.stock = withLastBefore(cell.stock, factsFromMs);
  cell.faults = withLastBefore(cell.faults, factsFromMs);
  for (const list of [cell.contacts, cell.heldContacts, cell.offlines, cell.onlines, cell.quarantined]) {
    list.splice(0, Math.max(0, countUpTo(list, factsFromMs) - 1));
  }
  for (const sequence of cell.sequences) sequence.points = recent(sequence.points);
}

/** Facts outlive the doses they are weighed for: a dose's window reaches back before its S. */
const factsMarginMs = 24 * hourMs;
const spansToldAheadMs = 60 * 24 * hourMs;

/** Everything from `fromMs` on, and the statements before it that may still hold. */
function withLastBefore<T extends { t: number }>(told: T[], fromMs: number): T[] {
  const old = told.filter((one) => one.t < fromMs).sort((a, b) => a.t - b.t);
  return [...old.slice(-oldStatementsMax), ...told.filter((one) => one.t >= fromMs)];
}

const oldStatementsMax = 20;
