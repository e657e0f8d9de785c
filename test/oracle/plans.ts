import { Temporal } from "temporal-polyfill";
import type { DateOrInstant, PlanTime } from "../../rules/model/event.js";
import { byTimeThenId, type Fact, type FactOf, factsOfDevice, factsOfType, type Known } from "./facts.js";

type Version = FactOf<"plan.published">;

/** A dose that a plan expects, before anything is said about what became of it. */
export interface ExpectedDose {
  doseId: string;
  planId: string;
  residentRef: string;
  deviceId: string;
  deviceClass: string;
  district: string;
  zone: string;
  scheduledAtMs: number;
  /** Earliest instant at which an unnamed dispense may mean this dose. */
  windowFromMs: number;
  onTimeToMs: number;
  deadlineMs: number;
  closesAtMs: number;
  critical: boolean;
}

const minuteMs = 60_000;
const weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;

/** Every dose that the known plans expect, up to a few days past the end of knowledge. */
export function expectedDoses(known: Known): ExpectedDose[] {
  const published = factsOfType(known.facts, "plan.published");
  const planIds = [...new Set(published.map((fact) => fact.data.planId))].sort();
  return planIds.flatMap((planId) => {
    const versions = versionsInForce(published.filter((fact) => fact.data.planId === planId));
    return versions.flatMap((version) => dosesOfVersion(known, versions, version));
  });
}

/**
 * Same version twice: the later envelope replaces the earlier, unless it says the very same about
 * the very same device: then the first stays, because repeating a plan must not erase its past.
 */
export function versionsInForce(published: Version[]): Version[] {
  const inForce = new Map<number, Version>();
  for (const fact of [...published].sort(byTimeThenId)) {
    const before = inForce.get(fact.data.version);
    if (before && saysTheSame(before, fact)) continue;
    inForce.set(fact.data.version, fact);
  }
  return [...inForce.values()];
}

function saysTheSame(a: Version, b: Version): boolean {
  return a.sender.deviceId === b.sender.deviceId && sorted(a.data) === sorted(b.data);
}

/** A version counts from its envelope's time, or from its first day if that is later. */
export function startOfVersion(version: Version, installationZone: string): number {
  return Math.max(version.tMs, midnight(version.data.from, zoneOf(version, installationZone)));
}

/** … until a higher version's: the highest version that has started governs an instant. */
export function governingVersion(versions: Version[], atMs: number, installationZone: string): Version | null {
  const started = versions.filter((version) => startOfVersion(version, installationZone) <= atMs);
  return started.reduce<Version | null>((a, b) => (a && a.data.version > b.data.version ? a : b), null);
}

/**
 * From the end of a plan on nothing is expected, unless the version that governs was published
 * after the end was told, and begins at or after it: then the plan lives again.
 */
export function isEnded(known: Known, governing: Version, atMs: number): boolean {
  const zone = known.ecosystem.timezone;
  const ends = factsOfType(known.facts, "plan.ended").filter((fact) => fact.data.planId === governing.data.planId);
  return ends.some((end) => {
    const endedAtMs = instant(end.data.at, zoneOf(governing, zone));
    const revived = governing.tMs > end.tMs && startOfVersion(governing, zone) >= endedAtMs;
    return endedAtMs <= atMs && !revived;
  });
}

function dosesOfVersion(known: Known, versions: Version[], version: Version): ExpectedDose[] {
  const zone = zoneOf(version, known.ecosystem.timezone);
  const doses = new Map<number, ExpectedDose>();
  for (const date of datesOf(version, zone, known.endMs)) {
    for (const time of version.data.times) {
      const atMs = plannedInstant(date, time.at, zone);
      if (governingVersion(versions, atMs, known.ecosystem.timezone) !== version) continue;
      if (isEnded(known, version, atMs)) continue;
      const dose = doseOf(known, version, time, atMs, zone);
      const twin = doses.get(atMs);
      doses.set(atMs, twin ? stricter(twin, dose) : dose);
    }
  }
  return [...doses.values()];
}

/** Local wall time in the plan's zone; a skipped time moves on, a repeated one counts once, the first. */
export function plannedInstant(date: string, wallTime: string, zone: string): number {
  const text = `${date}T${wallTime}[${zone}]`;
  const cached = instants.get(text);
  if (cached !== undefined) return cached;
  const local = Temporal.PlainDate.from(date).toPlainDateTime(Temporal.PlainTime.from(wallTime));
  const atMs = local.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
  instants.set(text, atMs);
  return atMs;
}

