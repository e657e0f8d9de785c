import type { z } from "zod";
import type { EventData, EventType } from "../../rules/model/event.js";
import * as alarm from "./alarm.js";
import * as component from "./component.js";
import * as dose from "./dose.js";
import * as fault from "./fault.js";
import * as inventory from "./inventory.js";
import * as link from "./link.js";
import * as plan from "./plan.js";
import * as stock from "./stock.js";
import * as supplierAlert from "./supplier-alert.js";

/** What the type names begin with on the wire; the model goes without. */
export const typePrefix = "no.vft.";

interface Row<Data> {
  /** From the wire's `data` to the model's. */
  schema: z.ZodType<Data>;
  /** The topics it may come on: a device's or a component's. */
  sender: "device" | "component";
  /** Heartbeats and probes are not: repeating one changes nothing, and they are nine tenths of the traffic. */
  deduplicated: boolean;
}

function fromDevice<Schema extends z.ZodType>(schema: Schema) {
  return { schema, sender: "device" as const, deduplicated: true };
}

function fromComponent<Schema extends z.ZodType>(schema: Schema) {
  return { schema, sender: "component" as const, deduplicated: true };
}

/** Every event type of the contract. */
export const eventTypes = {
  "plan.published": fromDevice(plan.planPublished),
  "plan.paused": fromDevice(plan.planPaused),
  "plan.resumed": fromDevice(plan.planResumed),
  "plan.ended": fromDevice(plan.planEnded),
  "dose.reminded": fromDevice(dose.doseReminded),
  "dose.dispensed": fromDevice(dose.doseDispensed),
  "dose.predispensed": fromDevice(dose.dosePredispensed),
  "dose.missed": fromDevice(dose.doseMissed),
  "dose.followup": fromDevice(dose.doseFollowup),
  "stock.low": fromDevice(stock.stockLow),
  "stock.empty": fromDevice(stock.stockEmpty),
  "roll.loaded": fromDevice(stock.rollLoaded),
  "link.heartbeat": { ...fromDevice(link.linkHeartbeat), deduplicated: false },
  "power.lost": fromDevice(link.powerLost),
  "power.restored": fromDevice(link.powerRestored),
  "battery.low": fromDevice(link.batteryLow),
  "battery.empty": fromDevice(link.batteryEmpty),
  "fault.raised": fromDevice(fault.faultRaised),
  "fault.cleared": fromDevice(fault.faultCleared),
  "door.opened": fromDevice(fault.doorOpened),
  "tamper.detected": fromDevice(fault.tamperDetected),
  "alarm.raised": fromDevice(alarm.alarmRaised),
  "alarm.answered": fromDevice(alarm.alarmAnswered),
  "inventory.assigned": fromDevice(inventory.inventoryAssigned),
  "inventory.returned": fromDevice(inventory.inventoryReturned),
  "probe.result": { ...fromComponent(component.probeResult), deduplicated: false },
  "outage.opened": fromComponent(component.outageOpened),
  "outage.closed": fromComponent(component.outageClosed),
  "maintenance.announced": fromComponent(component.maintenanceAnnounced),
  "hop.passed": fromComponent(component.hopPassed),
  "hop.rejected": fromComponent(component.hopRejected),
  "version.changed": fromComponent(component.versionChanged),
  "config.changed": fromComponent(component.configChanged),
  "access.logged": fromComponent(component.accessLogged),
  "alert.raised": fromComponent(supplierAlert.alertRaised),
  "alert.delivered": fromComponent(supplierAlert.alertDelivered),
  "alert.acknowledged": fromComponent(supplierAlert.alertAcknowledged),
  "alert.dispatched": fromComponent(supplierAlert.alertDispatched),
  "alert.closed": fromComponent(supplierAlert.alertClosed),
} satisfies { [T in EventType]: Row<EventData[T]> };

/**
 * `satisfies` above lets a schema leave out an optional field of the model; this does not: it is
 * `true` for each type only while schema and model have the same fields of the same types.
 */
type Same<A, B> = [A, keyof A] extends [B, keyof B] ? ([B, keyof B] extends [A, keyof A] ? true : false) : false;
type SchemasMatchModel = { [T in EventType]: Same<z.output<(typeof eventTypes)[T]["schema"]>, EventData[T]> };
true satisfies [SchemasMatchModel[EventType]] extends [true] ? true : never;

/** The model's name of a type on the wire; null for one that this version does not know. */
export function knownType(wireType: string): EventType | null {
  if (!wireType.startsWith(typePrefix)) return null;
  const name = wireType.slice(typePrefix.length);
  return Object.hasOwn(eventTypes, name) ? (name as EventType) : null;
}
