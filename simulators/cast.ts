import type { EventType } from "../rules/model/event.js";
import type { Resident } from "./city/resident.js";
import type { Said } from "./city/said.js";
import type { DeviceKind, DispenserKind } from "./devices/kind.js";
import type { Power } from "./devices/power.js";
import type { DoseTruth } from "./truth.js";

/**
 * Those in the city who have to do with one another, as each knows the others. What they do is in the
 * files that create them: devices/ and systems/vendor-cloud.ts.
 */

/** One planned dose, on its way to whatever becomes of it. */
export interface Dose {
  resident: Resident;
  /** As the wire says it. */
  scheduledAt: string;
  scheduledAtMs: number;
  /** The vendor's cloud has been told that it came out. */
  knownToCloud: boolean;
  truth: DoseTruth;
}

/** A device's way to the cloud, with what waits to be sent on it. */
export interface Connection {
  inContact(): boolean;
  /** Events that have not got through yet. */
  waiting(): number;
  /** Numbers the event and sends it as soon as everything before it has arrived. */
  send(type: EventType, data: object, timeMs: number, arrived?: () => void, heard?: () => void): void;
  connect(): void;
  /** Switched off. */
  lose(): void;
  /** Has something to do with the network, and finds out if it is gone. */
  notice(): void;
  /** No signal where the device stands; returns what brings it back. */
  block(): () => void;
}

/** A device in a home, of whatever class: connection, power, clock, signal, and signs of life. */
export interface Device {
  readonly kind: DeviceKind;
  readonly deviceId: string;
  readonly district: string;
  readonly connection: Connection;
  readonly power: Power;
  readonly topic: string;
  /** Its clock minus the right time. */
  clockOffsetMs: number;
  firmware: string;
  /** Its signal where it stands. */
  rssiDbm: number;
  isOn(): boolean;
  say(type: EventType, data: object, arrived?: () => void, heard?: () => void): void;
  /** Switches itself off and on again, as after an update. */
  restart(): void;
  /** What its next heartbeats carry beside the usual, such as something that does not belong there. */
  extra: object | null;
}

/** What keeps a dispenser from giving the dose when the button is pressed. */
export type Obstacle = "no-power" | "jam" | "empty";

/** A dispenser in a home: what it does there, told as the wire contract has it. */
export interface Dispenser {
  readonly resident: Resident;
  readonly device: Device;
  readonly kind: DispenserKind;
  /** In whose home it stands, where it was mixed up with another. */
  standsWith: string | null;
  obstacle(): Obstacle | null;
  remind(dose: Dose, attempt: number): void;
  /** Somebody pressed the button; nothing comes out where something is in the way. */
  dispense(dose: Dose, mode: "unassisted" | "assisted"): void;
  /** The dose is still inside at its limit. */
  leave(dose: Dose): void;
  /** Before a journey: all doses of the span at once. */
  handOut(fromMs: number, toMs: number, count: number): void;
  /** Something in it is stuck until the returned function is called. */
  jam(code: "jam" | "tilt", stops: boolean): () => void;
  /** Home care comes by to load it and to empty the drawer, if that is needed. */
  visit(): void;
}

/** An alert of the vendor's own system. */
export interface SupplierAlert {
  alertRef: string;
  deviceId: string;
  district: string;
  /** VKP's alert code. */
  kind: string;
  /** VKP's: 20 moderate, 30 serious, 40 critical. */
  severity: number;
  dose: Dose | null;
  /** What whoever takes it does about it; returns the words with which the alert is closed. */
  act(): { cause: string; action: string };
}

/** Whoever the cloud's alerts go to. */
export interface AlertTaker {
  take(alert: SupplierAlert): void;
}

export interface VendorCloud {
  readonly id: string;
  /** A device's event has come in. `heard` is called when it has gone out again to whoever listens. */
  take(topic: string, said: Said, heard: (() => void) | undefined): void;
  tellState(topic: string, state: "online" | "offline"): void;
  learnDispensed(dose: Dose, device: Device): void;
  /** A dose is still in its dispenser at its limit; the cloud alerts as soon as it can know. */
  noticeLeft(dispenser: Dispenser, dose: Dose, act: SupplierAlert["act"]): void;
  raise(alert: Omit<SupplierAlert, "alertRef">, takers: AlertTaker): void;
}
