import { offsetAtMs } from "../doses/zone.js";

/** `HH:MM` on a clock in the zone. */
export function localClock(zone: string, ms: number): string {
  return new Date(ms + offsetAtMs(zone, ms)).toISOString().slice(11, 16);
}

/** `DD.MM. HH:MM` on a calendar and clock in the zone. */
export function localTime(zone: string, ms: number): string {
  const wall = new Date(ms + offsetAtMs(zone, ms)).toISOString();
  return `${wall.slice(8, 10)}.${wall.slice(5, 7)}. ${wall.slice(11, 16)}`;
}

/** A break that hides the doses of many at once: a component, a flow, or our own outage. */
export function isSharedCause(cause: unknown): boolean {
  return typeof cause === "string" && /^(component|flow):|^monitoring-gap$/.test(cause);
}
