import { type AlertKindId, inBoth } from "../alerts/catalogue.js";
import { clear, type Finding, raise } from "../alerts/open.js";
import type { ComponentCell } from "../chain/cells.js";
import { componentOf } from "../chain/component.js";
import { incidentOfComponent } from "../chain/incident.js";
import { nameOf } from "../chain/path.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { accountNow, closeUpTo, contractOf, hasContract, openAccount } from "./account.js";
import { budgetOf } from "./budget.js";
import { burningNow, burnRateOf } from "./burn.js";
import type { SlaCell } from "./cells.js";

/**
 * Contracts are watched while they can still be kept: a component whose outage nears the agreed time
 * to restore, whose downtime runs too fast, or whose window is lost. Wakes when the component's
 * status changes and when the next of these may come true.
 */

const minMs = 60_000;
const hourMs = 60 * minMs;

/** Share of the agreed time to restore at which there is still something to do. Source: judgement. */
const restoreWarnShare = 0.8;
/** The account is closed in steps of this length; shorter than what components remember beyond late data. */
const closeEveryMs = 6 * hourMs;
/** How often the rates are looked at: until it first burns while something is down, and until it no longer does. */
const burnLookEveryMs = { down: minMs, over: 5 * minMs };

/** Says that it is so; said once, until it no longer holds. */
function say(run: Run, account: SlaCell, kind: AlertKindId, subject: string, evidence: Finding["evidence"]): void {
  const { componentId, said } = account;
  if (said.includes(`${kind}/${subject}`)) return;
  said.push(`${kind}/${subject}`);
  const names = inBoth("componentName", nameOf(run.state.ecosystem, componentId));
  const district = componentId.split("@")[1] ?? null;
  // A budget that burns is the incident's own cause in other words; the time to restore is a task of its own.
  const incident = kind.startsWith("availability-") ? incidentOfComponent(run, componentId) : undefined;
  const incidentId = incident?.record.incidentId ?? null;
  raise(run, { kind, subject, district, incidentId, evidence: { ...names, ...evidence } });
}

function unsay(run: Run, account: SlaCell, kind: AlertKindId, subject: string): void {
  const at = account.said.indexOf(`${kind}/${subject}`);
  if (at === -1) return;
  account.said.splice(at, 1);
  clear(run, kind, subject);
}

function accountOf(run: Run, componentId: string): SlaCell {
  const known = run.state.sla.get(componentId);
  if (known) return known;
  const account = openAccount(run, componentId);
  run.state.sla.set(componentId, account);
  return account;
}

/** It is down, or was and is in maintenance now; an outage that begins this very instant has no length yet. */
function lasts(run: Run, { componentId, openOutage }: SlaCell): boolean {
  return openOutage !== null || run.state.components.get(componentId)?.status === "down";
}

/** The clock of the present outage against the agreed time; answers when it is to be looked at again. */
function watchRestore(run: Run, account: SlaCell, view: SlaCell): number {
  const { componentId, openOutage } = view;
  if (!lasts(run, view)) {
    unsay(run, account, "restore-at-risk", componentId);
    unsay(run, account, "restore-breached", componentId);
    return Number.POSITIVE_INFINITY;
  }
  const limitMs = contractOf(run, componentId).restoreWithinMin * minMs;
  const downMs = openOutage?.downMs ?? 0;
  const sinceMs = openOutage?.fromMs ?? run.nowMs;
  const evidence = { downSince: new Date(sinceMs).toISOString(), restoreWithinMin: limitMs / minMs };
  let nextMs = Number.POSITIVE_INFINITY;
  for (const [kind, atMs] of [
    ["restore-at-risk", Math.round(limitMs * restoreWarnShare)],
    ["restore-breached", limitMs],
  ] as const) {
    if (downMs >= atMs) say(run, account, kind, componentId, evidence);
    else nextMs = Math.min(nextMs, run.nowMs + atMs - downMs);
  }
  return nextMs;
}

/** Windows that can still change; answers when the present one is lost if it stays down. */
function watchBudget(run: Run, account: SlaCell, view: SlaCell): number {
  const { componentId } = view;
  const { availabilityPercent: agreedPercent } = contractOf(run, componentId);
  let nextMs = Number.POSITIVE_INFINITY;
  for (const window of view.windows) {
    const subject = `${componentId}/${window.label}`;
    if (window.toMs <= account.countedToMs) {
      // Nothing can take it back any more; whoever is to know it has it on the list.
      account.said = account.said.filter((one) => one !== `availability-breached/${subject}`);
      continue;
    }
    const { leftMs } = budgetOf(run, componentId, window);
    if (leftMs >= 0) unsay(run, account, "availability-breached", subject);
    else say(run, account, "availability-breached", subject, { window: window.label, agreedPercent });
    if (window.toMs > run.nowMs) {
      nextMs = Math.min(nextMs, window.toMs);
      if (lasts(run, view) && leftMs >= 0) nextMs = Math.min(nextMs, run.nowMs + leftMs + 1);
    }
  }
  return nextMs;
}

function watchBurn(run: Run, account: SlaCell, view: SlaCell, cell: ComponentCell): number {
  const { componentId, said } = account;
  const isDown = lasts(run, view);
  const wasBurning = said.includes(`availability-burning/${componentId}`);
  if (!isDown && !wasBurning) return Number.POSITIVE_INFINITY;
  const burning = burningNow(burnRateOf(run, cell));
  if (!burning) {
    unsay(run, account, "availability-burning", componentId);
    return isDown ? run.nowMs + burnLookEveryMs.down : Number.POSITIVE_INFINITY;
  }
  say(run, account, "availability-burning", componentId, { ...burning });
  // While it is down it burns on; how it ends is looked at more closely.
  return run.nowMs + (isDown ? hourMs : burnLookEveryMs.over);
}

/** Looks at one component's contract and asks to be woken when that may say something else. */
export function onSlaTimer(run: Run, componentId: string): void {
  if (!hasContract(run.state.ecosystem, componentId)) return;
  const cell = componentOf(run, componentId);
  const account = accountOf(run, componentId);
  const settledMs = run.nowMs - run.state.ecosystem.thresholds.lateDataMaxHours * hourMs;
  if (settledMs - account.countedToMs >= closeEveryMs) closeUpTo(run, account, cell, settledMs);
  const view = accountNow(run, account, cell);
  const nextMs = Math.min(
    watchRestore(run, account, view),
    watchBudget(run, account, view),
    watchBurn(run, account, view, cell),
    run.nowMs + closeEveryMs,
  );
  // In maintenance and while Velvakt cannot listen the clocks stand still: no need to look by the millisecond.
  const isRunning = cell.status === "down" && !run.state.gaps.some((gap) => gap.toMs === Number.POSITIVE_INFINITY);
  const soonestMs = run.nowMs + (isRunning ? 1 : minMs);
  wake(run.state.timers, `sla:${componentId}`, Math.max(Math.ceil(nextMs), soonestMs));
}
