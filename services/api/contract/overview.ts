import { z } from "zod";
import { instant, named } from "./common.js";
import { component, incidentContext, incidentSummary, text, verdict } from "./records.js";

export const overview = named(
  "Overview",
  z.object({
    generatedAt: instant,
    needsHumanNow: z
      .object({
        residents: z.int(),
        ofResidents: z.int(),
        timeCritical: z.int(),
        withoutOwner: z.int(),
      })
      .describe(
        "Residents with an alert of severity moderate or above that somebody must do something about, of all residents known today; of these, with a time-critical dose; of these, with an alert nobody has acknowledged",
      ),
    oldestWithoutOwner: z
      .object({
        alertId: z.string(),
        kind: z.string(),
        summary: text,
        district: z.string().nullable(),
        openedAt: instant,
        responseLimitMin: z
          .number()
          .nullable()
          .describe("The district's own limit; the shortest of all for what concerns the whole city"),
      })
      .nullable(),
    dosesToday: z
      .object({
        date: z.iso.date(),
        counts: z.record(verdict, z.int()),
        laterToday: z.int().describe("Planned from now until midnight; not in `counts`"),
      })
      .describe("Doses planned from midnight in the installation's zone until now"),
    componentsNotUp: z.array(component.pick({ componentId: true, name: true, status: true, statusSince: true })),
    openIncidents: z.array(incidentSummary.extend(incidentContext)),
    devices: z.object({
      heardLately: z.int(),
      all: z.int(),
      heardSince: instant,
      lastHeardWithinMin: z.int(),
    }),
    timezone: z.string(),
  }),
);
