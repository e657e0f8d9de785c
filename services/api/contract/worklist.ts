import { z } from "zod";
import { instant, named } from "./common.js";
import { alert, dose } from "./records.js";

export const task = named(
  "Task",
  alert.extend({
    residentRef: z.string().nullable().describe("The alert's resident, or whoever has the device now"),
    timeCritical: z.boolean(),
    doses: z
      .array(dose.pick({ doseId: true, scheduledAt: true, verdict: true, cause: true, followup: true }))
      .describe("Doses it is about; several where a plan became known late"),
  }),
);

export const worklist = named(
  "Worklist",
  z.object({
    generatedAt: instant,
    residents: z.int().describe("Residents behind all tasks that match, not only those listed"),
    total: z.int().describe("Tasks that match, not only those listed"),
    items: z.array(task).describe("Most severe first, then oldest first"),
  }),
);
