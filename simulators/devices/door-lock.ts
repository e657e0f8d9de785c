import type { SafetyKind } from "./kind.js";

/** A lock that lets home care in without a key. It raises nothing of itself. */
export const doorLock: SafetyKind = {
  deviceClass: "door-lock",
  prefix: "lock",
  firmware: "7.1.0",
  heartbeatEveryMs: 3_600_000,
  mains: false,
  runtimeMin: 259_200,
  measuresClock: false,
  sharePercent: 8,
  alarm: null,
};
