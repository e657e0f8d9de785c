import { clear, raise } from "../alerts/open.js";
import { insertSequence, insertSorted } from "../doses/hearing.js";
import { noteReached, rejudge } from "../doses/ledger.js";
import { addOnce } from "../doses/plan.js";
import { planOf, replan } from "../doses/replan.js";
import type { Envelope, EventType, Sender, Telemetry, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import { type DeviceCell, deviceOf, districtAt, noteContact, noteDistrict } from "./cell.js";
import { deviceRecord, refreshStatus } from "./status.js";

/** What an event means for the device's doses: nothing, judge them anew, or work a plan out anew. */
type Effect = "none" | "judge" | { replan: string };

type Handler<T extends EventType> = (run: Run, cell: DeviceCell, event: TelemetryOf<T>, t: number) => Effect;

function told<T>(event: Telemetry, t: number, value: T) {
  return { t, id: event.id, value };
}

/** One entry per type that the rules weigh; all others are a sign of life and no more. */
const handlers: { [T in EventType]?: Handler<T> } = {
  "plan.published": (run, cell, event, t) => {
    const { planId } = event.data;
    addOnce(planOf(run, planId).published, { t, id: event.id, deviceId: cell.deviceId, data: event.data });
    if (!cell.planIds.includes(planId)) cell.planIds.push(planId);
    noteResident(cell, event.data.residentRef, t);
    return { replan: planId };
  },
  "plan.paused": (run, _cell, event, t) => {
    addOnce(planOf(run, event.data.planId).paused, { t, id: event.id, data: event.data });
    return { replan: event.data.planId };
  },
  "plan.resumed": (run, _cell, event, t) => {
    addOnce(planOf(run, event.data.planId).resumed, { t, id: event.id, at: event.data.at });
    return { replan: event.data.planId };
  },
  "plan.ended": (run, _cell, event, t) => {
    planOf(run, event.data.planId).ended.push({ t, at: event.data.at });
    return { replan: event.data.planId };
  },
  "dose.dispensed": (_run, cell, event, t) => {
    const { scheduledAtMs = null, planId = null, mode } = event.data;
    addOnce(cell.dispenses, { t, id: event.id, scheduledAtMs, planId, mode });
    return "judge";
  },
  "dose.missed": (_run, cell, event, t) => {
    addOnce(cell.missReports, { t, id: event.id, ...event.data });
    return "judge";
  },
  "dose.predispensed": (_run, cell, event, t) => {
    addOnce(cell.predispensed, told(event, t, { from: event.data.from, to: event.data.to }));
    return "judge";
  },
  "dose.followup": (_run, cell, event, t) => {
    const { scheduledAtMs, outcome } = event.data;
    addOnce(cell.followups, told(event, t, { scheduledAtMs, outcome }));
    return "judge";
  },
  "stock.empty": (run, cell, event, t) => {
    addOnce(cell.stock, told(event, t, "empty" as const));
    raise(run, { kind: "stock-empty", ...subjectOf(run, cell) });
    return "judge";
  },
  "stock.low": (run, cell) => {
    raise(run, { kind: "stock-low", ...subjectOf(run, cell) });
    return "none";
  },
  "roll.loaded": (run, cell, event, t) => {
    addOnce(cell.stock, told(event, t, "loaded" as const));
    clear(run, "stock-empty", cell.deviceId);
    clear(run, "stock-low", cell.deviceId);
    return "judge";
  },
  "fault.raised": (_run, cell, event, t) => {
    addOnce(cell.faults, told(event, t, { code: event.data.code, raised: true }));
    return "judge";
  },
  "fault.cleared": (_run, cell, event, t) => {
    addOnce(cell.faults, told(event, t, { code: event.data.code, raised: false }));
    return "judge";
  },
  "link.heartbeat": (_run, cell, event, t) => {
    const { bufferedEvents, batteryPercent, mains, firmware } = event.data;
    const newest = t >= cell.reachedMs;
    if (bufferedEvents === 0 && t <= event.timeMs) cell.bufferEmptyMs = Math.max(cell.bufferEmptyMs, t);
    if (newest) {
      cell.batteryPercent = batteryPercent ?? cell.batteryPercent;
      cell.mains = mains ?? cell.mains;
      cell.firmware = firmware ?? cell.firmware;
    }
    return "none";
  },
  "inventory.assigned": (_run, cell, event, t) => {
    noteResident(cell, event.data.residentRef, t);
    return "none";
  },
  "inventory.returned": (_run, cell, _event, t) => {
    noteResident(cell, null, t);
    return "none";
  },
};

/** The part of an envelope that tells of life. */
type Life = Pick<Envelope, "sequence" | "source" | "replayed" | "timeMs">;

function subjectOf(run: Run, cell: DeviceCell) {
  return {
    subject: cell.deviceId,
    deviceId: cell.deviceId,
    residentRef: cell.residentRef,
    district: districtAt(cell, run.nowMs),
  };
}

function noteResident(cell: DeviceCell, residentRef: string | null, t: number): void {
  if (t < cell.residentSinceMs) return;
  cell.residentRef = residentRef;
  cell.residentSinceMs = t;
}

/** Plans and assignments come from systems on the device's topic: they are no sign of its life. */
function isFromDevice(type: string): boolean {
  return !type.startsWith("plan.") && !type.startsWith("inventory.");
}

/** Notes a sign of life; answers whether a dose may be decided by it. */
function noteLife(run: Run, cell: DeviceCell, event: Life, t: number): boolean {
  // A sign of life that fills an earlier silence can confirm a miss, so only the newest is quick to pass.
  const fillsIn = t < (cell.contacts.at(-1) ?? t);
  if (!event.replayed) {
    noteContact(cell, t);
    cell.lastHeardAtMs = Math.max(cell.lastHeardAtMs ?? t, Math.min(t, run.nowMs));
  }
  // Older than any buffer: nobody knows when it was written, so it proves nothing about other times.
  if (t > event.timeMs) return fillsIn;
  if (event.sequence !== undefined) {
    let counter = cell.sequences.find((one) => one.source === event.source);
    if (!counter) {
      counter = { source: event.source, points: [] };
      cell.sequences.push(counter);
    }
    insertSequence(counter, event.sequence, t);
  }
  const reached = noteReached(run, cell, t);
  cell.reachedMs = Math.max(cell.reachedMs, t);
  return reached || fillsIn;
}

function emitDevice(run: Run, cell: DeviceCell): void {
  run.outputs.push({ kind: "device", device: deviceRecord(cell, run.nowMs) });
}

/** A device speaks, or a system about it on its topic. */
export function onDeviceEvent(run: Run, sender: Sender, event: Telemetry, t: number): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, t, sender.district);
  const handler = handlers[event.type] as Handler<EventType> | undefined;
  const effect = handler?.(run, cell, event as TelemetryOf<EventType>, t) ?? "none";
  const judge = isFromDevice(event.type) && noteLife(run, cell, event, t);
  if (typeof effect === "object") replan(run, planOf(run, effect.replan));
  else if (effect === "judge" || judge) rejudge(run, cell);
  refreshStatus(run, cell);
  emitDevice(run, cell);
}

/** A type this version does not know is still a sign of life. */
export function onUnknownType(run: Run, sender: Sender, event: Life, t: number): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, t, sender.district);
  if (noteLife(run, cell, event, t)) rejudge(run, cell);
  refreshStatus(run, cell);
  emitDevice(run, cell);
}

/** The broker or the device says whether it is connected; the message has no time of its own. */
export function onState(run: Run, sender: Sender, state: "online" | "offline"): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, run.nowMs, sender.district);
  insertSorted(state === "online" ? cell.onlines : cell.offlines, run.nowMs);
  rejudge(run, cell);
  refreshStatus(run, cell);
  emitDevice(run, cell);
}

/** A message about a dose could not be used: what it said is lost, so silence proves nothing there. */
export function onRejectedDose(run: Run, sender: Sender, t: number): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, t, sender.district);
  insertSorted(cell.quarantined, t);
  rejudge(run, cell);
}
