import { type Quantiles, randomOf } from "../city/random.js";
import type { Resident } from "../city/resident.js";
import type { World } from "../city/world.js";
import type { Component } from "./component.js";
import { createRelay } from "./relay.js";

/** The pharmacy that makes rolls of 14 days from the medicine plan. */
export const multidosePharmacy: Component = { id: "multidose-pharmacy", dependsOn: [], answersInMs: [80, 600] };

export interface MultidosePharmacy {
  /** The roll that lies ready for the resident, and the order of the next; false if none has come yet. */
  takeRoll(resident: Resident): boolean;
}

const hourMs = 3_600_000;
/** From the record to the pharmacy, and from there to the cupboard of home care. Source: judgement. */
const orderTakesMs: Quantiles = [
  [0, 60_000],
  [1, 6 * hourMs],
];
const productionTakesMs: Quantiles = [
  [0, 48 * hourMs],
  [0.9, 120 * hourMs],
  [1, 168 * hourMs],
];

export function createMultidosePharmacy(world: World): MultidosePharmacy {
  const random = randomOf(world.city.seed, multidosePharmacy.id);
  const ordered = new Map<string, number>();
  /** Residents whose roll is not there yet; the first roll lies ready for everybody. */
  const awaited = new Set<string>();
  const orders = createRelay(world, {
    flow: "multidose-order",
    steps: [
      {
        componentId: "epj",
        takesMs: [
          [0, 0],
          [1, 0],
        ],
      },
      { componentId: multidosePharmacy.id, takesMs: orderTakesMs },
    ],
  });

  function order(planId: string): void {
    const number = (ordered.get(planId) ?? 0) + 1;
    ordered.set(planId, number);
    awaited.add(planId);
    orders.send(`${planId}-roll-${number}`, () => {
      const makeMs = Math.round(random.draw(productionTakesMs));
      world.at(world.nowMs() + makeMs, () =>
        world.conditions.whenUp(multidosePharmacy.id, () => awaited.delete(planId)),
      );
    });
  }

  return {
    takeRoll({ planId }) {
      if (awaited.has(planId)) return false;
      order(planId);
      return true;
    },
  };
}
