import type { Quantiles } from "../city/random.js";
import type { Component } from "./component.js";

/** The subcontractor's gateway that turns alerts and login codes into SMS. */
export const smsGateway: Component = { id: "sms-gateway", dependsOn: [], answersInMs: [20, 150] };

/** Milliseconds from the vendor's cloud into the gateway. Source: judgement. */
export const intoGatewayMs: Quantiles = [
  [0, 200],
  [0.95, 1_500],
  [1, 5_000],
];
