import { z } from "zod";
import { idPattern } from "../ingest/wire/fields.js";
import { allDistricts, type CityOptions, cityTimezone, defaultPopulation } from "./city/city.js";
import { localTimeOf, nextDate } from "./city/local-time.js";
import type { Population } from "./city/population.js";
import type { Protagonist } from "./city/resident.js";
import { faultKinds } from "./faults/catalogue.js";
import { type Fault, type FaultKind, faultOf } from "./faults/fault.js";

const timeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, "must be a time of day such as 07:30")
  .describe('a time of day such as "07:30"');
const day = z.int().min(1).max(366).default(1).describe("1 is the first day whose morning lies ahead of the start");
const districtId = z.string().regex(idPattern, "must be the id of a district");

/** When a fault begins, for how long, and whether it comes back. */
const when = {
  day,
  at: timeOfDay,
  forMin: z.number().positive().max(527_040).describe("minutes that it lasts"),
  everyDays: z.int().min(1).max(366).exactOptional().describe("days after which it comes back"),
  times: z.int().min(1).max(366).default(1).describe("how many times it comes, with everyDays"),
};

const faultSchema = z.discriminatedUnion(
  "fault",
  faultKinds.map(({ name, settings }) => z.strictObject({ fault: z.literal(name), ...when, ...settings })) as never,
) as unknown as z.ZodType<WrittenFault>;

interface WrittenFault {
  fault: string;
  day: number;
  at: string;
  forMin: number;
  everyDays?: number;
  times: number;
  district?: string | null;
}

const populationSchema = z.strictObject({
  districts: z.array(districtId).min(1).max(100).exactOptional(),
  forgetsFactor: z.number().min(0).max(50).exactOptional(),
  morning: timeOfDay.exactOptional(),
  absences: z.boolean().exactOptional(),
  mishaps: z.boolean().exactOptional(),
  newRolls: z.boolean().exactOptional(),
  safetyTechnology: z.boolean().exactOptional(),
  unansweredPercent: z.number().min(0).max(100).exactOptional(),
});

const personSchema = z.strictObject({
  times: z.array(timeOfDay).min(1).max(12),
  critical: z.boolean().default(false),
  /** Doses that they leave, on day 1. */
  leaves: z.array(timeOfDay).max(12).default([]),
});

const storySchema = z.strictObject({ day, at: timeOfDay, text: z.string().min(1).max(500) });

/** What a scenario file says: whom it is about, what goes wrong, and what to tell those who watch. */
export const scenarioSchema = z
  .strictObject({
    summary: z.string().min(1).max(200),
    tenant: z.string().regex(idPattern).default("oslo"),
    timezone: z.string().default(cityTimezone),
    residents: z.int().min(1).max(20_000).default(200),
    days: z.number().positive().max(366).default(1),
    population: populationSchema.default({}),
    people: z.array(personSchema).max(1_000).default([]),
    faults: z.array(faultSchema).max(1_000).default([]),
    story: z.array(storySchema).max(1_000).default([]),
  })
  .superRefine(({ population, faults, timezone }, context) => {
    const known = population.districts ?? allDistricts;
    faults.forEach(({ district, times, everyDays }, place) => {
      const complain = (key: string, message: string) =>
        context.addIssue({ code: "custom", path: ["faults", place, key], message });
      if (district && !known.includes(district)) complain("district", `must be one of ${known.join(", ")}`);
      if (times > 1 && everyDays === undefined) complain("times", "needs everyDays beside it");
    });
    try {
      localTimeOf(timezone).dateOf(0);
    } catch {
      context.addIssue({ code: "custom", path: ["timezone"], message: "must be an IANA time zone" });
    }
  });

export type Scenario = z.output<typeof scenarioSchema>;

/** The first local day whose morning lies ahead of `fromMs`. */
export function scenarioDate(timezone: string, fromMs: number): string {
  const local = localTimeOf(timezone);
  const date = local.dateOf(fromMs);
  return local.instantOf(date, "06:00") >= fromMs ? date : nextDate(date);
}

function faultsOf(written: WrittenFault, at: (time: string, day: number) => number): Fault[] {
  const { fault: name, day, at: time, forMin, everyDays = 0, times, ...settings } = written;
  const kind = faultKinds.find((one) => one.name === name) as FaultKind | undefined;
  if (!kind) throw new RangeError(`the schema lets no fault ${name} through`);
  return Array.from({ length: times }, (_, number) => {
    const fromMs = at(time, day + number * everyDays);
    return faultOf(kind, fromMs, fromMs + Math.round(forMin * 60_000), settings);
  });
}

/** What to build a city of, for a scenario whose first day is `date`. */
export function cityOptionsOf(
  { tenant, timezone, people, faults, population }: Scenario,
  date: string,
): Omit<CityOptions, "seed" | "residents"> {
  const local = localTimeOf(timezone);
  const at = (time: string, day = 1) => local.instantOf(nextDate(date, day - 1), time);
  const protagonists: Protagonist[] = people.map(({ times, critical, leaves }) => ({
    times,
    critical,
    leavesAtMs: leaves.map((time) => at(time)),
  }));
  const chosen: Partial<Population> = { ...defaultPopulation, ...population };
  return { tenant, timezone, protagonists, population: chosen, faults: faults.flatMap((one) => faultsOf(one, at)) };
}

/** When which part of the story is told. */
export function storyOf({ timezone, story }: Scenario, date: string): { atMs: number; text: string }[] {
  const local = localTimeOf(timezone);
  return story
    .map(({ day, at, text }) => ({ atMs: local.instantOf(nextDate(date, day - 1), at), text }))
    .sort((a, b) => a.atMs - b.atMs);
}
