import type { Quantiles } from "../city/random.js";
import type { Component } from "./component.js";

/** The phones that home care on duty carries. */
export const dutyPhone: Component = { id: "duty-phone", dependsOn: ["sms-gateway"], answersInMs: [50, 400] };

/** Milliseconds until an SMS is on the phone. Source: judgement. */
export const smsTakesMs: Quantiles = [
  [0, 2_000],
  [0.95, 12_000],
  [1, 40_000],
];
