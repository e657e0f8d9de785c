import { z } from "zod";
import { instant, instantOrNull, named } from "./common.js";
import { text } from "./records.js";

/** Availability against contract, as HTTP shows it. */

const party = z.object({ id: z.string(), name: z.string() });

const chain = z
  .array(party)
  .describe("From whoever operates what failed up to whoever has the contract; empty where nobody is named");

const outageCause = z.object({
  basis: z
    .enum(["reviewed", "declared", "measured", "inferred", "none"])
    .describe("What the cause rests on; inferred from silence names a component but nobody"),
  rootCause: z.string().nullable().describe("The component whose failure explains it"),
  rootCauseName: text.nullable(),
  incidentId: z.string().nullable(),
  chain,
});

const slaOutage = z.object({
  from: instant,
  to: instantOrNull.describe("Null while it lasts"),
  restoreMin: z.number().describe("Minutes down unplanned: the clock of the time to restore"),
  restoredInTime: z.boolean(),
  cause: outageCause,
});

export const causeShare = named(
  "CauseShare",
  z.object({
    supplier: z.string().nullable().describe("Null: nobody is named"),
    isSubcontractor: z.boolean(),
    chain,
    outages: z.int(),
    downMin: z.number(),
    sharePercent: z.number().nullable(),
  }),
);

const maintenanceOverlap = z.object({
  from: instant,
  to: instantOrNull,
  doses: z.int(),
  critical: z.int(),
  residents: z.int(),
});

export const slaWindow = named(
  "SlaWindow",
  z.object({
    componentId: z.string(),
    name: text,
    supplier: z.string(),
    supplierName: z.string(),
    window: z.string().describe("`2026-03` or `2026-Q1`, of the installation's calendar"),
    from: instant,
    to: instant,
    elapsedMin: z.number().describe("Up, down, maintenance and unknown are all of it"),
    upMin: z.number(),
    downMin: z.number(),
    maintenanceMin: z.number(),
    unknownMin: z.number(),
    agreedPercent: z.number(),
    availabilityPercent: z.number().nullable().describe("Null while too little is known to say"),
    coveragePercent: z.number().nullable(),
    budgetMin: z.number(),
    budgetLeftMin: z.number().describe("Negative: the window is lost"),
    restoreWithinMin: z.number(),
    state: z.enum(["kept", "at-risk", "lost", "unknown"]),
    forecast: z
      .object({
        basis: z.enum(["down-now", "last-day"]),
        lostAt: instantOrNull.describe("When the budget is used up at the present rate, if within the window"),
        downMin: z.number().describe("Minutes down at the end of the window at that rate"),
      })
      .nullable()
      .describe("Of a window that runs"),
    burnRates: z
      .array(z.object({ lookbackMin: z.int(), rate: z.number().nullable().describe("Null: without limit") }))
      .nullable(),
    outages: z.array(slaOutage).describe("Those that began in this window, the first 200"),
    outagesLate: z.int().describe("Restored later than agreed, or not yet"),
    longestOutageMin: z.number(),
    causes: z.array(causeShare).describe("Of its outages, by who caused them; the unnamed last"),
    maintenanceOverlaps: z
      .array(maintenanceOverlap)
      .describe("Announced maintenance in this window during which doses were planned"),
  }),
);

export const slaAnswer = named(
  "Sla",
  z.object({
    asOf: instant,
    windows: z.array(z.string()).describe("All windows there are, the latest first"),
    causes: z.array(causeShare).describe("Of all outages shown, in minutes of all components together"),
    items: z.array(slaWindow),
  }),
);
