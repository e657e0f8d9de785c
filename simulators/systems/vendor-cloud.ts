import type { EventType } from "../../rules/model/event.js";
import type { AlertTaker, Dispenser, Dose, SupplierAlert, VendorCloud } from "../cast.js";
import { randomOf } from "../city/random.js";
import { type Said, sayAsComponent, type World } from "../city/world.js";
import type { Component } from "./component.js";
import type { Relay } from "./relay.js";

/** The vendor's cloud: takes what devices say, passes it on, and alerts staff. First in line; Velvakt is second. */
export const vendorCloud: Component = { id: "vendor-cloud", dependsOn: [], answersInMs: [20, 180] };

const minMs = 60_000;
/** Long after its time nobody is alarmed about a dose any more. */
const alarmsUntilMs = 240 * minMs;
/** VKP: "not dispensed". */
const notDispensed = "1.1";
/** An alert that nobody has taken by then never will be. */
const alertSettlesMs = 24 * 60 * minMs;

interface Ports {
  journal: Relay;
  homeCare: AlertTaker;
}

export function createVendorCloud(world: World, { journal, homeCare }: Ports): VendorCloud {
  const { conditions, truth } = world;
  const { id } = vendorCloud;
  const random = randomOf(world.city.seed, id);
  const held: (() => void)[] = [];
  const slow = conditions.now("slow");
  const holds = conditions.now("holds");
  let passedOnMs = 0;

  conditions.onEnd("holds", () => {
    const kept = held.splice(0);
    kept.forEach((one, place) => {
      world.at(world.nowMs() + place * 20, () => conditions.whenUp(id, one));
    });
  });

  /** Slow, it is still one queue: nothing overtakes. */
  function delayed(action: () => void): void {
    const late = slow.filter((one) => one.componentId === id);
    const extraMs = late.reduce((sum, { delayMs }) => sum + random.draw(delayMs), 0);
    passedOnMs = Math.max(passedOnMs, world.nowMs() + Math.round(extraMs));
    if (passedOnMs <= world.nowMs()) action();
    else world.at(passedOnMs, () => conditions.whenUp(id, action));
  }

  const holding = (type: EventType) => holds.some((one) => one.componentId === id && one.keeps(type));

  /** By itself, so that in good times, which is almost always, no message costs closures. */
  function takeInTrouble(topic: string, said: Said, heard: (() => void) | undefined): void {
    const passOn = () => delayed(() => world.say(topic, said, false, heard));
    if (holding(said.type)) held.push(passOn);
    else passOn();
  }

  function raise(about: Omit<SupplierAlert, "alertRef">, takers: AlertTaker): void {
    const alert = { ...about, alertRef: world.nextId("supplier-alert") };
    const { alertRef, deviceId, district, kind, severity, dose } = alert;
    const record = {
      alertRef,
      deviceId,
      district,
      kind,
      doseId: dose?.truth.doseId ?? null,
      raisedAtMs: world.nowMs(),
      deliveredAtMs: null,
      acknowledgedAtMs: null,
      closedAtMs: null,
    };
    truth.supplierAlerts.set(alertRef, record);
    world.at(world.nowMs() + alertSettlesMs, () => truth.settleAlert(record));
    sayAsComponent(world, id, id, "alert.raised", { alertRef, deviceId, kind, severity });
    takers.take(alert);
  }

  function noticeLeft(dispenser: Dispenser, dose: Dose, act: SupplierAlert["act"]): void {
    const { deviceId, district } = dispenser.resident;
    if (dose.knownToCloud || dose.truth.followup !== null || dose.truth.excused) return;
    if (world.nowMs() > dose.scheduledAtMs + alarmsUntilMs) return;
    const { connection } = dispenser.device;
    // The cloud's own blind spot: what it has no contact with it raises no alarm about.
    const isBlind = !world.isUp(id) || !connection.inContact() || connection.waiting() > 1 || holding("dose.dispensed");
    if (isBlind) world.at(world.nowMs() + minMs, () => noticeLeft(dispenser, dose, act));
    else {
      const kind = dispenser.obstacle() === "empty" ? "1.2" : notDispensed;
      raise({ deviceId, district, kind, severity: dose.truth.critical ? 40 : 20, dose, act }, homeCare);
    }
  }

  return {
    id,
    take(topic, said, heard) {
      const late = passedOnMs > world.nowMs() || slow.length > 0;
      if (late || holds.length > 0) takeInTrouble(topic, said, heard);
      else world.say(topic, said, false, heard);
    },
    tellState: (topic, state) => world.say(topic, { state }, true),
    learnDispensed(dose, device) {
      dose.knownToCloud = true;
      journal.send(`${device.deviceId}-${dose.scheduledAtMs / minMs}`);
    },
    noticeLeft,
    raise,
  };
}
