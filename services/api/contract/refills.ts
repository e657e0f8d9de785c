import { z } from "zod";
import { instant, named } from "./common.js";

const plannedDose = z.object({ scheduledAt: instant, critical: z.boolean() });

export const refill = named(
  "Refill",
  z.object({
    deviceId: z.string(),
    residentRef: z.string(),
    district: z.string(),
    what: z
      .enum(["empty", "stock", "roll-ends"])
      .describe(
        "empty: nothing is left; stock: the doses left, as reported and counted since, come to an end; roll-ends: the last dose of the roll by its date",
      ),
    runsOutAt: instant.describe("The last dose there is something for; of an empty device since when it is"),
    nextDose: plannedDose,
    firstUncovered: plannedDose.describe("The first planned dose that there is nothing for: be there before it"),
  }),
);

export const refills = named(
  "Refills",
  z.object({
    generatedAt: instant,
    withinHours: z.number(),
    total: z.int().describe("All that run out within these hours, not only those listed"),
    unknown: z
      .int()
      .describe("Dispensers in use of which nobody has said what is inside, or not since they were filled: not listed"),
    items: z.array(refill).describe("What has to be done first comes first: by the first dose there is nothing for"),
  }),
);
