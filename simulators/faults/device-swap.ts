import { z } from "zod";
import { faultKind } from "./fault.js";

/**
 * Two dispensers are carried into each other's homes: somebody reads the labels into the record, the
 * plans stay where they were, and each resident gets the other's medicine until it is put right.
 */
export const deviceSwap = faultKind({
  name: "device-swap",
  summary: "two dispensers stand in each other's homes; residents get each other's medicine",
  settings: { pairs: z.int().min(1).max(1_000).default(1) },
  make: ({ pairs }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world, inhabited: homes, systems, random }) {
      const roomy = world.city.districts
        .map((district) => homes.filter(({ resident }) => resident.district === district))
        .filter(({ length }) => length >= 2);
      const back: (() => void)[] = [];
      for (let number = 0; number < pairs && roomy.length > 0; number++) {
        const neighbours = random.pick(roomy);
        const place = random.int(0, neighbours.length - 2);
        const [one, other] = [neighbours[place]?.dispenser, neighbours[place + 1]?.dispenser];
        if (!one || !other) continue;
        for (const [dispenser, theirs] of [
          [one, other.resident],
          [other, one.resident],
        ] as const) {
          const mine = dispenser.resident;
          const { deviceId, district, residentRef } = mine;
          dispenser.standsWith = theirs.residentRef;
          const about = { what: "swap", fault: "device-swap", atMs: fromMs, toMs, deviceId, district } as const;
          world.truth.noteHappening({ ...about, planFor: residentRef, standsWith: theirs.residentRef });
          systems.record.assign(mine, theirs.residentRef);
          back.push(() => {
            dispenser.standsWith = null;
            systems.record.assign(mine, residentRef);
          });
        }
      }
      return () => {
        for (const put of back) put();
      };
    },
  }),
});
