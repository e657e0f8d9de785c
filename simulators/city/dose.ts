import type { Dispenser, Dose, SupplierAlert, VendorCloud } from "../cast.js";
import type { DoseTruth } from "../truth.js";
import { isoOf } from "./instant.js";
import type { Quantiles, Random } from "./random.js";
import type { Resident } from "./resident.js";
import type { World } from "./world.js";

export interface DoseParts {
  world: World;
  dispenser: Dispenser;
  cloud: VendorCloud;
  /** The resident's own chance. */
  random: Random;
  /** Where the resident is; a dose there is not taken, and not expected once the record says so. */
  awayAt(atMs: number): "hospital" | "travel" | null;
  /** What home care does about an alert of this dose. */
  act(dose: Dose): SupplierAlert["act"];
}

const minMs = 60_000;
const hourMs = 60 * minMs;
/** Minutes from the planned time until the button is pressed; negative is before. Source: judgement. */
const takesAfterMin: Quantiles = [
  [0, -15],
  [0.06, -1],
  [0.12, 0.5],
  [0.55, 5],
  [0.85, 15],
  [0.96, 30],
  [1, 50],
];
const remindEveryMin = 10;
/** A weekend is easier to forget by, and begins later. Source: judgement. */
const weekendForgetsFactor = 1.3;
const weekendMorningEndsHour = 11;
/** Somebody stands before a dispenser that gives nothing, and tries once more. Source: judgement. */
const triesAgainMin = 20;
/** The supplier's alarm goes just before the plan's limit, so that Velvakt, second in line, hears of it in time. */
const supplierFirstMs = 30_000;
/** By then whatever was stored has been handed over or is gone. */
const settlesMs = 80 * hourMs;

function doseOf(world: World, resident: Resident, scheduledAtMs: number, critical: boolean): Dose {
  const { residentRef, deviceId, district } = resident;
  const scheduledAt = isoOf(scheduledAtMs);
  const truth: DoseTruth = {
    doseId: `${resident.planId}@${scheduledAt}`,
    residentRef,
    deviceId,
    district,
    scheduledAtMs,
    limitAtMs: scheduledAtMs + resident.alertAfterMin * minMs,
    critical,
    why: "pending",
    excused: false,
    dispensedAtMs: null,
    givenTo: null,
    heardAtMs: null,
    followup: null,
    followupAtMs: null,
  };
  world.truth.doses.set(truth.doseId, truth);
  return { resident, scheduledAt, scheduledAtMs, knownToCloud: false, truth };
}

/** When this resident will press the button; null if the dose is forgotten. */
function pressesAt(world: World, resident: Resident, random: Random, scheduledAtMs: number): number | null {
  const weekend = world.local.isWeekend(scheduledAtMs);
  const forgetsPercent = resident.forgetsPercent * (weekend ? weekendForgetsFactor : 1);
  // Both drawn always: whether one is used must not shift the draws of tomorrow.
  const forgets = random.chance(forgetsPercent / 100);
  const afterMin = random.draw(takesAfterMin) * resident.slowness;
  if (forgets || resident.leavesAtMs.includes(scheduledAtMs)) return null;
  const isLateMorning = weekend && world.local.hourOf(scheduledAtMs) < weekendMorningEndsHour;
  return scheduledAtMs + Math.round((afterMin + (isLateMorning ? resident.weekendLateMin : 0)) * minMs);
}

/** Plans a dose of today: reminders, the resident who takes it or does not, and the supplier's alarm. */
export function planDose(parts: DoseParts, scheduledAtMs: number, critical: boolean): void {
  const { world, dispenser, cloud, random, awayAt } = parts;
  const { resident } = dispenser;
  const dose = doseOf(world, resident, scheduledAtMs, critical);
  const { truth } = dose;
  const limitMs = truth.limitAtMs - supplierFirstMs;
  const pressMs = pressesAt(world, resident, random, scheduledAtMs);
  const isOver = () => truth.dispensedAtMs !== null || truth.followup !== null;
  if (resident.leavesAtMs.includes(scheduledAtMs)) truth.why = "left-on-purpose";

  function remind(attempt: number): void {
    if (isOver() || world.nowMs() >= limitMs) return;
    dispenser.remind(dose, attempt);
    world.at(world.nowMs() + remindEveryMin * minMs, () => remind(attempt + 1));
  }

  function press(again: boolean): void {
    // What the record does not expect is not offered.
    if (isOver() || truth.excused) return;
    const away = awayAt(world.nowMs());
    const obstacle = away ?? dispenser.obstacle();
    if (obstacle === null) {
      dispenser.dispense(dose, "unassisted");
      return;
    }
    truth.why = obstacle;
    if (again && away === null) world.at(world.nowMs() + triesAgainMin * minMs, () => press(false));
  }

  function reachLimit(): void {
    if (isOver() || truth.excused) return;
    if (truth.why === "pending") truth.why = "forgot";
    dispenser.leave(dose);
    cloud.noticeLeft(dispenser, dose, parts.act(dose));
  }

  world.at(scheduledAtMs, () => {
    // Who is away when it beeps hears nothing; where the record knows, it does not beep.
    truth.why = awayAt(scheduledAtMs) ?? truth.why;
    if (!truth.excused) remind(1);
  });
  if (pressMs !== null) world.at(pressMs, () => press(true));
  world.at(limitMs, reachLimit);
  world.at(scheduledAtMs + settlesMs, () => world.truth.settleDose(truth));
}
