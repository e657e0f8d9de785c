import type { DispenserKind } from "./kind.js";

/** A tray of 28 chambers that home care fills. What was left in it is seen by its silence only. */
export const trayDispenser: DispenserKind = {
  deviceClass: "tray-dispenser",
  firmware: "1.14.0",
  heartbeatEveryMs: 900_000,
  mains: true,
  runtimeMin: 1_440,
  measuresClock: false,
  reportsMissed: false,
  namesPlan: false,
  holdsDays: (dosesPerDay) => Math.max(1, Math.floor(28 / dosesPerDay)),
  saysLoaded: false,
  rejectDrawerDoses: null,
  // Source of rate and duration: judgement. Somebody lifts it to dust, and puts it back.
  mishap: {
    code: "tilt",
    percentPerDay: 0.2,
    lastsMin: [
      [0, 1],
      [0.9, 15],
      [1, 90],
    ],
    stops: false,
  },
};
