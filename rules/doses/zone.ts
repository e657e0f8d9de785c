import { Temporal } from "temporal-polyfill";

/**
 * Wall time ↔ instants. A Temporal conversion costs tens of microseconds and a city needs millions,
 * so the transitions of a zone are read once and kept as a table of offsets.
 */
interface ZoneTable {
  /** Ascending instants at which the offset changes. */
  transitionsMs: number[];
  /** `offsetsMs[i]` holds before `transitionsMs[i]`; the last one holds after the last transition. */
  offsetsMs: number[];
}

const tableFromMs = Date.UTC(2015, 0, 1);
const tableToMs = Date.UTC(2046, 0, 1);
const dayMs = 86_400_000;
const tables = new Map<string, ZoneTable>();

function tableOf(zone: string): ZoneTable {
  const known = tables.get(zone);
  if (known) return known;
  const transitionsMs: number[] = [];
  let at: Temporal.ZonedDateTime | null = Temporal.Instant.fromEpochMilliseconds(tableFromMs).toZonedDateTimeISO(zone);
  const offsetsMs = [at.offsetNanoseconds / 1e6];
  for (at = at.getTimeZoneTransition("next"); at && at.epochMilliseconds < tableToMs; ) {
    transitionsMs.push(at.epochMilliseconds);
    offsetsMs.push(at.offsetNanoseconds / 1e6);
    at = at.getTimeZoneTransition("next");
  }
  const table = { transitionsMs, offsetsMs };
  tables.set(zone, table);
  return table;
}

/** How many of the ascending `values` are ≤ `x`. */
export function countUpTo(values: readonly number[], x: number): number {
  let lo = 0;
  let hi = values.length;
  while (lo < hi) {
    const mid = (lo + hi) >> 1;
    if ((values[mid] as number) <= x) lo = mid + 1;
    else hi = mid;
  }
  return lo;
}

function inTable(ms: number): boolean {
  return ms >= tableFromMs + 2 * dayMs && ms < tableToMs - 2 * dayMs;
}

/** Offset of the zone from UTC at an instant, ms. */
export function offsetAtMs(zone: string, ms: number): number {
  if (!inTable(ms)) {
    return Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6;
  }
  const table = tableOf(zone);
  return table.offsetsMs[countUpTo(table.transitionsMs, ms)] as number;
}

/**
 * The instant of a wall time, given as the UTC instant that shows the same digits (`Date.UTC(…)`).
 * Temporal's `compatible` rule: a repeated time is its first occurrence, a skipped one moves on by
 * the length of the gap.
 */
export function wallToInstantMs(zone: string, wallMs: number): number {
  if (!inTable(wallMs)) {
    const wall = Temporal.Instant.fromEpochMilliseconds(wallMs).toZonedDateTimeISO("UTC").toPlainDateTime();
    return wall.toZonedDateTime(zone, { disambiguation: "compatible" }).epochMilliseconds;
  }
  const { transitionsMs, offsetsMs } = tableOf(zone);
  const first = countUpTo(transitionsMs, wallMs - 2 * dayMs);
  const last = countUpTo(transitionsMs, wallMs + 2 * dayMs);
  for (let i = first; i <= last; i++) {
    const instantMs = wallMs - (offsetsMs[i] as number);
    const startsMs = i === 0 ? Number.NEGATIVE_INFINITY : (transitionsMs[i - 1] as number);
    const endsMs = i === transitionsMs.length ? Number.POSITIVE_INFINITY : (transitionsMs[i] as number);
    if (instantMs >= startsMs && instantMs < endsMs) return instantMs;
    // Skipped: past the end of this offset, but before the next one begins.
    if (instantMs >= endsMs && wallMs - (offsetsMs[i + 1] as number) < endsMs) return instantMs;
  }
  throw new Error(`zone table of ${zone} has a hole at ${wallMs}`);
}

/** The digits of `YYYY-MM-DD` as the UTC midnight that shows them. */
export function dateToWallMs(date: string): number {
  return Date.UTC(Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10)));
}

/** The UTC midnight that shows the same date as the zone's calendar at this instant. */
export function localMidnightWallMs(zone: string, ms: number): number {
  const wallMs = ms + offsetAtMs(zone, ms);
  return wallMs - (((wallMs % dayMs) + dayMs) % dayMs);
}

/** Minutes after local midnight of `HH:MM`. */
export function minutesOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The weekday of a wall instant. 1970-01-01 was a Thursday. */
export function weekdayOf(wallMs: number): (typeof weekdays)[number] {
  return weekdays[(((Math.floor(wallMs / dayMs) + 4) % 7) + 7) % 7] as (typeof weekdays)[number];
}
