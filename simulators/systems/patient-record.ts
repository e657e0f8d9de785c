import type { EventType, FollowupOutcome } from "../../rules/model/event.js";
import type { Resident } from "../city/city.js";
import type { Dose } from "../city/dose.js";
import { randomOf } from "../city/random.js";
import { envelopeOf, topicOf, type World } from "../city/world.js";

/** The component's id in the ecosystem. */
const source = "epj";

/** The patient record speaks on the topic of the dispenser that it is about. */
function sayOnTopicOf(world: World, { district, kind, deviceId }: Resident, type: EventType, data: object): void {
  const topic = topicOf(world.city, district, `${kind}-dispenser`, deviceId, "event");
  world.say(topic, envelopeOf({ id: world.nextId(source), source, type, timeMs: world.nowMs(), data }));
}

export interface PatientRecord {
  publishPlans(): void;
}

/** Dispensers are on by then: one that is silent when its plan becomes known would be a finding. */
const beginsAfterMs = 5 * 60_000;

/** Holds everybody's medicine plan, and publishes each once within the city's first `withinMs`. */
export function createPatientRecord(world: World, withinMs: number): PatientRecord {
  const random = randomOf(world.city.seed, source);
  const beganMs = world.nowMs();
  const from = world.local.dateOf(beganMs);

  function publish(resident: Resident): void {
    const { residentRef, planId, times, alertAfterMin } = resident;
    sayOnTopicOf(world, resident, "inventory.assigned", { residentRef });
    sayOnTopicOf(world, resident, "plan.published", { residentRef, planId, version: 1, times, from, alertAfterMin });
  }

  return {
    publishPlans() {
      for (const resident of world.city.residents) {
        const afterSec = random.int(beginsAfterMs / 1_000, withinMs / 1_000 - 1);
        world.at(beganMs + afterSec * 1_000, () => publish(resident));
      }
    },
  };
}

/** Staff note what became of a dose that the dispenser did not give. */
export function noteFollowup(
  world: World,
  resident: Resident,
  { truth, scheduledAt }: Dose,
  outcome: FollowupOutcome,
  actorRole: string,
): void {
  truth.followup = outcome;
  sayOnTopicOf(world, resident, "dose.followup", { scheduledAt, outcome, actorRole });
}
