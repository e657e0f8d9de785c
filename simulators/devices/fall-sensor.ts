import type { SafetyKind } from "./kind.js";

/** A sensor at the bed that sees somebody fall or leave it at night. */
export const fallSensor: SafetyKind = {
  deviceClass: "fall-sensor",
  prefix: "fall",
  firmware: "2.4.7",
  heartbeatEveryMs: 900_000,
  mains: true,
  runtimeMin: 240,
  measuresClock: true,
  sharePercent: 6,
  alarm: { kind: "fall", vkpCode: "4.1", severity: 40, perDay: 0.08 },
};
