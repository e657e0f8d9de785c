import { onCorrectionsTimer } from "./alerts/corrections.js";
import { notifyAlert } from "./alerts/notify.js";
import { acknowledge, closeByPerson, raise } from "./alerts/open.js";
import { onResponseTimer } from "./alerts/response.js";
import { isSupplierAlert, onSupplierTimer } from "./alerts/supplier.js";
import { componentOf, componentRecord } from "./chain/component.js";
import { refreshComponent } from "./chain/down.js";
import { onComponentEvent } from "./chain/events.js";
import { checkMissing } from "./chain/missing.js";
import { onIncidentTimer } from "./chain/stages.js";
import { onChainTimer, onDeviceHeard, onDeviceLost } from "./chain/watch.js";
import type { DeviceCell } from "./devices/cells.js";
import { onDeviceEvent, onRejectedDose, onServiceTimer, onState, onUnknownType } from "./devices/events.js";
import { refreshFaults } from "./devices/faults.js";
import { onFlapTimer } from "./devices/flapping.js";
import { refreshPower } from "./devices/power.js";
import { refreshStatus } from "./devices/status.js";
import { onForgetTimer, onStrangerRejected, onStrangerTimer } from "./devices/stranger.js";
import type { PlanCell } from "./doses/cells.js";
import { onFollowup } from "./doses/followup.js";
import { forgetPlan } from "./doses/forget-plan.js";
import { rejudge } from "./doses/ledger.js";
import { checkPauses } from "./doses/pauses.js";
import { onRejectedPlan } from "./doses/plan-findings.js";
import { devicesOf, forgetOld, replan } from "./doses/replan.js";
import { figuresBegin } from "./figures-begin.js";
import { onChainTest, onChainTestAge, onChainTestTimer } from "./fros/chain-test.js";
import { onAcceptanceTimer, onAccepted, onAssessed } from "./fros/decisions.js";
import { onGapClosed, onGapOpened } from "./gap.js";
import type { Input, Output } from "./model/engine.js";
import type { LogEvent, Sender } from "./model/event.js";
import type { ComponentRecord } from "./model/record.js";
import { ceilingKey, onCeilingTimer } from "./scaling/ceiling.js";
import { onGateChanged } from "./scaling/gate-closed.js";
import { onSlaTimer } from "./sla/clock.js";
import { reportRun } from "./sla/records.js";
import type { EngineState, Run } from "./state.js";
import { takeDue, wake } from "./timers.js";

export { flowsView } from "./chain/flow-view.js";
export { refillsView } from "./devices/refills.js";
export { scenarioRecords } from "./fros/scenarios.js";
export { riskView } from "./fros/view.js";
export { scalingView } from "./scaling/view.js";
export { slaRecords, slaReport } from "./sla/records.js";
export { dumpState, loadState, rulesVersion, snapshotFormat } from "./snapshot.js";
export { createState, type EngineState } from "./state.js";

const componentClass = "component";

