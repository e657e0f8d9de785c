import type { Dispenser } from "../cast.js";
import type { PatientRecord } from "../systems/epj.js";
import { plannedBetween } from "./planned.js";
import { type Quantiles, randomOf } from "./random.js";
import type { World } from "./world.js";

/** Where a resident is when not at home. */
export interface Absences {
  at(atMs: number): "hospital" | "travel" | null;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Days from one absence to the next, five months on average. Source: judgement. */
const nextAfterDays: Quantiles = [
  [0, 0.2],
  [1, 300],
];
/** What is left of that on the city's first day: somebody is always about to leave. */
const firstAfterDays: Quantiles = [
  [0, 0.1],
  [0.19, 30],
  [0.36, 60],
  [0.51, 90],
  [0.64, 120],
  [0.84, 180],
  [0.96, 240],
  [1, 300],
];
/** How many of the absences are hospital stays. Source: judgement. */
const hospitalPercent = 60;
const hospitalDays: Quantiles = [
  [0, 0.5],
  [0.5, 2.5],
  [0.9, 8],
  [1, 20],
];
const travelDays: Quantiles = [
  [0, 1],
  [0.7, 4],
  [1, 12],
];
/** Until somebody enters into the record that the resident is gone, or back. Source: judgement. */
const enteredAfterMs: Quantiles = [
  [0, 0.2 * hourMs],
  [0.7, 1 * hourMs],
  [1, 8 * hourMs],
];
/** Of hospital stays, so many get an end at once; the others end when the resident is home. Source: judgement. */
const endKnownPercent = 50;

/** Lets a resident go to hospital and on journeys, and tells dispenser and record. */
export function createAbsences(world: World, dispenser: Dispenser, record: PatientRecord, fromMs: number): Absences {
  const { resident } = dispenser;
  const random = randomOf(world.city.seed, `absences-${resident.deviceId}`);
  let away: "hospital" | "travel" | null = null;

  /** From here on nobody expects these doses. */
  function excuse(startMs: number, endMs: number): number {
    let count = 0;
    for (const atMs of plannedBetween(world, resident, startMs - 1, endMs)) {
      count++;
      const settle = () => {
        const dose = world.truth.doses.get(`${resident.planId}@${new Date(atMs).toISOString()}`);
        if (dose !== undefined && dose.dispensedAtMs === null) dose.excused = true;
      };
      settle();
      // Doses of the days ahead have no record yet.
      if (atMs > world.nowMs()) world.at(atMs - 1, settle);
    }
    return count;
  }

  function toHospital(): void {
    const startMs = world.nowMs();
    const homeMs = startMs + Math.round(random.draw(hospitalDays) * dayMs);
    const endKnown = random.chance(endKnownPercent / 100);
    away = "hospital";
    world.at(startMs + Math.round(random.draw(enteredAfterMs)), () => {
      record.pause(resident, startMs, endKnown ? homeMs : null, "hospital");
      excuse(startMs, homeMs - 1);
    });
    world.at(homeMs, () => {
      away = null;
      if (!endKnown) record.resume(resident, homeMs);
    });
    note("hospital", startMs, homeMs);
    planNext(homeMs, nextAfterDays);
  }

  function toTravel(): void {
    const startMs = world.nowMs();
    const homeMs = startMs + Math.round(random.draw(travelDays) * dayMs);
    const count = excuseHandedOut(startMs, homeMs);
    if (count > 0) {
      away = "travel";
      note("travel", startMs, homeMs);
      world.at(homeMs, () => {
        away = null;
      });
    }
    planNext(homeMs, nextAfterDays);
  }

  function excuseHandedOut(startMs: number, homeMs: number): number {
    if (dispenser.obstacle() !== null) return 0;
    const count = plannedBetween(world, resident, startMs, homeMs - 1).length;
    if (count === 0) return 0;
    dispenser.handOut(startMs, homeMs - 1, count);
    return excuse(startMs + 1, homeMs - 1);
  }

  function note(kind: string, atMs: number, toMs: number): void {
    const { deviceId, district } = resident;
    world.truth.noteHappening({ what: "absence", fault: null, atMs, toMs, deviceId, district, kind });
  }

  function planNext(afterMs: number, days: Quantiles): void {
    const nextMs = afterMs + Math.round(random.draw(days) * dayMs);
    const isHospital = random.chance(hospitalPercent / 100);
    world.at(nextMs, () => (isHospital ? toHospital() : toTravel()));
  }

  if (world.city.population.absences) planNext(fromMs, firstAfterDays);
  return { at: () => away };
}
