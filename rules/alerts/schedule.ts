import { localMidnightWallMs, minutesOfDay, wallToInstantMs, weekdayOf } from "../doses/zone.js";
import type { Ecosystem } from "../model/ecosystem.js";

const minMs = 60_000;
const dayMs = 86_400_000;

/** `atMs` if the schedule is open then, else when it opens next; no schedule is always open. */
export function opensAtMs(ecosystem: Ecosystem, scheduleId: string | null, atMs: number): number {
  const schedule = ecosystem.schedules.find((one) => one.id === scheduleId);
  if (!schedule) return atMs;
  const zone = ecosystem.timezone;
  const todayMs = localMidnightWallMs(zone, atMs);
  for (let day = 0; day <= 7; day++) {
    const wallMs = todayMs + day * dayMs;
    if (!schedule.days.includes(weekdayOf(wallMs))) continue;
    const fromMs = wallToInstantMs(zone, wallMs + minutesOfDay(schedule.from) * minMs);
    const toMs = wallToInstantMs(zone, wallMs + minutesOfDay(schedule.to) * minMs);
    if (atMs < toMs) return Math.max(atMs, fromMs);
  }
  return atMs;
}