/** What each kind of log event does. A test counts for the alert chain that it tests, and for nothing else. */
const appliers: { [K in LogEvent["kind"]]: (run: Run, event: Extract<LogEvent, { kind: K }>) => void } = {
  telemetry: (run, { sender, event }) => {
    if (event.test) {
      if (sender.deviceClass === componentClass && isSupplierAlert(event)) {
        onChainTest(run, sender.district === "_" ? null : sender.district, event, clampTime(run, event.timeMs));
      }
      return;
    }
    const t = clampTime(run, event.timeMs);
    if (sender.deviceClass === componentClass) onComponentEvent(run, sender, event, t);
    else {
      onDeviceEvent(run, sender, event, t);
      onDeviceHeard(run, sender, event, t);
    }
  },
  "unknown-type": (run, { sender, event }) => {
    if (event.test || sender.deviceClass === componentClass) return;
    onUnknownType(run, sender, event, clampTime(run, event.timeMs));
  },
  state: (run, { sender, state }) => {
    if (sender.deviceClass === componentClass) return;
    onState(run, sender, state);
    if (state === "offline") onDeviceLost(run);
  },
  rejected: (run, event) => {
    const { sender, reason, type, timeMs } = event;
    if (reason === "INGEST_IDENTITY_IN_PAYLOAD") raiseIdentity(run, sender);
    onStrangerRejected(run, reason);
    if (!sender || type === null || !isKnownDevice(run, sender)) return;
    if (type.startsWith("plan.")) onRejectedPlan(run, sender);
    if (type.startsWith("dose.")) onRejectedDose(run, sender, timeMs === null ? run.nowMs : clampTime(run, timeMs));
  },
  "alert-acknowledged": (run, { alertId, actor }) => acknowledge(run, alertId, actor),
  "alert-closed": (run, { alertId, actor, cause, action }) => closeByPerson(run, alertId, actor, cause, action),
  "dose-followup": (run, { doseId, outcome }) => onFollowup(run, doseId, outcome),
  "gap-opened": (run, { fromMs, reason }) => onGapOpened(run, fromMs, reason),
  "gap-closed": (run) => onGapClosed(run),
  "delivery-failed": (run, { notificationId, channelId, error }) => {
    raise(run, { kind: "delivery-failed", subject: channelId, evidence: { notificationId, channelId, error } });
  },
  // For people and the scaling gate, who read it in the database: no rule looks at it.
  "incident-reviewed": () => {},
  "scenario-assessed": (run, { assessment }) => onAssessed(run, assessment),
  "risk-accepted": (run, { acceptance }) => onAccepted(run, acceptance),
  // Kept for those who decide; nothing follows from it by itself.
  "scaling-requested": () => {},
  "scaling-decided": () => {},
  "gate-changed": (run, { gates }) => onGateChanged(run, gates),
};

/** Messages are also refused because of whom their topic names: such a device is none of ours. */
function isKnownDevice(run: Run, { tenant, district, deviceClass }: Sender): boolean {
  const { ecosystem } = run.state;
  return (
    tenant === ecosystem.tenant &&
    ecosystem.districts.some(({ id }) => id === district) &&
    ecosystem.deviceClasses.some(({ id }) => id === deviceClass)
  );
}

function raiseIdentity(run: Run, sender: Sender | null): void {
  raise(run, {
    kind: "identity-in-payload",
    subject: sender?.deviceId ?? "unknown-sender",
    district: sender && sender.district !== "_" ? sender.district : null,
    deviceId: sender && sender.deviceClass !== componentClass ? sender.deviceId : null,
  });
}

/** The time t an event counts by: what its sender wrote, but the reception where that is far ahead of it, or further behind than any buffer. */
function clampTime(run: Run, timeMs: number): number {
  const { clockAheadMaxMin, lateDataMaxHours } = run.state.ecosystem.thresholds;
  const believed =
    timeMs <= run.nowMs + clockAheadMaxMin * 60_000 && timeMs >= run.nowMs - lateDataMaxHours * 3_600_000;
  return believed ? timeMs : run.nowMs;
}

function ofDevice(refresh: (run: Run, cell: DeviceCell) => void): (run: Run, id: string) => void {
  return (run, id) => {
    const cell = run.state.devices.get(id);
    if (cell) refresh(run, cell);
  };
}

function ofPlan(look: (run: Run, plan: PlanCell) => void): (run: Run, id: string) => void {
  return (run, id) => {
    const plan = run.state.plans.get(id);
    if (plan) look(run, plan);
  };
}

