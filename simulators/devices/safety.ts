import type { AlertTaker, Device, VendorCloud } from "../cast.js";
import { type Random, randomOf } from "../city/random.js";
import type { Resident } from "../city/resident.js";
import type { World } from "../city/world.js";
import { createDevice } from "./device.js";
import { doorLock } from "./door-lock.js";
import { doorSensor } from "./door-sensor.js";
import { fallSensor } from "./fall-sensor.js";
import { gps } from "./gps.js";
import type { SafetyKind } from "./kind.js";
import { pendant } from "./pendant.js";

/** Welfare technology beside the dispensers. */
export const safetyKinds: readonly SafetyKind[] = [pendant, fallSensor, doorSensor, gps, doorLock];

export interface SafetyDevice {
  device: Device;
  /** Begins a local day: alarms, charging. */
  beginDay(middayMs: number): void;
}

interface Parts {
  cloud: VendorCloud;
  responseService: AlertTaker;
  bootMs: number;
  /** In whose record the device is. */
  assign(device: Device): void;
}

const hourMs = 3_600_000;
const words = { cause: "alarm raised by the resident", action: "talked to the resident; all is well" };

function alarm(
  world: World,
  device: Device,
  kind: SafetyKind,
  { cloud, responseService }: Parts,
  number: number,
): void {
  if (kind.alarm === null || !device.isOn()) return;
  const { deviceId, district } = device;
  const alarmId = `${deviceId}-alarm-${number}`;
  const { vkpCode, severity } = kind.alarm;
  world.truth.noteHappening({
    what: "alarm",
    fault: null,
    atMs: world.nowMs(),
    toMs: null,
    deviceId,
    district,
    alarmId,
    kind: kind.alarm.kind,
  });
  device.say("alarm.raised", { kind: kind.alarm.kind, alarmId }, () => {
    const act = () => {
      device.say("alarm.answered", { alarmId });
      return words;
    };
    cloud.raise({ deviceId, district, kind: vkpCode, severity, dose: null, act }, responseService);
  });
}

function createSafetyDevice(world: World, resident: Resident, kind: SafetyKind, parts: Parts): SafetyDevice {
  const deviceId = resident.deviceId.replace(/^[a-z]+/, kind.prefix);
  const device = createDevice(world, parts.cloud, {
    kind,
    deviceId,
    district: resident.district,
    bootMs: parts.bootMs,
  });
  const random: Random = randomOf(world.city.seed, `life-of-${deviceId}`);
  let alarms = 0;
  parts.assign(device);
  return {
    device,
    beginDay(middayMs) {
      if (kind.charging) {
        const chargedMs = middayMs + random.int(8 * 60, 11 * 60) * 60_000;
        const forgotten = random.chance(kind.charging.forgottenPercent / 100);
        if (!forgotten) world.at(chargedMs, () => device.power.refill());
      }
      const alarmMs = middayMs + random.int(-12 * 60, 12 * 60) * 60_000 + random.int(0, 59_999);
      if (kind.alarm === null || !random.chance(kind.alarm.perDay)) return;
      if (alarmMs < parts.bootMs + hourMs) return;
      world.at(alarmMs, () => alarm(world, device, kind, parts, ++alarms));
    },
  };
}

/** What this resident has beside the dispenser; chance decides, by the shares of the kinds. */
export function createSafetyDevices(world: World, resident: Resident, parts: Parts): SafetyDevice[] {
  const random = randomOf(world.city.seed, `safety-of-${resident.deviceId}`);
  const chosen = safetyKinds.filter((kind) => random.chance(kind.sharePercent / 100));
  if (!world.city.population.safetyTechnology) return [];
  return chosen.map((kind) => createSafetyDevice(world, resident, kind, parts));
}
