import { nextDate } from "./local-time.js";
import type { Resident } from "./resident.js";
import type { World } from "./world.js";

/** When the resident's doses are planned, after `fromMs` and up to `toMs`, ascending. */
export function plannedBetween({ local }: World, { times }: Resident, fromMs: number, toMs: number): number[] {
  const planned: number[] = [];
  for (let date = local.dateOf(fromMs); local.instantOf(date, "00:00") <= toMs; date = nextDate(date)) {
    planned.push(...times.map(({ at }) => local.instantOf(date, at)));
  }
  return planned.filter((atMs) => atMs > fromMs && atMs <= toMs).sort((a, b) => a - b);
}
