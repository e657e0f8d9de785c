import type { DispenserKind } from "./kind.js";

/** Pouches from a roll of 14 days that a pharmacy has made. */
export const rollDispenser: DispenserKind = {
  deviceClass: "roll-dispenser",
  firmware: "3.8.1",
  reportsMissed: true,
  namesPlan: true,
  holdsDays: () => 14,
  saysLoaded: true,
};
