import { insertSorted, type SequenceCell } from "../doses/hearing.js";
import type { DoseCell } from "../doses/ledger.js";
import type { Dispense, MissReport } from "../doses/match.js";
import type { Told } from "../doses/plan.js";
import type { DeviceClass } from "../model/ecosystem.js";
import type { DateOrInstant, FaultCode, Sender } from "../model/event.js";
import type { DeviceStatus } from "../model/record.js";
import type { Run } from "../state.js";

/** What one device has said, as sets of device times, and what we make of it. */
export interface DeviceCell {
  deviceId: string;
  deviceClass: string;
  /** Where it published from, ascending by device time; only changes are kept. */
  districts: { t: number; district: string }[];
  /** Device times of contact, ascending: not plans, assignments, tests, retained or replayed copies. */
  contacts: number[];
  /** Latest device time of any event but plans, assignments and tests. */
  reachedMs: number;
  /** Latest device time at which it said that its buffer is empty. */
  bufferEmptyMs: number;
  sequences: SequenceCell[];
  /** Receptions of the connection states, ascending. */
  offlines: number[];
  onlines: number[];
  dispenses: Dispense[];
  /** Device time of the latest dispense that is forgotten: it still ends what was empty or stuck before it. */
  lastForgottenMs: number;
  missReports: MissReport[];
  predispensed: Told<{ from: DateOrInstant; to: DateOrInstant }>[];
  followups: Told<{ scheduledAtMs: number; outcome: string }>[];
  stock: Told<"empty" | "loaded">[];
  faults: Told<{ code: FaultCode; raised: boolean }>[];
  /** Device times of quarantined `dose.*` messages. */
  quarantined: number[];
  /** Plans with a dose or a version on this device. */
  planIds: string[];
  /** Ascending by S, then planId. */
  doses: DoseCell[];
  residentRef: string | null;
  residentSinceMs: number;
  status: DeviceStatus;
  statusSinceMs: number | null;
  lastHeardAtMs: number | null;
  batteryPercent: number | null;
  mains: boolean | null;
  firmware: string | null;
}

export function deviceOf(run: Run, sender: Sender): DeviceCell {
  const known = run.state.devices.get(sender.deviceId);
  if (known) return known;
  const cell: DeviceCell = {
    deviceId: sender.deviceId,
    deviceClass: sender.deviceClass,
    districts: [],
    contacts: [],
    reachedMs: Number.NEGATIVE_INFINITY,
    bufferEmptyMs: Number.NEGATIVE_INFINITY,
    sequences: [],
    offlines: [],
    onlines: [],
    dispenses: [],
    lastForgottenMs: Number.NEGATIVE_INFINITY,
    missReports: [],
    predispensed: [],
    followups: [],
    stock: [],
    faults: [],
    quarantined: [],
    planIds: [],
    doses: [],
    residentRef: null,
    residentSinceMs: Number.NEGATIVE_INFINITY,
    status: "unknown",
    statusSinceMs: null,
    lastHeardAtMs: null,
    batteryPercent: null,
    mains: null,
    firmware: null,
  };
  run.state.devices.set(sender.deviceId, cell);
  return cell;
}

export function classOf(run: Run, cell: DeviceCell): DeviceClass {
  const found = run.state.ecosystem.deviceClasses.find((one) => one.id === cell.deviceClass);
  if (!found) throw new Error(`device class ${cell.deviceClass} passed the wire but is not in the ecosystem`);
  return found;
}

/** Notes from which district the device spoke at `t`. */
export function noteDistrict(cell: DeviceCell, t: number, district: string): void {
  const { districts } = cell;
  let at = districts.length;
  while (at > 0 && (districts[at - 1] as { t: number }).t > t) at--;
  if (districts[at - 1]?.district === district) return;
  if (districts[at]?.district === district) (districts[at] as { t: number }).t = t;
  else districts.splice(at, 0, { t, district });
}

/** The district of the device's latest topic with t ≤ `atMs`; before its first word, that of the first. */
export function districtAt(cell: DeviceCell, atMs: number): string {
  const found = cell.districts.findLast((one) => one.t <= atMs) ?? cell.districts[0];
  return found?.district ?? "_";
}

export function noteContact(cell: DeviceCell, t: number): void {
  insertSorted(cell.contacts, t);
}

/** The latest statement at or before `atMs`. */
export function latestTold<T>(told: readonly Told<T>[], atMs: number): Told<T> | null {
  let latest: Told<T> | null = null;
  for (const one of told) {
    if (one.t > atMs) continue;
    if (!latest || one.t > latest.t || (one.t === latest.t && one.id > latest.id)) latest = one;
  }
  return latest;
}

/** Component ids on the way inwards from a device in `district`. */
export function pathOf(run: Run, cell: DeviceCell, district: string): string[] {
  return classOf(run, cell).path.map((id) => componentIdIn(run, id, district));
}

/** `mobile-network@grorud` for a component that exists once per district. */
export function componentIdIn(run: Run, id: string, district: string): string {
  const perDistrict = run.state.ecosystem.components.find((component) => component.id === id)?.perDistrict ?? false;
  return perDistrict ? `${id}@${district}` : id;
}
