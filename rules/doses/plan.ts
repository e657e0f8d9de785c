import type { DateOrInstant, EventData } from "../model/event.js";
import type { Span } from "../span.js";
import type { Thresholds } from "../thresholds.js";
import type { ExpectedDose, PlanCell, Published } from "./cells.js";
import { byTimeThenId } from "./match.js";
import { dateToWallMs, localMidnightWallMs, minutesOfDay, wallToInstantMs, weekdayOf } from "./zone.js";

const minMs = 60_000;
const dayMs = 86_400_000;

/** A version in force: which publication speaks for it and from when. */
export interface Version {
  version: number;
  startMs: number;
  zone: string;
  published: Published;
}

/** A bare date begins at local midnight. */
export function startOf(value: DateOrInstant, zone: string): number {
  return "atMs" in value ? value.atMs : wallToInstantMs(zone, dateToWallMs(value.date));
}

/** A bare date as an end includes that day; an instant ends there. */
export function endOf(value: DateOrInstant, zone: string): number {
  return "atMs" in value ? value.atMs : wallToInstantMs(zone, dateToWallMs(value.date) + dayMs);
}

function same(a: Published, b: Published): boolean {
  return a.deviceId === b.deviceId && JSON.stringify(a.data) === JSON.stringify(b.data);
}

/**
 * The versions of a plan, highest last. Of a version published twice the later envelope speaks,
 * from its own time on, unless it repeats the earlier word for word: suppliers re-send plans, and
 * a repetition must not erase the doses before it.
 */
export function versionsOf(plan: PlanCell, defaultZone: string): Version[] {
  const winners = new Map<number, Published>();
  for (const published of [...plan.published].sort(byTimeThenId)) {
    const before = winners.get(published.data.version);
    if (!before || !same(before, published)) winners.set(published.data.version, published);
  }
  return [...winners.values()]
    .sort((a, b) => a.data.version - b.data.version)
    .map((published) => {
      const zone = published.data.timezone ?? defaultZone;
      const fromMs = startOf({ date: published.data.from }, zone);
      return { version: published.data.version, startMs: Math.max(published.t, fromMs), zone, published };
    });
}

/** Highest version that has begun at this instant. */
function governing(versions: Version[], atMs: number): Version | undefined {
  return versions.findLast((version) => version.startMs <= atMs);
}

/** An end holds for every version but one published after it for a time from it on. */
export function isEnded(plan: PlanCell, version: Version, atMs: number): boolean {
  return plan.ended.some((ended) => {
    const endMs = startOf(ended.at, version.zone);
    const revived = version.published.t > ended.t && version.startMs >= endMs;
    return endMs <= atMs && !revived;
  });
}

/** Limits of the doses of one time of day, minutes. */
function limitsOf(
  data: EventData["plan.published"],
  time: EventData["plan.published"]["times"][number],
  t: Thresholds,
) {
  const critical = time.critical ?? data.critical ?? false;
  const alertAfterDefaultMin = critical ? t.alertAfterCriticalMin : t.alertAfterMin;
  return {
    critical,
    earlyMin: data.earlyMin ?? t.earlyMin,
    onTimeMin: data.onTimeMin ?? t.onTimeMin,
    alertAfterMin: time.alertAfterMin ?? data.alertAfterMin ?? alertAfterDefaultMin,
    closeAfterMin: data.closeAfterMin ?? t.closeAfterMin,
  };
}

/** `{planId}@{S in UTC}`. */
export function doseIdOf(planId: string, scheduledAtMs: number): string {
  return `${planId}@${new Date(scheduledAtMs).toISOString()}`;
}

const doseIdForm = /^(.+)@(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)\.(\d{3})Z$/;

/** What `doseIdOf` was made of; null for anything else. */
export function parseDoseId(doseId: string): { planId: string; scheduledAtMs: number } | null {
  const found = doseIdForm.exec(doseId);
  if (!found) return null;
  const [, planId = "", ...digits] = found;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0, ms = 0] = digits.map(Number);
  return { planId, scheduledAtMs: Date.UTC(year, month - 1, day, hour, minute, second, ms) };
}

