import type { SafetyKind } from "./kind.js";

/** A locator that somebody carries; it is charged in the evening, if it is not forgotten. */
export const gps: SafetyKind = {
  deviceClass: "gps",
  prefix: "gps",
  firmware: "4.0.9",
  heartbeatEveryMs: 600_000,
  mains: false,
  runtimeMin: 2_880,
  measuresClock: true,
  sharePercent: 3,
  alarm: { kind: "left-area", vkpCode: "2", severity: 30, perDay: 0.1 },
  charging: { forgottenPercent: 3 },
};