/** Conversions are slow and asked for again and again; what was computed once is kept. */
const instants = new Map<string, number>();

/** The version's own days: within its dates (the last included) and on its weekdays. */
function datesOf(version: Version, zone: string, endMs: number): string[] {
  const { from, to, days } = version.data;
  const started = Temporal.Instant.fromEpochMilliseconds(version.tMs).toZonedDateTimeISO(zone).toPlainDate();
  const horizon = Temporal.Instant.fromEpochMilliseconds(endMs).toZonedDateTimeISO(zone).toPlainDate().add({ days: 2 });
  const first = later(Temporal.PlainDate.from(from), started.subtract({ days: 1 }));
  const dates: string[] = [];
  for (let date = first; Temporal.PlainDate.compare(date, horizon) <= 0; date = date.add({ days: 1 })) {
    if (to !== undefined && Temporal.PlainDate.compare(date, Temporal.PlainDate.from(to)) > 0) break;
    const weekday = weekdays[date.dayOfWeek - 1];
    if (!days || (weekday && days.includes(weekday))) dates.push(date.toString());
  }
  return dates;
}

function doseOf(known: Known, version: Version, time: PlanTime, atMs: number, zone: string): ExpectedDose {
  const { thresholds } = known.ecosystem;
  const plan = version.data;
  const critical = time.critical ?? plan.critical ?? false;
  const usualAlertMin = critical ? thresholds.alertAfterCriticalMin : thresholds.alertAfterMin;
  const alertAfterMin = time.alertAfterMin ?? plan.alertAfterMin ?? usualAlertMin;
  return {
    doseId: `${plan.planId}@${new Date(atMs).toISOString()}`,
    planId: plan.planId,
    residentRef: plan.residentRef,
    deviceId: version.sender.deviceId,
    deviceClass: version.sender.deviceClass,
    district: districtAt(factsOfDevice(known, version.sender.deviceId), known, version, atMs),
    zone,
    scheduledAtMs: atMs,
    windowFromMs: atMs - (plan.earlyMin ?? thresholds.earlyMin) * minuteMs,
    onTimeToMs: atMs + (plan.onTimeMin ?? thresholds.onTimeMin) * minuteMs,
    deadlineMs: atMs + alertAfterMin * minuteMs,
    closesAtMs: atMs + (plan.closeAfterMin ?? thresholds.closeAfterMin) * minuteMs,
    critical,
  };
}

/** The district is that of the device's latest topic with t ≤ S. */
function districtAt(facts: Fact[], known: Known, version: Version, atMs: number): string {
  const states = known.states.filter((state) => state.sender.deviceId === version.sender.deviceId);
  const topics = [
    ...facts.map((fact) => ({ tMs: fact.tMs, id: fact.id, district: fact.sender.district })),
    ...states.map((state) => ({ tMs: state.atMs, id: "", district: state.sender.district })),
  ];
  const before = topics.filter((topic) => topic.tMs <= atMs).sort(byTimeThenId);
  return before.at(-1)?.district ?? version.sender.district;
}

/** Times that fall on one instant are one dose; it is watched as closely as the closer of them. */
function stricter(a: ExpectedDose, b: ExpectedDose): ExpectedDose {
  return { ...a, critical: a.critical || b.critical, deadlineMs: Math.min(a.deadlineMs, b.deadlineMs) };
}

export function zoneOf(version: Version, installationZone: string): string {
  return version.data.timezone ?? installationZone;
}

/** The first instant of a local date. */
export function midnight(date: string, zone: string): number {
  return plannedInstant(date, "00:00", zone);
}

/** A bare date means its local midnight. */
export function instant(value: DateOrInstant, zone: string): number {
  return "date" in value ? midnight(value.date, zone) : value.atMs;
}

/** A bare date as the end of a span includes that day: the span ends with the next midnight. */
export function nextMidnight(date: string, zone: string): number {
  return midnight(Temporal.PlainDate.from(date).add({ days: 1 }).toString(), zone);
}

function later(a: Temporal.PlainDate, b: Temporal.PlainDate): Temporal.PlainDate {
  return Temporal.PlainDate.compare(a, b) >= 0 ? a : b;
}

/** JSON with sorted keys: two plans say the same when these are equal. */
function sorted(value: unknown): string {
  return JSON.stringify(value, (_key, inner) =>
    inner && typeof inner === "object" && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
