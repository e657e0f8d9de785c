import type { Device, VendorCloud } from "../cast.js";
import { type Random, randomOf } from "../city/random.js";
import { topicOf, type World } from "../city/world.js";
import { createConnection } from "./connection.js";
import type { DeviceKind } from "./kind.js";
import { createPower } from "./power.js";

export interface DeviceSpec {
  kind: DeviceKind;
  deviceId: string;
  district: string;
  /** Switched on then. */
  bootMs: number;
}

const secMs = 1_000;
/** Clocks are set by the network and off by little. Source: judgement. */
const usualClockOffMs = [
  [0, -900],
  [1, 400],
] as const;

export function createDevice(
  world: World,
  cloud: VendorCloud,
  { kind, deviceId, district, bootMs }: DeviceSpec,
): Device {
  const { city } = world;
  const random: Random = randomOf(city.seed, `device-${deviceId}`);
  const topics = {
    event: topicOf(city, district, kind.deviceClass, deviceId, "event"),
    state: topicOf(city, district, kind.deviceClass, deviceId, "state"),
  };
  const connection = createConnection(
    world,
    cloud,
    { deviceId, district, topics },
    randomOf(city.seed, `connection-${deviceId}`),
    () => sayAlive(),
  );
  let bootedMs = bootMs;
  let on = false;

  function boot(): void {
    if (device.power.dead) return;
    on = true;
    bootedMs = world.nowMs();
    connection.connect();
  }

  function off(): void {
    on = false;
    connection.lose();
  }

  const replaced = kind.mains || "charging" in kind ? null : randomOf(city.seed, `battery-${deviceId}`);
  const startPercent = replaced === null ? 100 : random.int(35, 100);
  const power = createPower({ ...kind, replaced }, startPercent, {
    nowMs: world.nowMs,
    at: world.at,
    say: (type, data) => device.say(type, data),
    died() {
      off();
      const about = { fault: null, atMs: world.nowMs(), toMs: null, deviceId, district };
      world.truth.noteHappening({ what: "went-dark", ...about });
    },
    revived() {
      world.at(world.nowMs() + random.int(30, 120) * secMs, () => {
        boot();
        if (power.mains) device.say("power.restored", {});
      });
    },
  });

  function heartbeat(): void {
    world.at(world.nowMs() + kind.heartbeatEveryMs, heartbeat);
    // Without contact there is nobody to tell that it lives; only what happened is stored.
    if (on && connection.inContact()) sayAlive();
  }

  function sayAlive(): void {
    if (!on) return;
    const data = {
      rssiDbm: device.rssiDbm + random.int(-3, 3),
      batteryPercent: power.percent(),
      mains: power.mains,
      firmware: device.firmware,
      uptimeSec: Math.floor((world.nowMs() - bootedMs) / secMs),
      bufferedEvents: connection.waiting(),
    };
    const { clockOffsetMs, extra } = device;
    if (kind.measuresClock && Math.abs(clockOffsetMs) >= secMs) {
      device.say("link.heartbeat", { ...data, clockOffsetMs, ...extra });
    } else device.say("link.heartbeat", extra === null ? data : { ...data, ...extra });
  }

  const device: Device = {
    kind,
    deviceId,
    district,
    connection,
    power,
    topic: topics.event,
    clockOffsetMs: Math.round(random.draw(usualClockOffMs)),
    firmware: kind.firmware,
    rssiDbm: random.int(-97, -61),
    extra: null,
    isOn: () => on,
    say(type, data, arrived, heard) {
      if (on) connection.send(type, data, world.nowMs() + device.clockOffsetMs, arrived, heard);
    },
    restart() {
      if (!on) return;
      off();
      world.at(world.nowMs() + random.int(40, 100) * secMs, boot);
    },
  };
  world.at(bootMs, () => {
    boot();
    world.at(bootMs + kind.heartbeatEveryMs, heartbeat);
  });
  return device;
}
