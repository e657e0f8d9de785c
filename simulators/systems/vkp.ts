import type { Quantiles } from "../city/random.js";
import type { World } from "../city/world.js";
import type { Component } from "./component.js";
import { intoRecordMs } from "./epj.js";
import { createRelay, type Relay } from "./relay.js";

/** The national hub between vendors' clouds and patient records; it carries notes and plans, no live alerts. */
export const vkp: Component = { id: "vkp", dependsOn: [], answersInMs: [40, 250] };

/** Milliseconds into the hub from either side. Source: judgement. */
const intoHubMs: Quantiles = [
  [0, 300],
  [0.9, 2_500],
  [1, 15_000],
];
const atOnce: Quantiles = [
  [0, 0],
  [1, 0],
];

/** Notes of doses on their way to the record. */
export function createJournal(world: World): Relay {
  return createRelay(world, {
    flow: "journal",
    steps: [
      { componentId: "vendor-cloud", takesMs: atOnce },
      { componentId: vkp.id, takesMs: intoHubMs },
      { componentId: "epj", takesMs: intoRecordMs },
    ],
  });
}

/** Medicine plans on their way to the dispenser's cloud. */
export function createPlanWay(world: World): Relay {
  return createRelay(world, {
    flow: "plan",
    steps: [
      { componentId: "epj", takesMs: atOnce },
      { componentId: vkp.id, takesMs: intoHubMs },
      { componentId: "vendor-cloud", takesMs: intoHubMs },
    ],
  });
}
