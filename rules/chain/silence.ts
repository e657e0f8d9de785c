import type { DeviceCell } from "../devices/cells.js";
import { classOf, pathOf } from "../devices/device.js";
import type { Run } from "../state.js";
import type { ComponentCell, InferredSpan } from "./cells.js";
import { componentOf } from "./component.js";

/** Who was due lately, and who was heard: counted for devices of a kind, and for what they share. */

const minMs = 60_000;
const hourMs = 3_600_000;

/** Devices of one class in one district, which share a way. */
export interface Group {
  path: readonly string[];
  district: string;
  /** A device last heard longer ago is overdue. */
  beatMs: number;
  everyMs: number;
  /** Time before this says nothing: we could not hear, or the way was known to be down. */
  deafUntilMs: number;
  /** Something on the way is known to be down: nothing is left to explain. */
  explained: boolean;
  /** Heard within a day: those that should be heard again. */
  devices: number;
  heard: number;
  silent: number;
  firstSilenceMs: number;
}

/** What the groups behind one component come to. */
export interface Tally {
  componentId: string;
  heard: number;
  silent: number;
  firstSilenceMs: number;
  byDistrict: Map<string, { heard: number; silent: number }>;
}

function newGroup(run: Run, cell: DeviceCell, district: string): Group {
  const { everyMs, beatMs } = beatsOf(run, cell);
  const path = pathOf(run, cell, district);
  const components = path.map((id) => componentOf(run, id));
  const past = [...run.state.gaps, ...components.flatMap((one) => one.downSpans)].filter(
    (span) => span.toMs < Infinity,
  );
  return {
    path,
    district,
    beatMs,
    everyMs,
    deafUntilMs: past.reduce((latestMs, span) => Math.max(latestMs, span.toMs), Number.NEGATIVE_INFINITY),
    explained: components.some((one) => isToldDown(one)),
    devices: 0,
    heard: 0,
    silent: 0,
    firstSilenceMs: Number.POSITIVE_INFINITY,
  };
}

export function beatsOf(run: Run, cell: DeviceCell): { everyMs: number; beatMs: number } {
  const everyMs = classOf(run, cell).heartbeatEverySec * 1000;
  return { everyMs, beatMs: everyMs * run.state.ecosystem.thresholds.contactHeartbeats };
}

/** Down by declaration or probes, and not only because we inferred it. */
function isToldDown(cell: ComponentCell): boolean {
  const open = cell.downSpans.filter((span) => span.toMs === Number.POSITIVE_INFINITY).length;
  return open > (openInferred(cell) ? 1 : 0);
}

export function openInferred(cell: ComponentCell): InferredSpan | undefined {
  return cell.inferred.find((span) => span.toMs === Number.POSITIVE_INFINITY);
}

/**
 * Counts a device that was due lately: heard within half a heartbeat, or overdue by half a heartbeat
 * to one and a half, or gone by its Last Will. Who has been silent for longer is an old story.
 */
function count(cell: DeviceCell, lastMs: number, group: Group, nowMs: number): void {
  if (lastMs > nowMs - 24 * hourMs) group.devices++;
  const offlineMs = cell.offlines.at(-1) ?? Number.NEGATIVE_INFINITY;
  const isGone = offlineMs > lastMs && offlineMs > (cell.onlines.at(-1) ?? Number.NEGATIVE_INFINITY);
  if (!isGone && lastMs > nowMs - group.everyMs / 2) {
    // In half a heartbeat half of those that are well are heard: each stands for two.
    group.heard += 2;
    return;
  }
  // It said itself that its battery was empty; that needs no other cause.
  if (cell.power?.emptied) return;
  // Nor does the end of an outage make news of a device that had not been heard for a day.
  if (lastMs <= nowMs - 24 * hourMs) return;
  const sinceMs = Math.max(lastMs, group.deafUntilMs);
  const overdueMs = nowMs - sinceMs - group.beatMs;
  const isNews = isGone ? offlineMs > nowMs - group.everyMs : overdueMs > 0;
  if (!isNews || overdueMs > group.everyMs || sinceMs > nowMs) return;
  group.silent++;
  group.firstSilenceMs = Math.min(group.firstSilenceMs, sinceMs);
}

export function groupsOf(run: Run): Group[] {
  const byClass = new Map<string, Map<string, Group>>();
  for (const cell of run.state.devices.values()) {
    const district = cell.districts.at(-1)?.district;
    const lastMs = cell.contacts.at(-1);
    if (district === undefined || lastMs === undefined) continue;
    let byDistrict = byClass.get(cell.deviceClass);
    if (!byDistrict) {
      byDistrict = new Map();
      byClass.set(cell.deviceClass, byDistrict);
    }
    let group = byDistrict.get(district);
    if (!group) {
      group = newGroup(run, cell, district);
      byDistrict.set(district, group);
    }
    count(cell, lastMs, group, run.nowMs);
  }
  return [...byClass.values()].flatMap((groups) => [...groups.values()]);
}

export function tallyOf(groups: readonly Group[]): Tally[] {
  const tallies = new Map<string, Tally>();
  for (const group of groups) {
    if (group.explained) continue;
    const { heard, silent, firstSilenceMs, district } = group;
    for (const componentId of group.path) {
      const known = tallies.get(componentId);
      const one = known ?? { componentId, heard: 0, silent: 0, firstSilenceMs, byDistrict: new Map() };
      if (!known) tallies.set(componentId, one);
      one.heard += heard;
      one.silent += silent;
      one.firstSilenceMs = Math.min(one.firstSilenceMs, firstSilenceMs);
      const own = one.byDistrict.get(district) ?? { heard: 0, silent: 0 };
      one.byDistrict.set(district, { heard: own.heard + heard, silent: own.silent + silent });
    }
  }
  return [...tallies.values()];
}

/** Signs of life per minute that the devices of each district should give. */
export function expectedOf(groups: readonly Group[]): Map<string, number> {
  const perMin = new Map<string, number>();
  for (const { district, everyMs, devices } of groups) {
    perMin.set(district, (perMin.get(district) ?? 0) + (devices * minMs) / everyMs);
  }
  return perMin;
}
