import { localMidnightWallMs, offsetAtMs, wallToInstantMs } from "../doses/zone.js";
import { dayAt, windowAt } from "../sla/calendar.js";
import type { Span } from "../span.js";

export const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export const periodKinds = ["hour", "day", "week", "month"] as const;
export type PeriodKind = (typeof periodKinds)[number];

/** A stretch of the installation's calendar: a day has 23 or 25 hours where the clocks change. */
export interface Period extends Span {
  /** `2026-10-25T02+02:00`, `2026-10-25`, `2026-W43` or `2026-10`. */
  label: string;
}

const before = (ms: number, lengthMs: number): number => ms - (((ms % lengthMs) + lengthMs) % lengthMs);

/**
 * When the hour cell that holds this instant begins. Cells are hours of UTC, moved by what the zone is off full hours
 * (India's begin at half past), so that days and months are sums of whole cells. Where summer time is half an hour
 * (Lord Howe) days are cut half an hour beside midnight in one half of the year.
 */
export function cellStartMs(zone: string, atMs: number): number {
  const shiftMs = offsetAtMs(zone, Date.UTC(2024, 0, 1)) % hourMs;
  return before(atMs + shiftMs, hourMs) - shiftMs;
}

const digits = (value: number, length = 2): string => String(value).padStart(length, "0");
const dateLabel = (wallMs: number): string => new Date(wallMs).toISOString().slice(0, 10);

function hourAt(zone: string, atMs: number): Period {
  const fromMs = cellStartMs(zone, atMs);
  const offsetMin = offsetAtMs(zone, fromMs) / 60_000;
  const wall = new Date(fromMs + offsetMin * 60_000).toISOString();
  const offset = `${offsetMin < 0 ? "-" : "+"}${digits(Math.floor(Math.abs(offsetMin) / 60))}:${digits(Math.abs(offsetMin) % 60)}`;
  return { fromMs, toMs: fromMs + hourMs, label: `${wall.slice(0, 13)}${offset}` };
}

/** ISO 8601: a week begins on Monday and belongs to the year of its Thursday. */
function weekAt(zone: string, atMs: number): Period {
  const midnightMs = localMidnightWallMs(zone, atMs);
  const mondayMs = midnightMs - ((new Date(midnightMs).getUTCDay() + 6) % 7) * dayMs;
  const year = new Date(mondayMs + 3 * dayMs).getUTCFullYear();
  const week = Math.floor((mondayMs + 3 * dayMs - Date.UTC(year, 0, 1)) / (7 * dayMs)) + 1;
  return {
    fromMs: wallToInstantMs(zone, mondayMs),
    toMs: wallToInstantMs(zone, mondayMs + 7 * dayMs),
    label: `${year}-W${digits(week)}`,
  };
}

const periodsAt: Record<PeriodKind, (zone: string, atMs: number) => Period> = {
  hour: hourAt,
  day: (zone, atMs) => ({ ...dayAt(zone, atMs), label: dateLabel(localMidnightWallMs(zone, atMs)) }),
  week: weekAt,
  month: (zone, atMs) => windowAt(zone, "month", atMs),
};

/** The period that holds this instant. */
export function periodAt(zone: string, kind: PeriodKind, atMs: number): Period {
  return periodsAt[kind](zone, atMs);
}

/** The periods that [fromMs, toMs) touches, ascending; at most `periodsMax` of them. */
export function periodsIn(zone: string, kind: PeriodKind, { fromMs, toMs }: Span, periodsMax: number): Period[] {
  const periods: Period[] = [];
  for (let atMs = fromMs; atMs < toMs && periods.length < periodsMax; ) {
    const period = periodAt(zone, kind, atMs);
    periods.push(period);
    atMs = period.toMs;
  }
  return periods;
}
