import { z } from "zod";
import { faultKind, percent } from "./fault.js";

const minMs = 60_000;

/** The queues between systems repeat, hold up and reorder messages; what arrives is true, but late, twice, in any order. */
export const mangledDelivery = faultKind({
  name: "mangled-delivery",
  summary: "messages arrive twice, late, or in another order",
  settings: {
    duplicatedPercent: percent.default(5),
    delayedPercent: percent.default(5),
    delayMin: z.number().positive().max(1_440).default(6),
  },
  make: ({ duplicatedPercent, delayedPercent, delayMin }, { fromMs, toMs }) => ({
    breaks: null,
    begin({ world }) {
      const about = { what: "mangled-delivery", fault: "mangled-delivery", atMs: fromMs, toMs } as const;
      world.truth.noteHappening({ ...about, duplicatedPercent, delayedPercent });
      return world.conditions.begin("mangled", {
        duplicatedPercent,
        delayedPercent,
        delayMs: [
          [0, 100],
          [0.5, 0.2 * delayMin * minMs],
          [1, 2 * delayMin * minMs],
        ],
      });
    },
  }),
});
