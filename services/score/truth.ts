import { z } from "zod";
import { parseInstant } from "../../ingest/wire/time.js";

const instant = z
  .string()
  .refine((text) => parseInstant(text) !== null, "must be a time with zone")
  .transform((text) => parseInstant(text) as number);

const dose = z.object({
  truth: z.literal("dose"),
  doseId: z.string(),
  deviceId: z.string(),
  district: z.string(),
  scheduledAt: instant,
  limitAt: instant,
  dispensedAt: instant.nullable(),
  heardAt: instant.nullable(),
  followupAt: instant.nullable(),
  why: z.string().nullable(),
  excused: z.boolean(),
});

const outage = z.object({
  truth: z.literal("outage"),
  fault: z.string(),
  componentId: z.string(),
  how: z.string(),
  from: instant,
  to: instant,
});

const happening = z.object({
  truth: z.literal("happening"),
  what: z.string(),
  at: instant,
  to: instant.nullable(),
  deviceId: z.string().optional(),
  district: z.string().optional(),
});

const supplierAlert = z.object({
  truth: z.literal("supplier-alert"),
  alertRef: z.string(),
  deviceId: z.string(),
  district: z.string(),
  doseId: z.string().nullable(),
  raisedAt: instant,
  acknowledgedAt: instant.nullable(),
});

export const truthLineSchema = z.discriminatedUnion("truth", [dose, outage, happening, supplierAlert]);
export type TruthLine = z.output<typeof truthLineSchema>;

export type TrueDose = z.output<typeof dose>;
export type TrueOutage = z.output<typeof outage>;
export type TrueHappening = z.output<typeof happening>;
export type TrueSupplierAlert = z.output<typeof supplierAlert>;

/** What really happened, as the lines of `velvakt simulate --truth` have it, in any order. */
export interface Truth {
  doses: TrueDose[];
  outages: TrueOutage[];
  happenings: TrueHappening[];
  supplierAlerts: TrueSupplierAlert[];
}

export function truthOf(lines: Iterable<TruthLine>): Truth {
  const truth: Truth = { doses: [], outages: [], happenings: [], supplierAlerts: [] };
  for (const line of lines) {
    if (line.truth === "dose") truth.doses.push(line);
    else if (line.truth === "outage") truth.outages.push(line);
    else if (line.truth === "happening") truth.happenings.push(line);
    else truth.supplierAlerts.push(line);
  }
  return truth;
}
