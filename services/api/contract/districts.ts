import { z } from "zod";
import { instant, named } from "./common.js";

export const districts = named(
  "Districts",
  z.object({
    generatedAt: instant,
    tenant: z.string(),
    timezone: z.string(),
    simulated: z.boolean().describe("A demo: nobody here exists, and time runs as fast as it was told to"),
    items: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        responseLimitMin: z.number(),
        mobilisationMin: z.number(),
        dutyPhones: z.int(),
        firstAlarm: z.boolean(),
        needsHumanNow: z.int().describe("Residents with a task, as on the first page"),
        devices: z.object({ heardLately: z.int(), all: z.int() }),
      }),
    ),
  }),
);
