import type { Dispenser } from "../devices/dispenser.js";
import type { VendorCloud } from "../systems/vendor-cloud.js";
import type { DoseTruth } from "../truth.js";
import type { Resident } from "./city.js";
import type { Random } from "./random.js";
import type { World } from "./world.js";

/** One planned dose, on its way to whatever becomes of it. */
export interface Dose {
  resident: Resident;
  /** As the wire says it. */
  scheduledAt: string;
  scheduledAtMs: number;
  truth: DoseTruth;
}

const minMs = 60_000;
/** Minutes from the planned time until the button is pressed; negative is before. Source: judgement. */
const takesAfterMin = [
  [0, -15],
  [0.06, -1],
  [0.12, 0.5],
  [0.55, 5],
  [0.85, 15],
  [0.96, 30],
  [1, 50],
] as const;
const remindEveryMin = 10;
/** The supplier's alarm goes just before the plan's limit, so that Velvakt, second in line, hears of it in time. */
const supplierFirstMs = 30_000;

function truthOf(world: World, resident: Resident, scheduledAtMs: number, critical: boolean): DoseTruth {
  const { residentRef, deviceId, district } = resident;
  const doseId = `${resident.planId}@${new Date(scheduledAtMs).toISOString()}`;
  const outcome = { dispensedAtMs: null, heardAtMs: null, followup: null };
  const truth = { doseId, residentRef, deviceId, district, scheduledAtMs, critical, ...outcome };
  world.truth.doses.set(doseId, truth);
  return truth;
}

/** Plans a dose of today: reminders, the resident who takes it or does not, and the supplier's alarm. */
export function planDose(
  world: World,
  dispenser: Dispenser,
  cloud: VendorCloud,
  random: Random,
  planned: { scheduledAtMs: number; critical: boolean },
): void {
  const { resident } = dispenser;
  const { scheduledAtMs, critical } = planned;
  const truth = truthOf(world, resident, scheduledAtMs, critical);
  const dose = { resident, scheduledAtMs, scheduledAt: new Date(scheduledAtMs).toISOString(), truth };
  const limitMs = scheduledAtMs + resident.alertAfterMin * minMs - supplierFirstMs;
  // Both drawn always: whether one is used must not shift the draws of tomorrow.
  const forgets = random.chance(resident.forgetsPercent / 100) || resident.leavesAtMs.includes(scheduledAtMs);
  const takesAfterMs = Math.round(random.draw(takesAfterMin) * resident.slowness * minMs);
  const isOver = () => truth.dispensedAtMs !== null || truth.followup !== null;

  function remind(attempt: number): void {
    if (isOver() || world.nowMs() >= limitMs) return;
    dispenser.remind(dose, attempt);
    world.at(world.nowMs() + remindEveryMin * minMs, () => remind(attempt + 1));
  }

  world.at(scheduledAtMs, () => remind(1));
  if (!forgets) {
    world.at(scheduledAtMs + takesAfterMs, () => {
      if (!isOver()) dispenser.dispense(dose, "unassisted");
    });
  }
  world.at(limitMs, () => {
    if (isOver()) return;
    dispenser.leave(dose);
    cloud.noticeLeft(dispenser, dose);
  });
}
