import { z } from "zod";
import { instant, named } from "./common.js";
import { verdict } from "./records.js";

const doseFigures = {
  planned: z.int(),
  doses: z.record(verdict, z.int()).describe("By the verdict as it is now; their sum is `planned`"),
  missedBy: z.object({ user: z.int(), empty: z.int(), fault: z.int() }),
  dispensed: z.int().describe("Early, on time and late"),
  decided: z.int().describe("Dispensed, missed and unconfirmed: neither excused nor still waited for"),
  adherencePercent: z
    .number()
    .nullable()
    .describe(
      "Dispensed of decided. An unconfirmed dose never counts as dispensed, so it is at least so many. Null of none",
    ),
};
const span = { from: instant, to: instant };
const alertsByKind = z.record(z.string(), z.int());

export const residentPeriod = named(
  "ResidentPeriod",
  z.object({
    generatedAt: instant,
    residentRef: z.string(),
    timezone: z.string(),
    days: z.int(),
    ...span,
    total: z.object(doseFigures),
    halves: z
      .array(z.object({ ...span, ...doseFigures }))
      .describe("The first and the second half of the days, to compare; nothing is concluded from them"),
    weeks: z
      .array(
        z.object({
          label: z.string().describe("`2026-W43`"),
          ...span,
          complete: z.boolean().describe("false: the week is cut by the beginning or the end of the period"),
          ...doseFigures,
          alerts: alertsByKind.describe("Alerts about the resident opened in the week, by kind"),
        }),
      )
      .describe("ISO weeks in the installation's zone, the earliest first"),
    repeatedMisses: z
      .object({
        misses: z
          .int()
          .describe("The installation's own number: so many misses within seven days, of all plans together"),
        spans: z.array(z.object({ ...span, missed: z.int() })),
      })
      .describe("Each from its first miss to its last"),
    assisted: z
      .object({ assisted: z.int(), known: z.int(), percent: z.number().nullable() })
      .describe("Dispensed with somebody's help, of the dispensed doses of which that was noted"),
    followups: z
      .record(
        z.enum(["confirmed-by-phone", "given-by-staff", "refused", "not-reached", "not-at-home", "none"]),
        z.int(),
      )
      .describe("Of doses that are missed or unconfirmed; none: nobody has noted anything"),
    alerts: alertsByKind,
    pauses: z
      .array(z.object({ planId: z.string(), ...span, doses: z.int() }))
      .describe("Doses one after the other that nobody expected, from the first to the last in the period"),
  }),
);
