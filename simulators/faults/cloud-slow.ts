import { z } from "zod";
import { faultKind } from "./fault.js";

const componentId = "vendor-cloud";
const minMs = 60_000;

/** The vendor's cloud is overloaded: everything comes out of it in order, but minutes later. */
export const cloudSlow = faultKind({
  name: "cloud-slow",
  summary: "everything comes out of the vendor's cloud, minutes later",
  settings: { delayMin: z.number().positive().max(240).default(12) },
  make: ({ delayMin }) => ({
    breaks: { componentId, how: "slow" },
    begin: ({ world }) =>
      world.conditions.begin("slow", {
        componentId,
        delayMs: [
          [0, 0.5 * delayMin * minMs],
          [1, 1.5 * delayMin * minMs],
        ],
      }),
  }),
});
