import type { DispenserKind } from "./kind.js";

/** Pouches from a roll of 14 days that a pharmacy has made; what is left goes to a locked drawer. */
export const rollDispenser: DispenserKind = {
  deviceClass: "roll-dispenser",
  firmware: "3.8.1",
  heartbeatEveryMs: 900_000,
  mains: true,
  runtimeMin: 1_440,
  measuresClock: true,
  reportsMissed: true,
  namesPlan: true,
  holdsDays: () => 14,
  saysLoaded: true,
  rejectDrawerDoses: 8,
  // Source of rate and duration: judgement.
  mishap: {
    code: "jam",
    percentPerDay: 0.05,
    lastsMin: [
      [0, 40],
      [0.8, 240],
      [1, 900],
    ],
    stops: true,
  },
};
