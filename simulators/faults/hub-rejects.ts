import { z } from "zod";
import { faultKind, percent } from "./fault.js";

const componentId = "vkp";

/** The national hub refuses notes, for instance after a change of its checks: they never reach the record. */
export const hubRejects = faultKind({
  name: "hub-rejects",
  summary: "the national hub refuses a share of the journal notes and plans",
  settings: {
    sharePercent: percent.default(60),
    /** VKP's operation outcome: 2.4 is a format that is not valid. */
    code: z.string().min(1).max(16).default("2.4"),
  },
  make: ({ sharePercent, code }) => ({
    breaks: { componentId, how: "rejects" },
    begin: ({ world }) => world.conditions.begin("rejects", { componentId, sharePercent, code }),
  }),
});
