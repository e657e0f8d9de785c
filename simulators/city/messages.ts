import type { Fault } from "../faults/fault.js";
import { dependenciesOf } from "../systems/all.js";
import { createPatientRecord } from "../systems/epj.js";
import { createHomeCare } from "../systems/home-care.js";
import { startMonitor } from "../systems/monitor.js";
import { createMultidosePharmacy } from "../systems/multidose-pharmacy.js";
import { createResponseService } from "../systems/response-service.js";
import { createVendorCloud } from "../systems/vendor-cloud.js";
import { createJournal, createPlanWay } from "../systems/vkp.js";
import { createTruth, type Truth } from "../truth.js";
import { createAgenda } from "./agenda.js";
import type { City } from "./city.js";
import { createConditions } from "./conditions.js";
import { createDelivery, type Spoken } from "./delivery.js";
import { createHome, type Home, type Systems } from "./home.js";
import { localTimeOf, nextDate } from "./local-time.js";
import { randomOf } from "./random.js";
import { type CityMessage, payloadOf } from "./said.js";
import type { World } from "./world.js";

function createWorld(city: City, fromMs: number, truth: Truth, emit: (message: Spoken) => void) {
  const agenda = createAgenda(fromMs);
  const ids = new Map<string, number>();
  const conditions = createConditions(agenda, dependenciesOf);
  const delivery = createDelivery(agenda, conditions, city.seed, emit);
  const world: World = {
    city,
    truth,
    local: localTimeOf(city.timezone),
    conditions,
    nowMs: agenda.nowMs,
    at: agenda.at,
    say: (topic, said, retained = false, heard) => delivery.say(topic, said, retained, heard),
    isUp: conditions.isUp,
    nextId(source) {
      const number = (ids.get(source) ?? 0) + 1;
      ids.set(source, number);
      return `${source}-${number}`;
    },
  };
  return { agenda, world };
}

function createSystems(world: World): Systems {
  const homeCare = createHomeCare(world);
  const plans = createPlanWay(world);
  return {
    homeCare,
    cloud: createVendorCloud(world, { journal: createJournal(world), homeCare }),
    responseService: createResponseService(world),
    record: createPatientRecord(world, (messageId) => plans.send(messageId)),
    pharmacy: createMultidosePharmacy(world),
  };
}

/** A local day: every dose of every resident, then the next day's midnight. */
function beginDay(world: World, homes: readonly Home[], date: string, fromMs: number): void {
  const next = nextDate(date);
  const nextMs = world.local.instantOf(next, "00:00");
  for (const home of homes) if ((home.resident.movesInMs ?? 0) < nextMs) home.beginDay(date, fromMs);
  world.at(nextMs, () => beginDay(world, homes, next, 0));
}

function planFaults(faults: readonly Fault[], world: World, homes: readonly Home[], systems: Systems): void {
  const chances = new Map<string, number>();
  for (const fault of faults) {
    const { name, fromMs, toMs } = fault;
    // Its chance hangs on what it is and when, not on its place in the list.
    const actor = `fault-${name}-${fromMs}`;
    const before = chances.get(actor) ?? 0;
    chances.set(actor, before + 1);
    const random = randomOf(world.city.seed, `${actor}-${before}`);
    if (fault.breaks) world.truth.noteOutage({ fault: name, fromMs, toMs, ...fault.breaks });
    world.at(fromMs, () => {
      const inhabited = homes.filter(({ resident }) => (resident.movesInMs ?? fromMs) <= fromMs);
      const end = fault.begin({ world, homes, inhabited, systems, random }, fault);
      if (end) world.at(toMs, end);
    });
  }
}

/**
 * Everything the city says from its first minute `fromMs` on and before `toMs`, in the order in
 * which it is received. Nothing but city and start decide: the same ones give the same messages.
 * What really happened goes into `truth`.
 */
export function* spokenOf(city: City, fromMs: number, toMs: number, truth: Truth = createTruth()): Generator<Spoken> {
  const said: Spoken[] = [];
  const { agenda, world } = createWorld(city, fromMs, truth, (message) => said.push(message));
  const systems = createSystems(world);
  const homes = city.residents.map((resident) => createHome(world, resident, systems, fromMs));
  startMonitor(world);
  planFaults(city.faults, world, homes, systems);
  beginDay(world, homes, world.local.dateOf(fromMs), fromMs);
  while (agenda.runNext(toMs)) {
    // Hardly ever more than one; emptied for each, the list would be made anew for each.
    if (said.length === 1) yield said.pop() as Spoken;
    else if (said.length > 1) yield* said.splice(0);
  }
}

/** The same, as the wire has it. */
export function* messagesOf(...of: Parameters<typeof spokenOf>): Generator<CityMessage> {
  for (const { receivedAtMs, topic, said, retained } of spokenOf(...of)) {
    yield { receivedAtMs, topic, payload: payloadOf(said), retained };
  }
}
