import type { DeviceCell } from "../devices/cells.js";
import type { Sender, Telemetry } from "../model/event.js";
import type { Run } from "../state.js";
import { wake } from "../timers.js";
import { compressComponent, declaredSpans } from "./component.js";
import { spansChanged } from "./down.js";
import { isUnsettled, refreshOvers } from "./heard.js";
import { checkFlows, forgetMessages } from "./hops.js";
import { inferRootCauses } from "./infer.js";
import { checkOverlaps, onPlanChanged } from "./maintenance.js";
import { noteDoseEvent } from "./missing.js";
import { wayOf } from "./path.js";
import { lastHeardMs, notePulse } from "./pulse.js";

/**
 * What has to be looked at again and again rather than when something is said, because silence says
 * nothing: once a minute while there is somebody to hear, and twice a day to tidy up.
 */

const minMs = 60_000;
const hourMs = 3_600_000;
const watchKey = "chain:watch";
const tidyKey = "chain:tidy";
const tidyEveryMs = 12 * hourMs;

/** With nobody heard for this long there is nothing new to conclude. Source: judgement. */
const heardWithinMs = 24 * hourMs;
/** A message older than this is late: it may tell of an outage that was thought to last. */
const lateMs = 5 * minMs;
/** Last Wills come in swarms: the first one calls for a look soon, when more are there. */
const swarmMs = 30_000;

/** Has the chain looked at on the next full minute. */
export function watchSoon(run: Run): void {
  wake(run.state.timers, watchKey, (Math.floor(run.nowMs / minMs) + 1) * minMs);
}

/** Has the chain tidied, if it is not yet to be. */
export function tidyLater(run: Run): void {
  wake(run.state.timers, tidyKey, run.nowMs + tidyEveryMs);
}

function hasUnsettledOutage(run: Run): boolean {
  return [...run.state.components.values()].some((cell) => declaredSpans(cell).some((span) => isUnsettled(run, span)));
}

function watch(run: Run): void {
  for (const cell of run.state.components.values()) {
    if (cell.outages.length === 0) continue;
    const thorough = cell.heardLate;
    cell.heardLate = false;
    if (refreshOvers(run, cell, thorough)) spansChanged(run, cell);
  }
  // Off the full minute it is a swarm of Last Wills that has called.
  inferRootCauses(run, run.nowMs % minMs !== 0);
  const many = run.state.devices.size >= run.state.ecosystem.thresholds.inferDevicesMin;
  const heardLately = lastHeardMs(run) >= run.nowMs - heardWithinMs;
  if (heardLately && (many || hasUnsettledOutage(run))) watchSoon(run);
}

function tidy(run: Run): void {
  for (const cell of run.state.components.values()) compressComponent(run, cell);
  forgetMessages(run);
  tidyLater(run);
}

/** What wakes of the chain, by the rest of its key. */
const wakers: Record<string, (run: Run) => void> = {
  watch,
  tidy,
  flows: checkFlows,
  overlaps: checkOverlaps,
};

export function onChainTimer(run: Run, id: string): void {
  wakers[id]?.(run);
}

/** A device has spoken: after the device's own cell has taken it. */
export function onDeviceHeard(run: Run, sender: Sender, event: Pick<Telemetry, "type" | "data">, t: number): void {
  const { devices, ecosystem, components } = run.state;
  const cell = devices.get(sender.deviceId) as DeviceCell;
  if (event.type.startsWith("plan.")) {
    onPlanChanged(run);
    return;
  }
  if (t >= run.nowMs - lateMs) notePulse(run, sender.district);
  if (devices.size >= ecosystem.thresholds.inferDevicesMin) watchSoon(run);
  if (event.type.startsWith("dose.")) noteDoseEvent(run, cell, event, t);
  if (t >= run.nowMs - lateMs) return;
  for (const id of wayOf(run, cell).path) {
    const component = components.get(id);
    if (!component || component.outages.length === 0) continue;
    component.heardLate = true;
    watchSoon(run);
  }
}

/** A device's connection was lost. */
export function onDeviceLost(run: Run): void {
  if (run.state.devices.size < run.state.ecosystem.thresholds.inferDevicesMin) return;
  wake(run.state.timers, watchKey, run.nowMs + swarmMs);
}
