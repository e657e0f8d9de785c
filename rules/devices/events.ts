import { insertSequence, insertSorted, provenUpToMs } from "../doses/hearing.js";
import { mayDecide, noteReached, rejudge } from "../doses/ledger.js";
import { planOf, replan } from "../doses/replan.js";
import type { Envelope, EventType, Sender, Telemetry, TelemetryOf } from "../model/event.js";
import type { Run } from "../state.js";
import type { DeviceCell } from "./cells.js";
import { refreshClock } from "./clock.js";
import { classOf, deviceOf, noteContact, noteDistrict } from "./device.js";
import { refreshDoor } from "./door.js";
import { refreshFaults } from "./faults.js";
import { type Handler, handlers } from "./handlers.js";
import { refreshPower } from "./power.js";
import { refreshRoll } from "./roll.js";
import { findDataAfterEnd, refreshService } from "./service.js";
import { deviceRecord, refreshStatus } from "./status.js";
import { refreshStock } from "./stock.js";
import { findAstray, noteBinding, noteStranger, watchStranger } from "./stranger.js";

/** The part of an envelope that tells of life. */
type Life = Pick<Envelope, "sequence" | "source" | "replayed" | "timeMs">;

/** Plans and assignments come from systems on the device's topic: they are no sign of its life. */
function isFromDevice(type: string): boolean {
  return !type.startsWith("plan.") && !type.startsWith("inventory.");
}

/** Notes a sign of life; answers whether a dose may be decided by it. `emptyMs`: when its buffer was last empty before. */
function noteLife(run: Run, cell: DeviceCell, event: Life, t: number, emptyMs: number): boolean {
  let newsFromMs = cell.bufferEmptyMs > emptyMs ? emptyMs : Number.POSITIVE_INFINITY;
  if (!event.replayed) {
    newsFromMs = Math.min(newsFromMs, noteContact(cell, t));
    if (run.nowMs - t > classOf(run, cell).heartbeatEverySec * 1000) insertSorted(cell.heldContacts, t);
    cell.lastHeardAtMs = Math.max(cell.lastHeardAtMs ?? t, Math.min(t, run.nowMs));
  }
  // Older than any buffer: nobody knows when it was written, so it proves nothing about other times.
  if (t > event.timeMs) return mayDecide(cell, t, newsFromMs);
  let spoilt = false;
  if (event.sequence !== undefined) {
    let counter = cell.sequences.find((one) => one.source === event.source);
    if (!counter) {
      counter = { source: event.source, points: [] };
      cell.sequences.push(counter);
    }
    newsFromMs = Math.min(newsFromMs, provenUpToMs(counter, event.sequence));
    spoilt = insertSequence(counter, event.sequence, t);
  }
  newsFromMs = Math.min(newsFromMs, noteReached(run, cell, t));
  cell.reachedMs = Math.max(cell.reachedMs, t);
  return spoilt || mayDecide(cell, t, newsFromMs);
}

function emitDevice(run: Run, cell: DeviceCell): void {
  run.outputs.push({ kind: "device", device: deviceRecord(cell, run.nowMs) });
}

/** What follows from anything but a heartbeat: each looks at the facts it needs, and mostly finds none. */
function refreshFindings(run: Run, cell: DeviceCell): void {
  refreshPower(run, cell);
  refreshStock(run, cell);
  refreshFaults(run, cell);
  refreshDoor(run, cell);
}

/** Plans or inventory of the device have changed. */
function refreshBindings(run: Run, cell: DeviceCell): void {
  refreshService(run, cell);
  refreshRoll(run, cell);
  refreshFindings(run, cell);
}

/** A plan of the device begins or ends at this instant. */
export function onServiceTimer(run: Run, cell: DeviceCell): void {
  refreshBindings(run, cell);
  refreshStatus(run, cell);
}

/** A system speaks of the device: what it says of a plan concerns every device that has had the plan. */
function onSystemWord(run: Run, cell: DeviceCell, sender: Sender, t: number, planId: string | null): void {
  noteBinding(run, cell, t, sender);
  const published = planId === null ? [] : planOf(run, planId).published;
  const ids = new Set([cell.deviceId, ...published.map((one) => one.deviceId)]);
  for (const id of ids) {
    const concerned = run.state.devices.get(id) as DeviceCell;
    refreshBindings(run, concerned);
    if (concerned !== cell) refreshStatus(run, concerned);
  }
}

/** The device itself speaks. */
function onOwnWord(run: Run, cell: DeviceCell, sender: Sender, type: string, t: number): void {
  findAstray(run, cell, t, sender);
  findDataAfterEnd(run, cell, type, t);
  watchStranger(run, cell);
  if (type === "roll.loaded") refreshRoll(run, cell);
  if (type === "link.heartbeat") refreshPower(run, cell);
  else refreshFindings(run, cell);
}

/** A device speaks, or a system about it on its topic. */
export function onDeviceEvent(run: Run, sender: Sender, event: Telemetry, t: number): void {
  const cell = deviceOf(run, sender);
  const moved = noteDistrict(cell, t, sender.district);
  const own = isFromDevice(event.type);
  const { bufferEmptyMs } = cell;
  const handler = handlers[event.type] as Handler<EventType> | undefined;
  const effect = handler?.(run, cell, event as TelemetryOf<EventType>, t) ?? "none";
  refreshClock(run, cell, event.timeMs, t, own);
  const judge = own && noteLife(run, cell, event, t, bufferEmptyMs);
  const planId = typeof effect === "object" ? effect.replan : null;
  if (planId !== null) replan(run, planOf(run, planId));
  else if (effect === "judge" || judge || moved) rejudge(run, cell);
  if (own) onOwnWord(run, cell, sender, event.type, t);
  else onSystemWord(run, cell, sender, t, planId);
  refreshStatus(run, cell);
  emitDevice(run, cell);
  noteStranger(run, cell);
}

/** A type this version does not know is still a sign of life. */
export function onUnknownType(run: Run, sender: Sender, event: Life & { type: string }, t: number): void {
  const cell = deviceOf(run, sender);
  const moved = noteDistrict(cell, t, sender.district);
  refreshClock(run, cell, event.timeMs, t, true);
  if (noteLife(run, cell, event, t, cell.bufferEmptyMs) || moved) rejudge(run, cell);
  onOwnWord(run, cell, sender, event.type, t);
  refreshStatus(run, cell);
  emitDevice(run, cell);
  noteStranger(run, cell);
}

/** The broker or the device says whether it is connected; the message has no time of its own. */
export function onState(run: Run, sender: Sender, state: "online" | "offline"): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, run.nowMs, sender.district);
  insertSorted(state === "online" ? cell.onlines : cell.offlines, run.nowMs);
  rejudge(run, cell);
  refreshStatus(run, cell);
  emitDevice(run, cell);
  noteStranger(run, cell);
}

/** A message about a dose could not be used: what it said is lost, so silence proves nothing there. */
export function onRejectedDose(run: Run, sender: Sender, t: number): void {
  const cell = deviceOf(run, sender);
  noteDistrict(cell, t, sender.district);
  insertSorted(cell.quarantined, t);
  rejudge(run, cell);
  noteStranger(run, cell);
}