function dosesOfVersion(plan: PlanCell, versions: Version[], version: Version, span: Span, thresholds: Thresholds) {
  const { data, deviceId } = version.published;
  const { zone } = version;
  const fromMs = Math.max(span.fromMs, version.startMs);
  const lastDayWallMs = Math.min(
    localMidnightWallMs(zone, span.toMs) + dayMs,
    data.to ? dateToWallMs(data.to) : Number.POSITIVE_INFINITY,
  );
  const doses = new Map<number, ExpectedDose>();
  const firstDayWallMs = Math.max(localMidnightWallMs(zone, fromMs) - dayMs, dateToWallMs(data.from));
  for (let wallMs = firstDayWallMs; wallMs <= lastDayWallMs; wallMs += dayMs) {
    if (data.days && !data.days.includes(weekdayOf(wallMs))) continue;
    for (const time of data.times) {
      const scheduledAtMs = wallToInstantMs(zone, wallMs + minutesOfDay(time.at) * minMs);
      if (scheduledAtMs < fromMs || scheduledAtMs >= span.toMs) continue;
      if (governing(versions, scheduledAtMs) !== version || isEnded(plan, version, scheduledAtMs)) continue;
      const limits = limitsOf(data, time, thresholds);
      const twin = doses.get(scheduledAtMs);
      // Two times on one instant are one dose; the stricter one counts.
      const alertAfterMin = Math.min(limits.alertAfterMin, twin ? (twin.deadlineAtMs - scheduledAtMs) / minMs : 1e9);
      doses.set(scheduledAtMs, {
        doseId: doseIdOf(plan.planId, scheduledAtMs),
        planId: plan.planId,
        deviceId,
        residentRef: data.residentRef,
        zone,
        scheduledAtMs,
        opensAtMs: scheduledAtMs - limits.earlyMin * minMs,
        onTimeUntilMs: scheduledAtMs + limits.onTimeMin * minMs,
        deadlineAtMs: scheduledAtMs + alertAfterMin * minMs,
        closesAtMs: scheduledAtMs + limits.closeAfterMin * minMs,
        critical: limits.critical || (twin?.critical ?? false),
      });
    }
  }
  return [...doses.values()];
}

/** The doses a plan expects with S in `span`, ascending. */
export function expectedDoses(plan: PlanCell, span: Span, defaultZone: string, thresholds: Thresholds): ExpectedDose[] {
  const versions = versionsOf(plan, defaultZone);
  return versions
    .flatMap((version) => dosesOfVersion(plan, versions, version, span, thresholds))
    .sort((a, b) => a.scheduledAtMs - b.scheduledAtMs);
}

/**
 * When the plan pauses. A later pause with the same beginning corrects the earlier one; a pause
 * without an end lasts until the plan is resumed or its next version begins.
 */
export function pausesOf(plan: PlanCell, defaultZone: string): Span[] {
  if (plan.paused.length === 0) return [];
  const versions = versionsOf(plan, defaultZone);
  const zone = versions.at(-1)?.zone ?? defaultZone;
  const latest = new Map<number, PlanCell["paused"][number]>();
  for (const pause of [...plan.paused].sort(byTimeThenId)) latest.set(startOf(pause.data.from, zone), pause);
  return [...latest].map(([fromMs, pause]) => {
    const { data } = pause;
    const ends = [data.to ? endOf(data.to, zone) : Number.POSITIVE_INFINITY];
    for (const resumed of plan.resumed) {
      const atMs = startOf(resumed.at, zone);
      // Paused and resumed from the same instant: the later word counts.
      if (atMs > fromMs || (atMs === fromMs && byTimeThenId(resumed, pause) > 0)) ends.push(atMs);
    }
    if (!data.to) for (const version of versions) if (version.startMs > fromMs) ends.push(version.startMs);
    return { fromMs, toMs: Math.min(...ends) };
  });
}

export function within(spans: Span[], atMs: number): boolean {
  return spans.some((span) => span.fromMs <= atMs && atMs < span.toMs);
}

/** Inserts a statement once; the same one again changes nothing. */
export function addOnce<T extends { t: number; id: string }>(list: T[], item: T): void {
  if (!list.some((other) => other.id === item.id && other.t === item.t)) list.push(item);
}
