import type { AlertTaker, Device, Dispenser, VendorCloud } from "../cast.js";
import { createDispenser } from "../devices/dispenser.js";
import { createSafetyDevices } from "../devices/safety.js";
import type { PatientRecord } from "../systems/epj.js";
import type { HomeCare } from "../systems/home-care.js";
import type { MultidosePharmacy } from "../systems/multidose-pharmacy.js";
import { type Absences, createAbsences } from "./absences.js";
import { type DoseParts, planDose } from "./dose.js";
import { type Quantiles, randomOf } from "./random.js";
import type { Resident } from "./resident.js";
import type { World } from "./world.js";

/** Where a resident lives, with what stands there. */
export interface Home {
  readonly resident: Resident;
  readonly dispenser: Dispenser;
  /** The dispenser first. */
  readonly devices: readonly Device[];
  readonly absences: Absences;
  /** Doses of a local day, and what else may happen in it; of today only what lies after `fromMs`. */
  beginDay(date: string, fromMs: number): void;
  /** From here on no dose is expected; those that are planned already are taken back. */
  endService(atMs: number): void;
}

/** The systems around all homes. */
export interface Systems {
  cloud: VendorCloud;
  homeCare: HomeCare;
  responseService: AlertTaker;
  record: PatientRecord;
  pharmacy: MultidosePharmacy;
}

const secMs = 1_000;
const minMs = 60 * secMs;
/** A dispenser is on by then: one that is silent when its plan becomes known would be a finding. */
const planAfterMin = 5;
/** Doses from here on are planned: by then the plan has been published. */
export const plansKnownAfterMs = 10 * minMs;
/** A dose is set going so long before its time: nobody presses the button earlier. */
const aheadMs = 60 * minMs;

/** Source of both: judgement. People vacuum, and need the socket. */
const unplugsPercent = 1;
const unpluggedMin: Quantiles = [
  [0, 10],
  [0.7, 120],
  [1, 400],
];

function mishaps(world: World, { resident, dispenser }: Pick<Home, "resident" | "dispenser">) {
  const random = randomOf(world.city.seed, `mishaps-${resident.deviceId}`);
  const { device, kind } = dispenser;
  const { deviceId, district } = resident;
  const span = (what: "power-lost" | "jam", toMs: number) =>
    world.truth.noteHappening({ what, fault: null, atMs: world.nowMs(), toMs, deviceId, district });

  function unplug(): void {
    const endMs = world.nowMs() + Math.round(random.draw(unpluggedMin)) * minMs;
    span("power-lost", endMs);
    world.at(endMs, device.power.cut());
  }

  function stumble(): void {
    const { code, lastsMin, stops } = kind.mishap;
    const endMs = world.nowMs() + Math.round(random.draw(lastsMin)) * minMs;
    if (stops) span("jam", endMs);
    world.at(endMs, dispenser.jam(code, stops));
  }

  return (middayMs: number): void => {
    // All drawn always: whether one is used must not shift the draws of tomorrow.
    const unplugs = random.chance(unplugsPercent / 100);
    const unplugMs = middayMs + random.int(-120, 240) * minMs;
    const stumbles = random.chance(kind.mishap.percentPerDay / 100);
    const stumbleMs = middayMs + random.int(-360, 600) * minMs;
    if (!world.city.population.mishaps) return;
    if (unplugs) world.at(unplugMs, unplug);
    if (stumbles) world.at(stumbleMs, stumble);
  };
}

/** The plan becomes known some minutes after the dispenser has been switched on. */
function moveIn(world: World, resident: Resident, record: PatientRecord, startMs: number): number {
  const random = randomOf(world.city.seed, `home-${resident.deviceId}`);
  const bootMs = startMs + random.int(5, planAfterMin * 60 - 10) * secMs;
  const knownMs = startMs + random.int(planAfterMin * 60, plansKnownAfterMs / secMs - 1) * secMs;
  world.at(knownMs, () => record.publishPlan(resident));
  return bootMs;
}

function assignedBy(world: World, resident: Resident) {
  return (device: Device): void => {
    const at = resident.movesInMs ?? world.nowMs();
    world.at(at + planAfterMin * minMs, () => {
      const data = { residentRef: resident.residentRef };
      const said = { id: world.nextId("epj"), source: "epj", type: "inventory.assigned" as const, data };
      world.say(device.topic, { ...said, timeMs: world.nowMs() });
    });
  };
}

export function createHome(world: World, resident: Resident, systems: Systems, startMs: number): Home {
  const { cloud, record, homeCare, pharmacy, responseService } = systems;
  const fromMs = resident.movesInMs ?? startMs;
  const bootMs = moveIn(world, resident, record, fromMs);
  const dispenser = createDispenser(world, resident, { cloud, pharmacy, bootMs });
  const safety = createSafetyDevices(world, resident, {
    cloud,
    responseService,
    bootMs: bootMs + 7 * secMs,
    assign: assignedBy(world, resident),
  });
  const absences = createAbsences(world, dispenser, record, fromMs);
  const random = randomOf(world.city.seed, `day-of-${resident.deviceId}`);
  const act = homeCare.about(dispenser, record, () => absences.at(world.nowMs()) !== null);
  const parts: DoseParts = { world, dispenser, cloud, random, awayAt: absences.at, act };
  const stumble = mishaps(world, { resident, dispenser });
  let endsMs = Number.POSITIVE_INFINITY;

  function beginDay(date: string, afterMs: number): void {
    const knownMs = Math.max(afterMs, fromMs + plansKnownAfterMs);
    for (const { at, critical = false } of resident.times) {
      const scheduledAtMs = world.local.instantOf(date, at);
      if (scheduledAtMs < knownMs) continue;
      world.at(scheduledAtMs - aheadMs, () => {
        if (scheduledAtMs < endsMs) planDose(parts, scheduledAtMs, critical);
      });
    }
    const middayMs = world.local.instantOf(date, "12:00");
    if (middayMs < fromMs) return;
    stumble(middayMs);
    for (const one of safety) one.beginDay(middayMs);
    world.at(middayMs + random.int(-120, 120) * minMs, () => dispenser.visit());
  }

  return {
    resident,
    dispenser,
    devices: [dispenser.device, ...safety.map(({ device }) => device)],
    absences,
    beginDay,
    endService(atMs) {
      endsMs = atMs;
      for (const dose of world.truth.doses.values()) {
        if (dose.deviceId !== resident.deviceId || dose.scheduledAtMs < atMs) continue;
        // Whoever was early had it.
        if (dose.dispensedAtMs !== null) continue;
        dose.why = "service-ended";
        dose.excused = true;
      }
    },
  };
}