/** What wakes, by the first word of its key. */
const wakers: Record<string, (run: Run, id: string) => void> = {
  component: (run, id) => refreshComponent(run, componentOf(run, id)),
  "chain-test": onChainTestTimer,
  "chain-test-age": onChainTestAge,
  acceptance: onAcceptanceTimer,
  ceiling: onCeilingTimer,
  response: onResponseTimer,
  sla: onSlaTimer,
  "supplier-alert": onSupplierTimer,
  device: ofDevice(rejudge),
  chain: onChainTimer,
  missing: checkMissing,
  incident: onIncidentTimer,
  fault: ofDevice(refreshFaults),
  flap: ofDevice(onFlapTimer),
  power: ofDevice(refreshPower),
  service: ofDevice(onServiceTimer),
  stranger: ofDevice(onStrangerTimer),
  forget: ofDevice(onForgetTimer),
  silence: ofDevice(refreshStatus),
  pause: ofPlan(checkPauses),
  tell: (run, id) => {
    const alert = run.state.alerts.get(id);
    if (alert) notifyAlert(run, alert);
  },
  "told-before": onCorrectionsTimer,
  plan: ofPlan((run, plan) => {
    for (const cell of devicesOf(run, plan)) forgetOld(run, cell);
    replan(run, plan);
    forgetPlan(run, plan);
  }),
};

/**
 * A wake-up that fails is put aside and said: no message is to blame for it, and the residents behind all the others
 * must not go unwatched because of one.
 */
function fireDue(state: EngineState, untilMs: number, outputs: Output[]): void {
  for (let due = takeDue(state.timers, untilMs); due; due = takeDue(state.timers, untilMs)) {
    const { atMs, key } = due;
    state.nowMs = Math.max(state.nowMs, atMs);
    const colon = key.indexOf(":");
    try {
      wakers[key.slice(0, colon)]?.({ state, nowMs: state.nowMs, why: "time", outputs }, key.slice(colon + 1));
    } catch (error) {
      outputs.push({ kind: "defect", wakeUp: key, atMs: state.nowMs, error: String(error) });
    }
  }
  state.nowMs = Math.max(state.nowMs, untilMs);
}

/** The first input: from now on figures count, and tests of the alert chain are awaited. Older snapshots have no look at the ceiling yet. */
function begin(state: EngineState): void {
  if (!state.timers.wakeAtMs.has(ceilingKey)) wake(state.timers, ceilingKey, state.nowMs);
  if (state.beganMs !== null) return;
  state.beganMs = state.nowMs;
  wake(state.timers, "chain-test-age:", state.nowMs);
}

function whyOf(event: LogEvent): string {
  return event.kind === "telemetry" || event.kind === "unknown-type" ? event.event.type : event.kind;
}

/**
 * The engine: one input in, what follows from it out. It changes `state` and nothing else; the same
 * inputs in the same order give the same outputs, however they are batched. An event comes before
 * the timers of its own instant. What it said before it throws is in `outputs` for those who hand one over.
 */
export function step(state: EngineState, input: Input, outputs: Output[] = []): Output[] {
  if (input.kind === "time") {
    fireDue(state, input.nowMs, outputs);
    begin(state);
    return outputs;
  }
  if (input.kind === "figures-begin") {
    fireDue(state, input.nowMs - 1, outputs);
    figuresBegin(state, input.nowMs);
    return outputs;
  }
  const { event, receivedAtMs } = input;
  if (event.kind === "gap-opened") {
    fireDue(state, Math.min(event.fromMs, receivedAtMs), outputs);
    state.catchUpMs = receivedAtMs;
    appliers["gap-opened"]({ state, nowMs: state.nowMs, why: event.kind, outputs }, event);
  }
  fireDue(state, receivedAtMs - 1, outputs);
  state.nowMs = Math.max(state.nowMs, receivedAtMs);
  begin(state);
  state.seq = input.seq;
  if (event.kind !== "gap-opened") {
    const apply = appliers[event.kind] as (run: Run, event: LogEvent) => void;
    apply({ state, nowMs: state.nowMs, why: whyOf(event), outputs }, event);
  }
  return outputs;
}

/** Every component of the ecosystem, and each district's own where it has spoken or was needed, by id. */
export function componentRecords(state: EngineState): ComponentRecord[] {
  const run = reportRun(state);
  const everywhere = state.ecosystem.components.filter((component) => !component.perDistrict).map(({ id }) => id);
  const ids = new Set([...everywhere, ...state.components.keys()]);
  return [...ids].sort().map((id) => componentRecord(run, componentOf(run, id)));
}
