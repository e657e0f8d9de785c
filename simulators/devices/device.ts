import type { EventType } from "../../rules/model/event.js";
import type { Connection, Device, VendorCloud } from "../cast.js";
import { type Random, randomOf } from "../city/random.js";
import { topicOf, type World } from "../city/world.js";
import { createConnection } from "./connection.js";
import type { DeviceKind } from "./kind.js";
import { createPower, type Power } from "./power.js";

export interface DeviceSpec {
  kind: DeviceKind;
  deviceId: string;
  district: string;
  /** Switched on then. */
  bootMs: number;
}

/** What a heartbeat says of a device, in this order. */
export interface Vitals {
  rssiDbm: number;
  batteryPercent: number;
  mains: boolean;
  firmware: string;
  uptimeSec: number;
  bufferedEvents: number;
}

const secMs = 1_000;
/** Clocks are set by the network and off by little. Source: judgement. */
const usualClockOffMs = [
  [0, -900],
  [1, 400],
] as const;

/** A class for the sake of memory, as in random.ts. */
class Speaker implements Device {
  readonly kind: DeviceKind;
  readonly deviceId: string;
  readonly district: string;
  readonly connection: Connection;
  readonly power: Power;
  readonly topic: string;
  clockOffsetMs: number;
  firmware: string;
  rssiDbm: number;
  extra: object | null = null;
  private readonly random: Random;
  private bootedMs: number;
  private on = false;

  constructor(
    private readonly world: World,
    cloud: VendorCloud,
    { kind, deviceId, district, bootMs }: DeviceSpec,
  ) {
    const { city } = world;
    this.kind = kind;
    this.deviceId = deviceId;
    this.district = district;
    this.firmware = kind.firmware;
    this.bootedMs = bootMs;
    const random = randomOf(city.seed, `device-${deviceId}`);
    this.random = random;
    const event = topicOf(city, district, kind.deviceClass, deviceId, "event");
    const state = topicOf(city, district, kind.deviceClass, deviceId, "state");
    this.topic = event;
    const place = { deviceId, district, topics: { event, state } };
    const chances = randomOf(city.seed, `connection-${deviceId}`);
    this.connection = createConnection(world, cloud, place, chances, () => this.sayAlive());
    const replaced = kind.mains || "charging" in kind ? null : randomOf(city.seed, `battery-${deviceId}`);
    const startPercent = replaced === null ? 100 : random.int(35, 100);
    this.power = createPower({ ...kind, replaced }, startPercent, {
      nowMs: world.nowMs,
      at: world.at,
      say: (type, data) => this.say(type, data),
      // What lies in a box with an empty battery is missed by nobody.
      died: () => {
        if (world.nowMs() >= bootMs) this.goDark();
      },
      revived: () => {
        if (world.nowMs() >= bootMs) this.revive();
      },
    });
    this.clockOffsetMs = Math.round(random.draw(usualClockOffMs));
    this.rssiDbm = random.int(-97, -61);
    world.at(bootMs, () => {
      if (this.power.dead) this.goDark();
      else this.boot();
      world.at(bootMs + kind.heartbeatEveryMs, this.heartbeat);
    });
  }

  private boot(): void {
    if (this.power.dead) return;
    this.on = true;
    this.bootedMs = this.world.nowMs();
    this.connection.connect();
  }

  private off(): void {
    this.on = false;
    this.connection.lose();
  }

  private goDark(): void {
    const { world, deviceId, district } = this;
    this.off();
    world.truth.noteHappening({ what: "went-dark", fault: null, atMs: world.nowMs(), toMs: null, deviceId, district });
  }

  private revive(): void {
    this.world.at(this.world.nowMs() + this.random.int(30, 120) * secMs, () => {
      this.boot();
      if (this.power.mains) this.say("power.restored", {});
    });
  }

  private readonly heartbeat = (): void => {
    this.world.at(this.world.nowMs() + this.kind.heartbeatEveryMs, this.heartbeat);
    // Without contact there is nobody to tell that it lives; only what happened is stored.
    if (this.on && this.connection.inContact()) this.sayAlive();
  };

  private sayAlive(): void {
    if (!this.on) return;
    const { world, power, clockOffsetMs, extra } = this;
    const data: Vitals = {
      rssiDbm: this.rssiDbm + this.random.int(-3, 3),
      batteryPercent: power.percent(),
      mains: power.mains,
      firmware: this.firmware,
      uptimeSec: Math.floor((world.nowMs() - this.bootedMs) / secMs),
      bufferedEvents: this.connection.waiting(),
    };
    if (this.kind.measuresClock && Math.abs(clockOffsetMs) >= secMs) {
      this.say("link.heartbeat", { ...data, clockOffsetMs, ...extra });
    } else this.say("link.heartbeat", extra === null ? data : { ...data, ...extra });
  }

  isOn(): boolean {
    return this.on;
  }

  say(type: EventType, data: object, arrived?: () => void, heard?: () => void): void {
    if (this.on) this.connection.send(type, data, this.world.nowMs() + this.clockOffsetMs, arrived, heard);
  }

  restart(): void {
    if (!this.on) return;
    this.off();
    this.world.at(this.world.nowMs() + this.random.int(40, 100) * secMs, () => this.boot());
  }
}

export function createDevice(world: World, cloud: VendorCloud, spec: DeviceSpec): Device {
  return new Speaker(world, cloud, spec);
}
