import type { Quantiles } from "../city/random.js";
import type { Component } from "./component.js";

/** 4G data and SMS of the telephony subcontractor, in each district by itself. */
export const mobileNetwork: Component = {
  id: "mobile-network",
  perDistrict: true,
  dependsOn: [],
  answersInMs: [30, 180],
};

export function mobileNetworkOf(district: string): string {
  return `${mobileNetwork.id}@${district}`;
}

/** Milliseconds over 4G: most of it is quick. Source: judgement. */
export const airTimeMs: Quantiles = [
  [0, 150],
  [0.9, 1_200],
  [1, 4_000],
];
