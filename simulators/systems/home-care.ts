import type { FollowupOutcome } from "../../rules/model/event.js";
import { randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";
import { noteFollowup } from "./patient-record.js";
import { sendSms } from "./sms-gateway.js";
import type { SupplierAlert } from "./vendor-cloud.js";

/** The people with the duty phones of a district. */
export interface HomeCare {
  /** The supplier's alert goes out to them. */
  alarm(alert: SupplierAlert): void;
}

const minMs = 60_000;
const actorRole = "home-care";
/** Alerts that nobody ever takes. Source: judgement. */
const nobodyPercent = 4;
/** Minutes until somebody takes an alert, and from then until they have done something. Source: judgement. */
const takenAfterMin = [
  [0, 0.5],
  [0.5, 4],
  [0.9, 14],
  [0.97, 26],
  [1, 45],
] as const;
const doneAfterMin = [
  [0, 2],
  [0.5, 6],
  [1, 18],
] as const;

type Row = readonly [outcome: Outcome, weight: number, cause: string, action: string];
type Outcome = "taken" | Extract<FollowupOutcome, "given-by-staff" | "refused" | "not-reached">;

/** What comes of a call or a visit, with its weight, and what the supplier's system is told. Source: judgement. */
const visit: Row = ["given-by-staff", 25, "did not hear the dispenser", "visited and gave the dose from reserve"];
const outcomes: readonly Row[] = [
  ["taken", 60, "had forgotten", "phoned; the resident took the dose"],
  visit,
  ["refused", 8, "did not want the dose", "phoned; the resident declined, nurse told"],
  ["not-reached", 7, "no answer", "phoned twice; visit planned"],
];

/** Whoever took the alert phones or goes there, notes what came of it and closes the alert. */
function followUp(world: World, { alertRef, dispenser, dose }: SupplierAlert, [outcome, , cause, action]: Row): void {
  if (dose.truth.dispensedAtMs === null) {
    if (outcome === "taken") dispenser.dispense(dose, "unassisted");
    else noteFollowup(world, dispenser.resident, dose, outcome, actorRole);
  }
  closeInCloud(world, { alertRef, actorRole, cause, action });
}

/** The supplier's system is where alerts are closed; while it is gone that waits. */
function closeInCloud(world: World, closing: object): void {
  if (world.isUp("vendor-cloud")) sayAsComponent(world, "vendor-cloud", "vendor-cloud", "alert.closed", closing);
  else world.at(world.nowMs() + minMs, () => closeInCloud(world, closing));
}

export function createHomeCare(world: World): HomeCare {
  const random = randomOf(world.city.seed, "home-care");
  const bag = outcomes.flatMap((row) => Array.from({ length: row[1] }, () => row));

  function take(alert: SupplierAlert): void {
    const { alertRef } = alert;
    sayAsComponent(world, "duty-phone", "duty-phone", "alert.acknowledged", { alertRef, actorRole });
    const picked = random.pick(bag);
    const left = alert.dispenser.resident.leavesAtMs.includes(alert.dose.scheduledAtMs);
    const row = left ? visit : picked;
    world.at(world.nowMs() + Math.round(random.draw(doneAfterMin) * minMs), () => followUp(world, alert, row));
  }

  return {
    alarm(alert) {
      sendSms(world, random, alert.alertRef, () => {
        const takenMs = world.nowMs() + Math.round(random.draw(takenAfterMin) * minMs);
        if (!random.chance(nobodyPercent / 100)) world.at(takenMs, () => take(alert));
      });
    },
  };
}
