import type { Dose } from "../city/dose.js";
import { sayAsComponent, type World } from "../city/world.js";
import type { Dispenser } from "../devices/dispenser.js";
import type { HomeCare } from "./home-care.js";

/** An alert of the vendor's own system: first in line, where Velvakt is the second. */
export interface SupplierAlert {
  alertRef: string;
  dispenser: Dispenser;
  dose: Dose;
}

export interface VendorCloud {
  /** A dose is still in its dispenser at its limit; the cloud says so as soon as it can know. */
  noticeLeft(dispenser: Dispenser, dose: Dose): void;
}

const minMs = 60_000;
/** Long after its time nobody is alarmed about a dose any more. */
const alarmsUntilMs = 240 * minMs;
/** VKP: 1.1 is "not dispensed", severities are 20 moderate and 40 critical. */
const notDispensed = "1.1";

export function createVendorCloud(world: World, homeCare: HomeCare): VendorCloud {
  function raise(dispenser: Dispenser, dose: Dose): void {
    const alertRef = world.nextId("supplier-alert");
    const { deviceId } = dispenser.resident;
    const severity = dose.truth.critical ? 40 : 20;
    sayAsComponent(world, "vendor-cloud", "vendor-cloud", "alert.raised", {
      alertRef,
      deviceId,
      kind: notDispensed,
      severity,
    });
    homeCare.alarm({ alertRef, dispenser, dose });
  }

  function noticeLeft(dispenser: Dispenser, dose: Dose): void {
    const { truth, scheduledAtMs } = dose;
    if (truth.heardAtMs !== null || truth.followup !== null || world.nowMs() > scheduledAtMs + alarmsUntilMs) return;
    const { connection } = dispenser;
    // The cloud's own blind spot: what it has no contact with it raises no alarm about.
    const isBlind = !world.isUp("vendor-cloud") || !connection.inContact() || connection.waiting() > 1;
    if (isBlind) world.at(world.nowMs() + minMs, () => noticeLeft(dispenser, dose));
    else raise(dispenser, dose);
  }

  return { noticeLeft };
}
