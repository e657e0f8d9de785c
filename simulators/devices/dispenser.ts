import type { Resident } from "../city/city.js";
import type { Dose } from "../city/dose.js";
import { plannedBetween } from "../city/planned.js";
import { randomOf } from "../city/random.js";
import type { World } from "../city/world.js";
import { type Connection, createConnection } from "./connection.js";
import type { DispenserKind } from "./kind.js";
import { createPower, runtimeMinOf } from "./power.js";
import { rollDispenser } from "./roll-dispenser.js";
import { trayDispenser } from "./tray-dispenser.js";

/** A dispenser in a home: what it does there, told as the wire contract has it. */
export interface Dispenser {
  readonly resident: Resident;
  readonly connection: Connection;
  remind(dose: Dose, attempt: number): void;
  /** Somebody pressed the button; nothing comes out of an empty one. */
  dispense(dose: Dose, mode: "unassisted" | "assisted"): void;
  /** The dose is still inside at its limit. */
  leave(dose: Dose): void;
  /** Begins a local day: whether anybody pulls the plug, and whether home care comes to load it. */
  beginDay(middayMs: number): void;
}

const minMs = 60_000;
const dayMs = 24 * 60 * minMs;
const heartbeatMs = 15 * minMs;
const kinds: Record<Resident["kind"], DispenserKind> = { roll: rollDispenser, tray: trayDispenser };

/** Source of both: judgement. People vacuum, and need the socket. */
const unplugsPercent = 1;
const unpluggedMin = [
  [0, 10],
  [0.7, 120],
  [1, 400],
] as const;
/** Home care loads a dispenser on the day on which it holds less than this many days. Source: judgement. */
const loadBelowDays = 1.5;
/** Source: published devices warn at 4 doses. */
const stockLowDoses = 4;

/** Switches the dispenser on within the city's first minutes; it then sends a heartbeat every 15 minutes. */
export function createDispenser(world: World, resident: Resident): Dispenser {
  const kind = kinds[resident.kind];
  const random = randomOf(world.city.seed, `dispenser-${resident.deviceId}`);
  const connection = createConnection(world, resident, kind, sayAlive);
  const power = createPower();
  const dosesPerDay = resident.times.length;
  const bootMs = world.nowMs() + random.int(5, 290) * 1_000;
  const rssiDbm = random.int(-97, -61);
  // Loaded some days ago, and good for some more, so that a story of two days is not about refills.
  let left = random.int(3 * dosesPerDay, kind.holdsDays(dosesPerDay) * dosesPerDay);
  let rolls = 0;

  function heartbeat(): void {
    world.at(world.nowMs() + heartbeatMs, heartbeat);
    // Without contact there is nobody to tell that it lives; only what happened is stored.
    if (connection.inContact()) sayAlive();
  }

  function sayAlive(): void {
    connection.send("link.heartbeat", {
      rssiDbm: rssiDbm + random.int(-3, 3),
      batteryPercent: power.batteryPercent(world.nowMs()),
      mains: power.mains,
      firmware: kind.firmware,
      uptimeSec: Math.floor((world.nowMs() - bootMs) / 1_000),
      bufferedEvents: connection.waiting(),
    });
  }

  function load(): void {
    const days = kind.holdsDays(dosesPerDay);
    const planned = plannedBetween(world, resident, world.nowMs(), world.nowMs() + days * dayMs);
    const [firstMs] = planned;
    const lastMs = planned.at(-1);
    left = planned.length;
    rolls++;
    if (!kind.saysLoaded || firstMs === undefined || lastMs === undefined) return;
    connection.send("roll.loaded", {
      rollId: `${resident.deviceId}-roll-${rolls}`,
      firstDoseAt: new Date(firstMs).toISOString(),
      lastDoseAt: new Date(lastMs).toISOString(),
      doses: left,
    });
  }

  function takeOut(): void {
    left--;
    if (left === stockLowDoses) connection.send("stock.low", { dosesLeft: left });
    if (left === 0) connection.send("stock.empty", {});
  }

  function pullPlug(atMs: number): void {
    world.at(atMs, () => {
      const batteryPercent = power.batteryPercent(world.nowMs());
      power.unplug(world.nowMs());
      connection.send("power.lost", { batteryPercent, runtimeMin: runtimeMinOf(batteryPercent) });
    });
    world.at(atMs + Math.round(random.draw(unpluggedMin)) * minMs, () => {
      power.plugIn(world.nowMs());
      connection.send("power.restored", {});
    });
  }

  world.at(bootMs, () => {
    connection.connect();
    world.at(bootMs + heartbeatMs, heartbeat);
  });

  return {
    resident,
    connection,
    remind(dose, attempt) {
      connection.send("dose.reminded", { scheduledAt: dose.scheduledAt, attempt });
    },
    dispense(dose, mode) {
      if (left === 0) return;
      dose.truth.dispensedAtMs = world.nowMs();
      const plan = kind.namesPlan ? { planId: resident.planId } : {};
      connection.send("dose.dispensed", { scheduledAt: dose.scheduledAt, ...plan, mode }, () => {
        dose.truth.heardAtMs = world.nowMs();
      });
      takeOut();
    },
    leave(dose) {
      const reason = left === 0 ? "empty" : "user";
      if (kind.reportsMissed) connection.send("dose.missed", { scheduledAt: dose.scheduledAt, reason });
    },
    beginDay(middayMs) {
      if (random.chance(unplugsPercent / 100)) pullPlug(middayMs + random.int(-120, 240) * minMs);
      const visitMs = middayMs + random.int(-120, 120) * minMs;
      world.at(visitMs, () => {
        if (left < loadBelowDays * dosesPerDay) load();
      });
    },
  };
}
