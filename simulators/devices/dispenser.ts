import type { Device, Dispenser, Obstacle, VendorCloud } from "../cast.js";
import { isoOf } from "../city/instant.js";
import { plannedBetween } from "../city/planned.js";
import { type Random, randomOf } from "../city/random.js";
import type { Resident } from "../city/resident.js";
import type { World } from "../city/world.js";
import type { MultidosePharmacy } from "../systems/multidose-pharmacy.js";
import { createDevice } from "./device.js";
import type { DispenserKind } from "./kind.js";
import { rollDispenser } from "./roll-dispenser.js";
import { trayDispenser } from "./tray-dispenser.js";

const dayMs = 86_400_000;
/** Home care loads a dispenser on the day on which it holds less than this many days. Source: judgement. */
const loadBelowDays = 1.5;
/** Source: published devices warn at 4 doses. */
const stockLowDoses = 4;
const fillAfterMs = 3_000;

export const dispenserKinds: Record<Resident["kind"], DispenserKind> = { roll: rollDispenser, tray: trayDispenser };

interface Parts {
  cloud: VendorCloud;
  pharmacy: MultidosePharmacy;
  bootMs: number;
}

/** What is inside: doses to give, and pouches that were not taken. */
function createStock(world: World, resident: Resident, kind: DispenserKind, device: Device, random: Random) {
  const dosesPerDay = resident.times.length;
  // Loaded some days ago, and good for some more, so that a story of two days is not about refills.
  let left = random.int(3 * dosesPerDay, Math.max(4, kind.holdsDays(dosesPerDay)) * dosesPerDay);
  let rolls = 0;
  let rejected = 0;

  function load(): void {
    const days = kind.holdsDays(dosesPerDay);
    const planned = plannedBetween(world, resident, world.nowMs(), world.nowMs() + days * dayMs);
    const firstMs = planned[0];
    const lastMs = planned.at(-1);
    left = planned.length;
    rolls++;
    device.say("door.opened", { authorised: true });
    if (!kind.saysLoaded || firstMs === undefined || lastMs === undefined) return;
    const rollId = `${resident.deviceId}-roll-${rolls}`;
    device.say("roll.loaded", { rollId, firstDoseAt: isoOf(firstMs), lastDoseAt: isoOf(lastMs), doses: left });
  }

  return {
    isEmpty: () => left === 0,
    needsLoading: () => left < loadBelowDays * dosesPerDay,
    load,
    takeOut(count = 1): void {
      const before = left;
      left = Math.max(0, left - count);
      if (before > stockLowDoses && left <= stockLowDoses && left > 0) device.say("stock.low", { dosesLeft: left });
      if (before > 0 && left === 0) device.say("stock.empty", {});
    },
    /** The dose's time is over: a roll moves its pouch to the drawer, a tray turns on. */
    reject(): void {
      if (left === 0) return;
      this.takeOut();
      rejected++;
      if (rejected === kind.rejectDrawerDoses) device.say("fault.raised", { code: "rejectfull" });
    },
    emptyDrawer(): void {
      if (kind.rejectDrawerDoses !== null && rejected >= kind.rejectDrawerDoses) {
        device.say("fault.cleared", { code: "rejectfull" });
        rejected = 0;
      }
    },
  };
}

export function createDispenser(world: World, resident: Resident, { cloud, pharmacy, bootMs }: Parts): Dispenser {
  const kind = dispenserKinds[resident.kind];
  const { deviceId, district } = resident;
  const random = randomOf(world.city.seed, `dispenser-${deviceId}`);
  const device = createDevice(world, cloud, { kind, deviceId, district, bootMs });
  const stock = createStock(world, resident, kind, device, random);
  if (world.city.population.newRolls && kind.saysLoaded) world.at(bootMs + fillAfterMs, stock.load);
  let stuck = 0;

  function obstacle(): Obstacle | null {
    if (!device.isOn()) return "no-power";
    if (stuck > 0) return "jam";
    return stock.isEmpty() ? "empty" : null;
  }

  const dispenser: Dispenser = {
    resident,
    device,
    kind,
    standsWith: null,
    obstacle,
    remind(dose, attempt) {
      device.say("dose.reminded", { scheduledAt: dose.scheduledAt, attempt });
    },
    dispense(dose, mode) {
      if (obstacle() !== null) return;
      dose.truth.dispensedAtMs = world.nowMs();
      dose.truth.why = null;
      dose.truth.givenTo = dispenser.standsWith;
      const plan = kind.namesPlan ? { planId: resident.planId } : {};
      device.say(
        "dose.dispensed",
        { scheduledAt: dose.scheduledAt, ...plan, mode },
        () => cloud.learnDispensed(dose, device),
        () => {
          dose.truth.heardAtMs ??= world.nowMs();
        },
      );
      stock.takeOut();
    },
    leave(dose) {
      const why = obstacle();
      const reason = why === "empty" ? "empty" : why === "jam" ? "fault" : "user";
      if (kind.reportsMissed) device.say("dose.missed", { scheduledAt: dose.scheduledAt, reason });
      if (why === null) stock.reject();
    },
    handOut(fromMs, toMs, count) {
      if (obstacle() !== null) return;
      device.say("dose.predispensed", { from: isoOf(fromMs), to: isoOf(toMs), count });
      stock.takeOut(count);
    },
    jam(code, stops) {
      device.say("fault.raised", { code });
      if (stops) stuck++;
      return () => {
        if (stops) stuck--;
        device.say("fault.cleared", { code });
      };
    },
    visit() {
      stock.emptyDrawer();
      if (stock.needsLoading() && (resident.kind === "tray" || pharmacy.takeRoll(resident))) stock.load();
    },
  };
  return dispenser;
}
