import type { SafetyKind } from "./kind.js";

/** A safety alarm: a button on a string, and a base unit at the wall that speaks for it. */
export const pendant: SafetyKind = {
  deviceClass: "pendant",
  prefix: "pendant",
  firmware: "5.2.0",
  heartbeatEveryMs: 300_000,
  mains: true,
  runtimeMin: 2_160,
  measuresClock: true,
  sharePercent: 15,
  alarm: { kind: "button", vkpCode: "3", severity: 40, perDay: 0.12 },
};
