import type { AlertKindId } from "../alerts/catalogue.js";
import { alertKey, raise } from "../alerts/open.js";
import { forgetOld, horizonMs } from "../doses/replan.js";
import type { RejectReason, Sender } from "../model/event.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import type { DeviceCell } from "./cells.js";
import { isSaid, report, withdraw } from "./finding.js";

/** Nobody has said whose device this is: no plan and no assignment. */
function isStranger(cell: DeviceCell): boolean {
  return cell.planIds.length === 0 && cell.inventory === null;
}

/** A device speaks that nobody knows: it gets some time, as its plan may be on the way. */
export function watchStranger(run: Run, cell: DeviceCell): void {
  if (!isStranger(cell) || isSaid(cell, "unknown-sender")) return;
  const graceMs = run.state.ecosystem.thresholds.strangerGraceMin * 60_000;
  wake(run.state.timers, `stranger:${cell.deviceId}`, run.nowMs + graceMs);
}

export function onStrangerTimer(run: Run, cell: DeviceCell): void {
  if (isStranger(cell)) report(run, cell, { kind: "unknown-sender", evidence: { why: "no-plan-no-assignment" } });
}

/** Strangers remembered at a time: more than a city's devices, as their plans may all be on the way. */
export const strangersMax = 25_000;
const dayMs = 24 * 3_600_000;

/** Nobody can tell the device from one that was never there: neither a plan nor an assignment asks for it. */
function forgetStranger(run: Run, cell: DeviceCell): void {
  for (const key of Object.keys(cell.said)) {
    const [kind, ...detail] = key.split("/") as [AlertKindId, ...string[]];
    withdraw(run, cell, kind, detail.length > 0 ? detail.join("/") : undefined);
  }
  run.state.strangers.delete(cell.deviceId);
  run.state.devices.delete(cell.deviceId);
}

/**
 * After every word about a device: anybody may publish under endless ids, so the one stranger that has
 * been silent the longest makes way. What has a plan is looked at daily for it; all others here.
 */
export function noteStranger(run: Run, cell: DeviceCell): void {
  const { strangers, devices, timers } = run.state;
  strangers.delete(cell.deviceId);
  if (cell.planIds.length === 0) wake(timers, `forget:${cell.deviceId}`, run.nowMs + dayMs);
  if (!isStranger(cell)) return;
  strangers.set(cell.deviceId, run.nowMs);
  const [oldest] = strangers.keys() as Iterable<string> as [string];
  if (strangers.size > strangersMax) forgetStranger(run, devices.get(oldest) as DeviceCell);
}

/** Forgets what no dose can ask for any more, and a stranger that has said nothing since. */
export function onForgetTimer(run: Run, cell: DeviceCell): void {
  if (cell.planIds.length > 0) return;
  const saidMs = run.state.strangers.get(cell.deviceId) ?? run.nowMs;
  if (saidMs < run.nowMs - horizonMs(run) - dayMs) {
    forgetStranger(run, cell);
    return;
  }
  forgetOld(run, cell);
  wake(run.state.timers, `forget:${cell.deviceId}`, run.nowMs + dayMs);
}

/** A system speaks of the device on its topic: that is whose it is, and where. */
export function noteBinding(run: Run, cell: DeviceCell, t: number, sender: Sender): void {
  withdraw(run, cell, "unknown-sender");
  const { binding } = cell;
  if (binding && t < binding.t) return;
  if (binding?.astray) withdraw(run, cell, "unknown-sender", binding.astray);
  cell.binding = { t, district: sender.district, astray: null };
}

/**
 * A device that speaks on the topic of a district other than the one its plan or assignment came
 * from: nobody there knows it, and its resident's data go astray.
 */
export function findAstray(run: Run, cell: DeviceCell, t: number, sender: Sender): void {
  const { binding } = cell;
  const here = sender.district;
  if (!binding || t < binding.t || t < (cell.contacts.at(-1) ?? t)) return;
  const astray = here === binding.district ? null : here;
  if (astray === binding.astray) return;
  if (binding.astray) withdraw(run, cell, "unknown-sender", binding.astray);
  binding.astray = astray;
  if (!astray) return;
  const evidence = { why: "other-district", assignedTo: binding.district, speaksFrom: astray };
  report(run, cell, { kind: "unknown-sender", detail: astray, evidence });
}

/**
 * Messages that nobody can be held to account for. The subject is what is unknown, never who: a topic
 * may hold anything, and one alert is enough however many strangers there are.
 */
const unknownParts: Partial<Record<RejectReason, string>> = {
  INGEST_TOPIC_INVALID: "unknown-topic",
  INGEST_TENANT_UNKNOWN: "unknown-tenant",
  INGEST_DISTRICT_UNKNOWN: "unknown-district",
  INGEST_CLASS_UNKNOWN: "unknown-class",
  INGEST_COMPONENT_UNKNOWN: "unknown-component",
};

export function onStrangerRejected(run: Run, reason: RejectReason): void {
  const subject = unknownParts[reason];
  if (!subject || run.state.alerts.has(alertKey("unknown-sender", subject))) return;
  raise(run, { kind: "unknown-sender", subject, evidence: { reason } });
}
