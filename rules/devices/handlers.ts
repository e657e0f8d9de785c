import { addOnce } from "../doses/plan.js";
import { findLostDoses, onAcceptedPlan } from "../doses/plan-findings.js";
import { planOf } from "../doses/replan.js";
import { findRecurring } from "../fros/conduct.js";
import type { EventType, Telemetry, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import { onAlarmAnswered, onAlarmRaised } from "./alarms.js";
import type { DeviceCell } from "./cells.js";
import { onDoorOpened, onTampered } from "./door.js";
import { forgetSaid } from "./finding.js";
import { noteFirmware } from "./firmware.js";
import { noteBatteryWord, noteCharge, noteHeartbeatMains, noteMains, notePowerLost } from "./power.js";
import { noteRoll } from "./roll.js";
import { noteInventory } from "./service.js";
import { noteStock, noteStockUse } from "./stock.js";

/** What an event means for the device's doses: nothing, judge them anew, or work a plan out anew. */
export type Effect = "none" | "judge" | { replan: string };

export type Handler<T extends EventType> = (run: Run, cell: DeviceCell, event: TelemetryOf<T>, t: number) => Effect;

function told<T>(event: Telemetry, t: number, value: T) {
  return { t, id: event.id, value };
}

/** One entry per type that the rules weigh; all others are a sign of life and no more. */
export const handlers: { [T in EventType]?: Handler<T> } = {
  "plan.published": (run, cell, event, t) => {
    const { planId } = event.data;
    addOnce(planOf(run, planId).published, { t, id: event.id, deviceId: cell.deviceId, data: event.data });
    if (!cell.planIds.includes(planId)) cell.planIds.push(planId);
    noteResident(cell, event.data.residentRef, t);
    onAcceptedPlan(run, cell);
    findLostDoses(run, cell, planOf(run, planId));
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
    const known = cell.dispenses.length;
    addOnce(cell.dispenses, { t, id: event.id, scheduledAtMs, planId, mode });
    if (cell.dispenses.length > known && mode !== "prn") noteStockUse(cell, t, 1);
    return "judge";
  },
  "dose.missed": (_run, cell, event, t) => {
    addOnce(cell.missReports, { t, id: event.id, ...event.data });
    return "judge";
  },
  "dose.predispensed": (_run, cell, event, t) => {
    addOnce(cell.predispensed, told(event, t, { from: event.data.from, to: event.data.to }));
    noteStockUse(cell, t, event.data.count);
    return "judge";
  },
  "dose.followup": (_run, cell, event, t) => {
    const { scheduledAtMs, outcome } = event.data;
    addOnce(cell.followups, told(event, t, { scheduledAtMs, outcome }));
    return "judge";
  },
  "stock.empty": (_run, cell, event, t) => {
    addOnce(cell.stock, told(event, t, "empty" as const));
    return "judge";
  },
  "stock.low": (_run, cell, event, t) => {
    noteStock(cell, t, event.data.dosesLeft, true);
    return "none";
  },
  "roll.loaded": (_run, cell, event, t) => {
    addOnce(cell.stock, told(event, t, "loaded" as const));
    noteRoll(cell, t, event.id, event.data);
    noteStock(cell, t, event.data.doses, false);
    return "judge";
  },
  "fault.raised": (run, cell, event, t) => {
    findRecurring(run, cell, event.data.code, t);
    addOnce(cell.faults, told(event, t, { code: event.data.code, raised: true }));
    forgetSaid(cell, "dispenser-fault", event.data.code);
    return "judge";
  },
  "fault.cleared": (_run, cell, event, t) => {
    addOnce(cell.faults, told(event, t, { code: event.data.code, raised: false }));
    return "judge";
  },
  "power.lost": (run, cell, event, t) => {
    notePowerLost(run, cell, t, event.data.batteryPercent, event.data.runtimeMin);
    return "none";
  },
  "power.restored": (_run, cell, _event, t) => {
    noteMains(cell, t, true);
    return "none";
  },
  "battery.low": (run, cell, event, t) => {
    noteBatteryWord(run, cell, t, event.data.batteryPercent, false);
    return "none";
  },
  "battery.empty": (run, cell, event, t) => {
    noteBatteryWord(run, cell, t, event.data.batteryPercent, true);
    return "none";
  },
  "door.opened": (_run, cell, event, t) => {
    onDoorOpened(cell, t, event.data.authorised);
    return "none";
  },
  "tamper.detected": (run, cell, _event, t) => {
    onTampered(run, cell, t);
    return "none";
  },
  "alarm.raised": (run, cell, event) => {
    onAlarmRaised(run, cell, event.data.alarmId, event.data.kind);
    return "none";
  },
  "alarm.answered": (run, cell, event) => {
    onAlarmAnswered(run, cell, event.data.alarmId);
    return "none";
  },
  "link.heartbeat": (run, cell, event, t) => {
    const { bufferedEvents, batteryPercent, mains, firmware, clockOffsetMs } = event.data;
    if (bufferedEvents === 0 && t <= event.timeMs) cell.bufferEmptyMs = Math.max(cell.bufferEmptyMs, t);
    if (t >= cell.reachedMs) {
      if (firmware !== undefined) noteFirmware(run, cell, firmware);
      cell.clockOffsetMs = clockOffsetMs ?? null;
    }
    if (batteryPercent !== undefined) noteCharge(run, cell, t, batteryPercent);
    if (mains !== undefined) noteHeartbeatMains(run, cell, t, mains);
    return "none";
  },
  "inventory.assigned": (_run, cell, event, t) => {
    noteResident(cell, event.data.residentRef, t);
    noteInventory(cell, t, event.id, event.data.residentRef);
    return "none";
  },
  "inventory.returned": (_run, cell, event, t) => {
    noteResident(cell, null, t);
    noteInventory(cell, t, event.id, null);
    return "none";
  },
};

function noteResident(cell: DeviceCell, residentRef: string | null, t: number): void {
  if (t < cell.residentSinceMs) return;
  cell.residentRef = residentRef;
  cell.residentSinceMs = t;
}
