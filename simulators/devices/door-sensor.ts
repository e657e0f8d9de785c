import type { SafetyKind } from "./kind.js";

/** A contact at the door that tells when somebody goes out in the night. It saves its battery. */
export const doorSensor: SafetyKind = {
  deviceClass: "door-sensor",
  prefix: "door",
  firmware: "1.3.2",
  heartbeatEveryMs: 3_600_000,
  mains: false,
  runtimeMin: 525_600,
  measuresClock: false,
  sharePercent: 5,
  alarm: { kind: "left-home", vkpCode: "4.21", severity: 30, perDay: 0.05 },
};
