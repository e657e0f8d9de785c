import type { Random } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";

/** Seconds until an SMS is on the phone. Source: judgement. */
const deliveredAfterSec = [
  [0, 2],
  [0.95, 12],
  [1, 40],
] as const;

/** Carries an alert to the duty phone, says that it is there, and calls back then. */
export function sendSms(world: World, random: Random, alertRef: string, delivered: () => void): void {
  const arrivesMs = world.nowMs() + Math.round(random.draw(deliveredAfterSec) * 1_000);
  world.at(arrivesMs, () => {
    sayAsComponent(world, "sms-gateway", "sms-gateway", "alert.delivered", { alertRef, channel: "sms" });
    delivered();
  });
}
