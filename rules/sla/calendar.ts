import { localMidnightWallMs, wallToInstantMs } from "../doses/zone.js";
import type { Component } from "../model/ecosystem.js";

const dayMs = 86_400_000;
const monthsIn = { month: 1, quarter: 3 } as const;

/** A contract window: a calendar month or quarter in the installation's zone, so one with summer time's hour more or less. */
export interface CalendarWindow {
  fromMs: number;
  /** Exclusive. */
  toMs: number;
  /** `2026-03` or `2026-Q1`. */
  label: string;
}

export function windowAt(zone: string, kind: Component["sla"]["window"], atMs: number): CalendarWindow {
  const today = new Date(localMidnightWallMs(zone, atMs));
  const year = today.getUTCFullYear();
  const months = monthsIn[kind];
  const first = Math.floor(today.getUTCMonth() / months) * months;
  const name = kind === "quarter" ? `Q${first / 3 + 1}` : String(first + 1).padStart(2, "0");
  return {
    fromMs: wallToInstantMs(zone, Date.UTC(year, first, 1)),
    toMs: wallToInstantMs(zone, Date.UTC(year, first + months, 1)),
    label: `${year}-${name}`,
  };
}

/** When the local day of this instant began and ends. */
export function dayAt(zone: string, atMs: number): { fromMs: number; toMs: number } {
  const midnightMs = localMidnightWallMs(zone, atMs);
  return { fromMs: wallToInstantMs(zone, midnightMs), toMs: wallToInstantMs(zone, midnightMs + dayMs) };
}
