import type { SupplierAlert } from "../cast.js";
import { type Quantiles, randomOf } from "../city/random.js";
import { sayAsComponent, type World } from "../city/world.js";
import { dutyPhone } from "./duty-phone.js";
import { twoFactorSms } from "./two-factor-sms.js";
import { vendorCloud } from "./vendor-cloud.js";

/** The people of one team who have a phone in their pocket, and alerts one after the other. */
export interface Staff {
  receive(alert: SupplierAlert): void;
}

const minMs = 60_000;
/** Minutes until somebody takes an alert, and from then until they have done something. Source: judgement. */
const takenAfterMin: Quantiles = [
  [0, 0.5],
  [0.5, 4],
  [0.9, 14],
  [0.97, 26],
  [1, 45],
];
const doneAfterMin: Quantiles = [
  [0, 2],
  [0.5, 6],
  [1, 18],
];
/** How much longer it takes to answer at this hour: two people for a district at night. Source: judgement. */
const slownessByHour = [
  1.8, 1.8, 1.8, 1.8, 1.8, 1.8, 1.5, 1.3, 1, 1, 1, 1, 1, 1, 1, 1.3, 1, 1, 1, 1, 1.2, 1.2, 1.6, 1.8,
];
/** Shifts change at 07, 15 and 22; what is open is handed over first. Source: judgement. */
const shiftHours = [7, 15, 22];
const handoverMin = 10;
/** One phone can serve so many residents. Source: judgement. */
const residentsPerPhone = 120;
const phonesMin = 2;
/** Who is refused tries again, a few times a shift. */
const loginEveryMin = 10;
const loginTriesMax = 12;

export function createStaff(world: World, district: string, residents: number, actorRole: string): Staff {
  const random = randomOf(world.city.seed, `staff-${actorRole}-${district}`);
  const phones = Math.max(phonesMin, Math.ceil(residents / residentsPerPhone));
  const queue: SupplierAlert[] = [];
  let busy = 0;
  /** Codes for logging in are asked for at the beginning of a shift and hold through it. */
  let loggedIn = true;
  let shift = -1;

  function beginShift(): void {
    const hour = world.local.hourOf(world.nowMs());
    world.at(world.nowMs() + 15 * minMs, beginShift);
    if (!shiftHours.includes(hour) || shift === hour) return;
    shift = hour;
    loggedIn = false;
    logIn(1);
  }

  function logIn(attempt: number): void {
    const ok = world.isUp(twoFactorSms.id);
    loggedIn = ok;
    if (world.isUp(vendorCloud.id)) {
      const about = { actorOrg: "municipality", actorRole, purpose: "duty", district, outcome: ok ? "ok" : "denied" };
      sayAsComponent(world, vendorCloud.id, vendorCloud.id, "access.logged", about);
    }
    if (ok) return;
    const what = { what: "login-refused", fault: null, atMs: world.nowMs(), toMs: null, district } as const;
    world.truth.noteHappening(what);
    if (attempt < loginTriesMax) world.at(world.nowMs() + loginEveryMin * minMs, () => logIn(attempt + 1));
  }

  /** The supplier's system is where alerts are taken and closed: it must be there, and staff in it. */
  function inCloud(action: () => void): void {
    world.conditions.whenUp(vendorCloud.id, () => {
      if (!loggedIn && world.isUp(twoFactorSms.id)) loggedIn = true;
      if (loggedIn) action();
      else world.at(world.nowMs() + 2 * minMs, () => inCloud(action));
    });
  }

  function say(type: "alert.acknowledged" | "alert.closed", alertRef: string, words: object): void {
    const source = type === "alert.closed" ? vendorCloud.id : dutyPhone.id;
    sayAsComponent(world, source, source, type, { alertRef, actorRole, ...words });
    const record = world.truth.supplierAlerts.get(alertRef);
    if (!record) return;
    if (type === "alert.closed") record.closedAtMs = world.nowMs();
    else record.acknowledgedAtMs = world.nowMs();
  }

  function handoverMs(): number {
    const soonHour = world.local.hourOf(world.nowMs() + handoverMin * minMs);
    const hour = world.local.hourOf(world.nowMs());
    return soonHour !== hour && shiftHours.includes(soonHour) ? handoverMin * minMs : 0;
  }

  function next(): void {
    if (busy >= phones) return;
    const alert = queue.shift();
    if (alert === undefined) return;
    busy++;
    const hour = world.local.hourOf(world.nowMs());
    const takenMs = random.draw(takenAfterMin) * (slownessByHour[hour] ?? 1) * minMs + handoverMs();
    const doneMs = random.draw(doneAfterMin) * minMs;
    world.at(world.nowMs() + Math.round(takenMs), () => {
      inCloud(() => say("alert.acknowledged", alert.alertRef, {}));
      // Nobody waits for a login to phone somebody.
      world.at(world.nowMs() + Math.round(doneMs), () => {
        const words = alert.act();
        inCloud(() => say("alert.closed", alert.alertRef, words));
        busy--;
        next();
      });
    });
  }

  beginShift();
  return {
    receive(alert) {
      queue.push(alert);
      next();
    },
  };
}
