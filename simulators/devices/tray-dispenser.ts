import type { DispenserKind } from "./kind.js";

/** A tray of 28 chambers that home care fills. What was left in it is seen by its silence only. */
export const trayDispenser: DispenserKind = {
  deviceClass: "tray-dispenser",
  firmware: "1.14.0",
  reportsMissed: false,
  namesPlan: false,
  holdsDays: (dosesPerDay) => Math.floor(28 / dosesPerDay),
  saysLoaded: false,
};
