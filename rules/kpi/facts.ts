import type { Ecosystem } from "../model/ecosystem.js";
import { dayAt } from "../sla/calendar.js";
import type { Span } from "../span.js";
import { addCell, cityDistrict, emptyCell, type HourCell } from "./cells.js";
import { hourMs } from "./periods.js";

/** What has been counted of one place in one stretch of time: an hour, a day, or more. */
export interface Part {
  fromMs: number;
  cell: HourCell;
  /** Hours of it that have been counted. */
  hours: number;
  /** Most alerts per duty phone in one hour; null where there are no phones. */
  phonePeak: number | null;
}

/** What the figures of one place and period are made of. */
export interface PeriodFacts {
  cell: HourCell;
  /** Hours that have begun, and those of them that have been counted: of the rest nothing is known. */
  hours: { begun: number; counted: number };
  /** Local days of which something has been counted; 0 of a period shorter than a day. */
  days: number;
  phonePeak: number | null;
}

/** Alerts that ring at any hour; what is normal waits for the office. */
const ringing = ["moderate", "serious", "critical"] as const;

/** One hour of one district, or of what belongs to none. */
export function hourPart(ecosystem: Ecosystem, district: string, fromMs: number, cell: HourCell): Part {
  const { dutyPhones = 0 } = ecosystem.districts.find(({ id }) => id === district) ?? {};
  const alerts = ringing.reduce((sum, severity) => sum + cell.calls.bySeverity[severity], 0);
  return { fromMs, cell, hours: 1, phonePeak: dutyPhones > 0 ? alerts / dutyPhones : null };
}

function higher(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.max(one, other);
}

/** Parts of one place, one after the other, as one. */
export function joined(fromMs: number, parts: readonly Part[]): Part {
  const cell = emptyCell();
  for (const part of parts) addCell(cell, part.cell);
  const hours = parts.reduce((sum, part) => sum + part.hours, 0);
  return {
    fromMs,
    cell,
    hours,
    phonePeak: parts.reduce<number | null>((peak, part) => higher(peak, part.phonePeak), null),
  };
}

/** Where the city's cells begin: all districts, and what belongs to none. */
export function placesOf({ districts }: Ecosystem): string[] {
  return [...districts.map(({ id }) => id), cityDistrict];
}

/**
 * The city in a stretch of time, from the parts of its places in it. Known is what is known of all of them. Velvakt
 * listens to all at once, so the city's time of that is not their sum.
 */
export function cityPart(ecosystem: Ecosystem, fromMs: number, parts: ReadonlyMap<string, Part>): Part {
  const { cell, phonePeak } = joined(fromMs, [...parts.values()]);
  const { listening } = parts.get(cityDistrict)?.cell ?? emptyCell();
  const hours = Math.min(...placesOf(ecosystem).map((place) => parts.get(place)?.hours ?? 0));
  return { fromMs, cell: { ...cell, listening }, hours, phonePeak };
}

/** The facts of a period from the parts of one place that lie in it, as of `nowMs`. */
export function factsOf(zone: string, parts: readonly Part[], period: Span, nowMs: number): PeriodFacts {
  const within = parts.filter(({ fromMs }) => fromMs >= period.fromMs && fromMs < period.toMs);
  const { cell, hours, phonePeak } = joined(period.fromMs, within);
  const begunToMs = Math.min(period.toMs, nowMs + 1);
  const begun = Math.max(0, Math.ceil((begunToMs - period.fromMs) / hourMs));
  const isWholeDays = period.toMs - period.fromMs > hourMs;
  const days = new Set(within.map(({ fromMs }) => dayAt(zone, fromMs).fromMs));
  return { cell, hours: { begun, counted: Math.min(begun, hours) }, days: isWholeDays ? days.size : 0, phonePeak };
}
