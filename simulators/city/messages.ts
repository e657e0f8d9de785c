import { createDispenser, type Dispenser } from "../devices/dispenser.js";
import { isFaulty } from "../faults/fault.js";
import { createHomeCare } from "../systems/home-care.js";
import { startMonitor } from "../systems/monitor.js";
import { createPatientRecord } from "../systems/patient-record.js";
import { createVendorCloud, type VendorCloud } from "../systems/vendor-cloud.js";
import { createTruth, type Truth } from "../truth.js";
import { createAgenda } from "./agenda.js";
import type { City } from "./city.js";
import { planDose } from "./dose.js";
import { localTimeOf, nextDate } from "./local-time.js";
import { type Random, randomOf } from "./random.js";
import type { CityMessage, World } from "./world.js";

function createWorld(city: City, fromMs: number, truth: Truth, say: (message: CityMessage) => void) {
  const agenda = createAgenda(fromMs);
  const ids = new Map<string, number>();
  const world: World = {
    city,
    truth,
    local: localTimeOf(city.timezone),
    faults: city.faults,
    nowMs: agenda.nowMs,
    at: agenda.at,
    say: (topic, payload, retained = false) => say({ receivedAtMs: agenda.nowMs(), topic, payload, retained }),
    isUp: (componentId) => !isFaulty(city.faults, componentId, agenda.nowMs()),
    nextId(source) {
      const number = (ids.get(source) ?? 0) + 1;
      ids.set(source, number);
      return `${source}-${number}`;
    },
  };
  return { agenda, world };
}

interface Home {
  dispenser: Dispenser;
  random: Random;
}

/** A local day: every dose of every resident, then the next day's midnight. */
function beginDay(world: World, homes: readonly Home[], cloud: VendorCloud, date: string, fromMs: number): void {
  for (const { dispenser, random } of homes) {
    for (const { at, critical = false } of dispenser.resident.times) {
      const scheduledAtMs = world.local.instantOf(date, at);
      if (scheduledAtMs >= fromMs) planDose(world, dispenser, cloud, random, { scheduledAtMs, critical });
    }
    dispenser.beginDay(world.local.instantOf(date, "12:00"));
  }
  const next = nextDate(date);
  world.at(world.local.instantOf(next, "00:00"), () => beginDay(world, homes, cloud, next, 0));
}

/** A fault is noticed by a dispenser the next time it has anything to do with the network. */
function planFaults(world: World, homes: readonly Home[]): void {
  for (const fault of world.faults) {
    const { name, componentId, fromMs, toMs } = fault;
    world.truth.outages.push({ fault: name, componentId, fromMs, toMs });
    for (const { dispenser, random } of homes) {
      if (!fault.cutsOff(dispenser.resident)) continue;
      world.at(fromMs + random.int(1, 60) * 1_000, () => {
        if (!world.isUp(componentId)) dispenser.connection.lose();
      });
    }
  }
}

/** Doses from here on are planned: by then everybody's plan has been published. */
const plansKnownAfterMs = 10 * 60_000;

/**
 * Everything the city says from its first minute `fromMs` on and before `toMs`, in the order in
 * which it is received. Nothing but city and start decide: the same ones give the same messages.
 * What really happened goes into `truth`.
 */
export function* messagesOf(
  city: City,
  fromMs: number,
  toMs: number,
  truth: Truth = createTruth(),
): Generator<CityMessage> {
  const said: CityMessage[] = [];
  const { agenda, world } = createWorld(city, fromMs, truth, (message) => said.push(message));
  const homeCare = createHomeCare(world);
  const cloud = createVendorCloud(world, homeCare);
  const homes = city.residents.map((resident) => ({
    dispenser: createDispenser(world, resident),
    random: randomOf(city.seed, `day-of-${resident.deviceId}`),
  }));
  createPatientRecord(world, plansKnownAfterMs).publishPlans();
  startMonitor(world);
  planFaults(world, homes);
  beginDay(world, homes, cloud, world.local.dateOf(fromMs), fromMs + plansKnownAfterMs);
  while (agenda.runNext(toMs)) yield* said.splice(0);
}
