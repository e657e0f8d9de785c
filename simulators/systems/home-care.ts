import type { FollowupOutcome } from "../../rules/model/event.js";
import type { AlertTaker, Dispenser, Dose, SupplierAlert } from "../cast.js";
import { type Quantiles, type Random, randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";
import type { Component } from "./component.js";
import { dutyPhone, smsTakesMs } from "./duty-phone.js";
import type { PatientRecord } from "./epj.js";
import { createRelay } from "./relay.js";
import { intoGatewayMs, smsGateway } from "./sms-gateway.js";
import { createStaff } from "./staff.js";
import { vendorCloud } from "./vendor-cloud.js";

/** Home care of the districts: the people with the duty phones. */
export const homeCare: Component = { id: "home-care", dependsOn: ["duty-phone"], answersInMs: [50, 300] };

const actorRole = "home-care";
const atOnce: Quantiles = [
  [0, 0],
  [1, 0],
];

type Outcome = "taken" | Extract<FollowupOutcome, "given-by-staff" | "refused" | "not-reached" | "not-at-home">;
type Row = readonly [outcome: Outcome, weight: number, cause: string, action: string];

/** What comes of a call or a visit, with its weight, and what the supplier's system is told. Source: judgement. */
const visit: Row = ["given-by-staff", 25, "did not hear the dispenser", "visited and gave the dose from reserve"];
const awayRow: Row = ["not-at-home", 0, "not at home", "asked next of kin; away"];
const outcomes: readonly Row[] = [
  ["taken", 60, "had forgotten", "phoned; the resident took the dose"],
  visit,
  ["refused", 8, "did not want the dose", "phoned; the resident declined, nurse told"],
  ["not-reached", 7, "no answer", "phoned twice; visit planned"],
];

export interface HomeCare extends AlertTaker {
  /** What is done about a dose that was left. */
  about(dispenser: Dispenser, record: PatientRecord, isAway: () => boolean): (dose: Dose) => SupplierAlert["act"];
}

/** Whoever took the alert phones or goes there, and notes what came of it. */
function followUp(dispenser: Dispenser, record: PatientRecord, dose: Dose, row: Row): SupplierAlert["act"] {
  return () => {
    let [outcome, , cause, action] = row;
    const { truth } = dose;
    if (truth.dispensedAtMs !== null || truth.followup !== null) return { cause, action: "was taken already" };
    if (outcome === "taken" && dispenser.obstacle() !== null) [outcome, , cause, action] = visit;
    if (outcome === "taken") dispenser.dispense(dose, "unassisted");
    else record.noteFollowup(dispenser.resident, dose, outcome, actorRole);
    return { cause, action };
  };
}

export function createHomeCare(world: World): HomeCare {
  const { seed, districts, population } = world.city;
  const random: Random = randomOf(seed, homeCare.id);
  const bag = outcomes.flatMap((row) => Array.from({ length: row[1] }, () => row));
  // Whoever moves in later brings no staff.
  const residentsOf = (district: string) =>
    world.city.residents.filter((one) => one.district === district && one.movesInMs === null).length;
  const teams = new Map(districts.map((one) => [one, createStaff(world, one, residentsOf(one), actorRole)]));
  const { conditions } = world;
  const sms = createRelay(world, {
    flow: "alert",
    steps: [
      { componentId: vendorCloud.id, takesMs: atOnce },
      { componentId: smsGateway.id, takesMs: intoGatewayMs },
      { componentId: dutyPhone.id, takesMs: smsTakesMs },
    ],
  });

  return {
    take(alert) {
      const ignored = random.chance(population.unansweredPercent / 100);
      const { alertRef, district } = alert;
      sms.send(alertRef, () => {
        const record = world.truth.supplierAlerts.get(alertRef);
        if (record) record.deliveredAtMs = world.nowMs();
        sayAsComponent(world, smsGateway.id, smsGateway.id, "alert.delivered", { alertRef, channel: "sms" });
        const silent = conditions.now("silentStaff").some((one) => one.district === null || one.district === district);
        const astray = conditions.now("misrouted").some((one) => one.district === district);
        if (!ignored && !silent && !astray) teams.get(district)?.receive(alert);
      });
    },
    about: (dispenser, record, isAway) => (dose) => {
      const picked = random.pick(bag);
      const left = dispenser.resident.leavesAtMs.includes(dose.scheduledAtMs);
      return () => followUp(dispenser, record, dose, isAway() ? awayRow : left ? visit : picked)();
    },
  };
}
