import type { EventType, FollowupOutcome } from "../../rules/model/event.js";
import type { Dose } from "../cast.js";
import { isoOf } from "../city/instant.js";
import { type Quantiles, randomOf } from "../city/random.js";
import type { Resident } from "../city/resident.js";
import { topicOf, type World } from "../city/world.js";
import type { Component } from "./component.js";

/** The patient record; it runs in the data centre and is reached over the municipality's network. */
export const epj: Component = {
  id: "epj",
  dependsOn: ["data-centre", "municipal-network"],
  isBehind: ["data-centre", "municipal-network"],
  answersInMs: [40, 400],
};

/** Milliseconds from the hub into the record. Source: judgement. */
export const intoRecordMs: Quantiles = [
  [0, 500],
  [0.9, 6_000],
  [1, 60_000],
];

/** What is written in the record about a resident, told on the topic of their dispenser. */
export interface PatientRecord {
  /** The dispenser is this resident's, and this is their medicine plan. */
  publishPlan(resident: Resident): void;
  assign(resident: Resident, residentRef: string): void;
  pause(resident: Resident, fromMs: number, toMs: number | null, reason: string): void;
  resume(resident: Resident, atMs: number): void;
  /** The service is over: the plan ends and the dispenser counts as given back. */
  end(resident: Resident, atMs: number): void;
  noteFollowup(resident: Resident, dose: Dose, outcome: FollowupOutcome, actorRole: string): void;
}

export function createPatientRecord(world: World, sendPlan: (messageId: string) => void): PatientRecord {
  const random = randomOf(world.city.seed, epj.id);

  /** While the record is down, staff write on paper and enter it afterwards. */
  function write({ district, kind, deviceId }: Resident, type: EventType, data: object, written?: () => void): void {
    world.conditions.whenUp(epj.id, () => {
      const topic = topicOf(world.city, district, `${kind}-dispenser`, deviceId, "event");
      const id = world.nextId(epj.id);
      world.say(topic, { id, source: epj.id, type, timeMs: world.nowMs(), data });
      written?.();
    });
  }

  return {
    publishPlan(resident) {
      const { residentRef, planId, times, alertAfterMin } = resident;
      const from = world.local.dateOf(world.nowMs());
      write(resident, "inventory.assigned", { residentRef });
      write(resident, "plan.published", { residentRef, planId, version: 1, times, from, alertAfterMin });
      sendPlan(`${planId}-1`);
    },
    assign: (resident, residentRef) => write(resident, "inventory.assigned", { residentRef }),
    pause({ planId, ...resident }, fromMs, toMs, reason) {
      const to = toMs === null ? {} : { to: isoOf(toMs) };
      write({ planId, ...resident }, "plan.paused", { planId, from: isoOf(fromMs), ...to, reason });
      sendPlan(`${planId}-pause-${random.int(1, 1e9)}`);
    },
    resume(resident, atMs) {
      write(resident, "plan.resumed", { planId: resident.planId, at: isoOf(atMs) });
    },
    end(resident, atMs) {
      write(resident, "plan.ended", { planId: resident.planId, at: isoOf(atMs) });
      write(resident, "inventory.returned", {});
    },
    noteFollowup(resident, dose, outcome, actorRole) {
      // For the resident it has happened, whenever it gets into the record.
      dose.truth.followup = outcome;
      write(resident, "dose.followup", { scheduledAt: dose.scheduledAt, outcome, actorRole }, () => {
        dose.truth.followupAtMs = world.nowMs();
      });
    },
  };
}
