import type { PlanCell, Told } from "../doses/cells.js";
import { insertSorted } from "../doses/hearing.js";
import { countUpTo } from "../doses/zone.js";
import type { DeviceClass, Ecosystem } from "../model/ecosystem.js";
import type { Sender } from "../model/event.js";
import type { Run } from "../state.js";
import type { DeviceCell, DistrictRun } from "./cells.js";

export function deviceOf(run: Run, sender: Sender): DeviceCell {
  const known = run.state.devices.get(sender.deviceId);
  if (known) return known;
  const cell: DeviceCell = {
    deviceId: sender.deviceId,
    deviceClass: sender.deviceClass,
    districts: [],
    contacts: [],
    heldContacts: [],
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
    unreachedMs: Number.POSITIVE_INFINITY,
    undispensedMs: Number.NEGATIVE_INFINITY,
    residentRef: null,
    residentSinceMs: Number.NEGATIVE_INFINITY,
    status: "unknown",
    statusSinceMs: null,
    lastHeardAtMs: null,
    batteryPercent: null,
    mains: null,
    firmware: null,
    power: null,
    stockLevel: null,
    roll: null,
    opened: null,
    clockOffsetMs: null,
    answeredAlarms: [],
    flap: null,
    inventory: null,
    serviceEndMs: Number.POSITIVE_INFINITY,
    serviceFromMs: Number.NEGATIVE_INFINITY,
    binding: null,
    said: {},
  };
  run.state.devices.set(sender.deviceId, cell);
  return cell;
}

export function classOf(run: Run, cell: DeviceCell): DeviceClass {
  const found = run.state.ecosystem.deviceClasses.find((one) => one.id === cell.deviceClass);
  if (!found) throw new Error(`device class ${cell.deviceClass} passed the wire but is not in the ecosystem`);
  return found;
}

/** The plans with a dose or a version on the device. */
export function plansOf(run: Run, cell: DeviceCell): PlanCell[] {
  return cell.planIds.map((planId) => run.state.plans.get(planId) as PlanCell);
}

/** The run that `t` falls into is cut in two; what the device said around `t` ends and begins the halves. */
function cutRun(cell: DeviceCell, at: number, t: number, district: string): void {
  const run = cell.districts[at] as DistrictRun;
  const before = cell.contacts[countUpTo(cell.contacts, t - 1) - 1] ?? run.fromMs;
  const after = cell.contacts[countUpTo(cell.contacts, t)] ?? run.toMs;
  cell.districts.splice(
    at,
    1,
    { ...run, toMs: Math.max(run.fromMs, before) },
    { fromMs: t, toMs: t, district },
    { ...run, fromMs: Math.min(run.toMs, after) },
  );
}

/** Notes from which district the device spoke at `t`; answers whether that tells of a move. */
export function noteDistrict(cell: DeviceCell, t: number, district: string): boolean {
  const { districts } = cell;
  let at = districts.length - 1;
  while (at >= 0 && (districts[at] as DistrictRun).fromMs > t) at--;
  const run = districts[at];
  const next = districts[at + 1];
  if (run && t <= run.toMs) {
    if (run.district === district) return false;
    cutRun(cell, at, t, district);
  } else if (run?.district === district) {
    run.toMs = t;
    return false;
  } else if (next?.district === district) next.fromMs = t;
  else districts.splice(at + 1, 0, { fromMs: t, toMs: t, district });
  return true;
}

/** The district of the device's latest topic with t ≤ `atMs`; before its first word, that of the first. */
export function districtAt(cell: DeviceCell, atMs: number): string {
  const found = cell.districts.findLast((one) => one.fromMs <= atMs) ?? cell.districts[0];
  return (found as DistrictRun).district;
}

/** Notes a contact. Answers the time up to which it says nothing new: that of the one before, if it is the latest. */
export function noteContact(cell: DeviceCell, t: number): number {
  const lastMs = cell.contacts.at(-1) ?? Number.NEGATIVE_INFINITY;
  insertSorted(cell.contacts, t);
  // What had seemed to be gone since answers: that may settle any dose.
  const answers = (cell.offlines.at(-1) ?? lastMs) > lastMs;
  return t > lastMs && !answers ? lastMs : Number.NEGATIVE_INFINITY;
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

/** Ways by `{class}@{district}`: asked for with every message, and as unchanging as the ecosystem. */
const knownPaths = new WeakMap<Ecosystem, Map<string, readonly string[]>>();

function knownPathsOf(ecosystem: Ecosystem): Map<string, readonly string[]> {
  const known = knownPaths.get(ecosystem);
  if (known) return known;
  const paths = new Map<string, readonly string[]>();
  knownPaths.set(ecosystem, paths);
  return paths;
}

/** Component ids on the way inwards from a device in `district`. */
export function pathOf(run: Run, cell: DeviceCell, district: string): readonly string[] {
  const paths = knownPathsOf(run.state.ecosystem);
  const key = `${cell.deviceClass}@${district}`;
  const known = paths.get(key);
  if (known) return known;
  const path = classOf(run, cell).path.map((id) => componentIdIn(run, id, district));
  paths.set(key, path);
  return path;
}

/** `mobile-network@grorud` for a component that exists once per district. */
export function componentIdIn(run: Run, id: string, district: string): string {
  const perDistrict = run.state.ecosystem.components.some((component) => component.id === id && component.perDistrict);
  return perDistrict ? `${id}@${district}` : id;
}
