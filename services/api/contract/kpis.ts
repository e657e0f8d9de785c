import { z } from "zod";
import { kpis } from "../../../rules/kpi/catalogue.js";
import { periodKinds } from "../../../rules/kpi/periods.js";
import { id, instant, instantOrNull, named, oneOrMore, queryInstant } from "./common.js";
import { text } from "./records.js";

const ids = kpis.map((kpi) => kpi.id) as [string, ...string[]];
export const kpiId = z.enum(ids);
export const period = z.enum(periodKinds);

const unit = z.enum(["percent", "per-1000-doses", "per-100-resident-days", "count", "minutes", "per-phone-hour"]);

export const audience = z
  .enum(["duty", "above"])
  .describe(
    "`duty`: those with duty for the residents; `above`: everybody else, who sees no count of 1–4 residents; 0 is shown",
  );

export const kpi = named(
  "Kpi",
  z.object({
    id: kpiId,
    name: text,
    numerator: text,
    denominator: text.nullable().describe("Null of a plain count"),
    unit,
    about: z
      .enum(["residents", "systems"])
      .describe("Small counts about residents are not shown above those with duty"),
    better: z.enum(["higher", "lower"]).nullable(),
    daily: z.boolean().describe("Means nothing of less than a day"),
  }),
);

export const catalogue = z.object({
  periods: z.array(period),
  countShownMin: z.int().describe("Counts about residents from 1 up to the one before this are suppressed; 0 is not"),
  timezone: z.string().describe("Days, weeks (from Monday) and months are those of this zone"),
  items: z.array(kpi),
});

const number = z.number().nullable();

export const figure = named(
  "KpiFigure",
  z.object({
    label: z.string().describe("`2026-10-25T02+02:00`, `2026-10-25`, `2026-W43` or `2026-10`"),
    from: instant,
    to: instant,
    complete: z.boolean().describe("The period is over and all of its hours have been counted"),
    value: number.describe("Null where nothing is known, nothing was to be counted, or it is suppressed"),
    count: number,
    sample: number.describe("Of how many; null of a plain count"),
    coveragePercent: number.describe("How much of what it should rest on is known"),
    suppressed: z.boolean().describe("Too few to be shown to this audience"),
    signal: z
      .enum(["outside", "run"])
      .nullable()
      .describe("Not the usual up and down: outside the limits, or the eighth on one side"),
    revisions: z.int().describe("How often it changed after it had settled"),
  }),
);

export const limits = z
  .object({ mean: z.number(), lower: z.number(), upper: z.number(), meanRange: z.number(), values: z.int() })
  .nullable()
  .describe("Natural process limits (XmR) of the complete periods shown; null of fewer than ten");

export const figures = named(
  "KpiFigures",
  z.object({
    generatedAt: instant,
    computedAt: instantOrNull.describe("Figures are true as of then; null while nothing has been counted"),
    hoursToCount: z.int().describe("Hours of these periods with news that is not counted yet"),
    district: z.string().nullable().describe("Null: the city"),
    period,
    audience,
    items: z.array(z.object({ kpi: kpiId, unit, limits, figures: z.array(figure) })),
  }),
);

const place = { district: id.optional().describe("Left out: the city"), audience: audience.optional() };

export const figuresQuery = {
  ...place,
  kpi: oneOrMore(kpiId).optional().describe("Left out: all"),
  period: period.default("day"),
  from: queryInstant.optional(),
  to: queryInstant.optional(),
};

export const revisionsQuery = z.strictObject({ ...place, kpi: kpiId, period: period.default("day"), at: queryInstant });

export const revisions = z.object({
  district: z.string().nullable(),
  period,
  label: z.string(),
  from: instant,
  to: instant,
  kpi: kpiId,
  value: number.describe("As it is now"),
  suppressed: z.boolean(),
  items: z
    .array(
      z.object({
        at: instant,
        was: number,
        became: number,
        why: z.array(z.string()).describe("Types of the events that made the difference, or what of the cell changed"),
      }),
    )
    .describe("Latest first"),
  truncated: z.boolean().describe("There were more"),
});
