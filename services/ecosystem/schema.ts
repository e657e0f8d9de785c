import { z } from "zod";
import { type Thresholds, thresholdTable } from "../../rules/thresholds.js";

/**
 * The shape of an ecosystem file, strict: a key that nobody reads is a mistake, because whoever
 * wrote it believes that it works. What concerns several parts of the file together (references,
 * cycles, who can be reached) is in `checks/`. The description of a field is shown to people as
 * the advice on what to write there.
 *
 * A route names teams, and of these the alert goes to those that answer for its district: teams
 * whose `districts` hold it or are empty. An alert of no district (a component that serves the
 * whole city) goes to every team of its route. So one route can list the home-care teams of all
 * districts, and each hears of its own residents.
 */

export const listMax = 1000;
const textMax = 300;
const minutesOf30Days = 43_200;

const whole = (min: number, max: number) => z.int().min(min).max(max);
const percent = () => z.number().min(0).max(100);
const text = () => z.string().min(1).max(textMax);
const inBoth = () => z.strictObject({ no: text(), en: text() });
/** One text serves both languages where nobody has written two. */
const inBothOrOne = () =>
  z.preprocess((value) => (typeof value === "string" ? { no: value, en: value } : value), inBoth());
const list = <T extends z.ZodType>(item: T) => z.array(item).max(listMax);

const id = () =>
  z
    .string()
    .max(64)
    .regex(/^[a-z0-9][a-z0-9-]*$/, "must be lower-case letters, digits and hyphens")
    .describe("an id: lower-case letters, digits and hyphens, such as vendor-cloud");

/** The id of something else in the file. Its form is not checked here: one that does not exist is said once. */
const ref = () => z.string().max(textMax);

const phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ]{2,20}$/, "must be a telephone number")
  .describe('a telephone number in quotes, such as "+47 22 00 00 00"');

const clock = (what: string) =>
  z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, "must be a time of day")
    .describe(`${what} as HH:MM, such as 08:00`);

const severitySchema = z.enum(["normal", "moderate", "serious", "critical"]);

const districtSchema = z.strictObject({
  id: id(),
  name: text().describe("the district's name"),
  dutyPhones: whole(1, 1000).describe("how many duty phones take alerts at the same time"),
  responseLimitMin: whole(1, 1440).describe("minutes within which the district itself says an alert must be taken"),
  firstAlarm: z.boolean().default(false).describe("true only where Velvakt is the first alarm, not the second line"),
  mobilisationMin: whole(0, 1440).default(90).describe("minutes to get people on the road for manual rounds"),
  fallbackStaff: whole(0, 1000)
    .nullable()
    .default(null)
    .describe("people for manual rounds, where that is another number than scaling.staffPerDistrict"),
});

const supplierSchema = z.strictObject({
  id: id(),
  name: text().describe("the supplier's name"),
  subcontractorOf: ref().nullable().default(null).describe("the id of the supplier it works for"),
  countries: z
    .array(z.string().regex(/^[A-Z]{2}$/, "must be a country code"))
    .min(1)
    .max(listMax)
    .describe("ISO 3166 codes of the countries with access or storage, such as [NO, SE]"),
  dutyPhone: phone.nullable().default(null),
});

const probeSchema = z.strictObject({
  kind: z.enum(["http", "tcp", "tls", "mqtt", "sip"]).describe("how to ask the component whether it works"),
  target: text().describe(
    "the address to ask: a URL for http, else host:port (mqtts://host:port for TLS, tcp://host:port for SIP over TCP)",
  ),
  everySec: whole(5, 3600).default(60).describe("seconds between two probes"),
  timeoutMs: whole(100, 60_000).default(5000).describe("milliseconds after which no answer counts as failure"),
});

const componentSchema = z.strictObject({
  id: id(),
  name: inBothOrOne().describe("the component's name, in Norwegian (no) and English (en) or as one text for both"),
  kind: id().describe("what sort of component it is, in one word, such as cloud, network or gateway"),
  supplier: ref().describe("the id of the supplier who runs it"),
  hosting: text().nullable().default(null).describe("where it runs"),
  dependsOn: list(ref()).default([]).describe("ids of the components without which it does not work"),
  criticality: z.union([z.literal(1), z.literal(2)]).describe("1 where a stop is or may be life-threatening, else 2"),
  sla: z
    .strictObject({
      availabilityPercent: z
        .number()
        .min(50)
        .lt(100)
        .describe("a percentage from 50 to below 100, such as 99.5: at 100 there is no error budget to count against"),
      window: z.enum(["month", "quarter"]).default("month"),
      restoreWithinMin: whole(1, minutesOf30Days).describe("minutes within which the contract has it restored"),
    })
    .describe("what its contract promises: availabilityPercent, window and restoreWithinMin"),
  perDistrict: z.boolean().default(false).describe("true if it exists once in each district"),
  probe: probeSchema.nullable().default(null).describe("kind and target, if Velvakt itself is to ask it"),
});

const deviceClassSchema = z.strictObject({
  id: id(),
  kind: z
    .enum(["dispenser", "safety-alarm", "digital-supervision", "gps", "door-lock", "nurse-call"])
    .describe("which service the device belongs to"),
  heartbeatEverySec: whole(10, 172_800).describe("seconds between two signs of life when all is well"),
  offlineAfterMin: whole(1, 10_080).describe("minutes of silence after which the device counts as offline"),
  batteryRuntimeMin: whole(0, 5_256_000).default(1440).describe("minutes it runs without mains"),
  dispensesWithoutCloud: z.enum(["yes", "no", "unknown"]).default("unknown"),
  dispensesWithoutCloudHours: whole(1, 8760).nullable().default(null).describe("for how many hours, if known"),
  firmwareSupported: list(text().max(64))
    .nullable()
    .default(null)
    .describe("firmware versions that are supported, such as 3.8 for all of 3.8; left out, nobody has said"),
  path: list(ref()).describe("ids of the components between the device and those it informs, from the device inwards"),
});

const flowSchema = z.strictObject({
  id: id(),
  steps: list(ref()).min(2).describe("ids of the components a message passes, in order; at least two"),
  hopLimitSec: list(z.number().positive().max(604_800)).describe(
    "seconds from each step to the next; one number fewer than steps",
  ),
});

const level = (area: string) => whole(1, 5).describe(`consequence for ${area} from 1 to 5`);

const scenarioSchema = z.strictObject({
  id: z.enum(["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8"]).describe("one of the eight scenarios R1 to R8"),
  name: inBoth().describe("the scenario's name in Norwegian (no) and English (en)"),
  owner: inBothOrOne().describe(
    "the role that answers for the scenario, in Norwegian (no) and English (en) or as one text for both",
  ),
  consequence: z
    .strictObject({
      "life-and-health": level("life and health"),
      compliance: level("compliance with the law"),
      "goal-attainment": level("attainment of goals"),
      trust: level("trust"),
    })
    .describe("1 to 5 in each of life-and-health, compliance, goal-attainment and trust"),
  bands: z
    .array(z.number().min(0))
    .length(4)
    .describe("four ascending upper bounds of the observed frequency for probability 1, 2, 3 and 4"),
  acceptance: z
    .strictObject({ green: inBothOrOne(), yellow: inBothOrOne(), red: inBothOrOne() })
    .describe(
      "who may accept the risk when it is green, yellow and red, each in Norwegian (no) and English (en) or as one text for both",
    ),
});

const colour = z.enum(["green", "yellow", "red"]);
export const matrixSchema = z
  .array(z.array(colour).length(5).describe("five colours, for consequence 1 to 5"))
  .length(5)
  .describe("five rows, for probability 1 to 5, of five colours each");

/** Judgement, except probability 3 with consequence 4: the one cell that the national guide gives. */
const defaultMatrix: z.output<typeof matrixSchema> = [
  ["green", "green", "green", "yellow", "yellow"],
  ["green", "green", "yellow", "yellow", "red"],
  ["green", "yellow", "yellow", "red", "red"],
  ["yellow", "yellow", "red", "red", "red"],
  ["yellow", "red", "red", "red", "red"],
];

const scalingSchema = z.strictObject({
  ceiling: whole(1, 1_000_000).describe("the approved number of residents"),
  // Judgement, all three: to be replaced by what the installation measures.
  handlingMin: whole(1, 240).default(10).describe("minutes that one alert takes whoever answers it"),
  visitMin: whole(1, 240).default(20).describe("minutes of one visit of the manual rounds, travel included"),
  staffPerDistrict: whole(0, 1000)
    .nullable()
    .default(null)
    .describe("people for manual rounds in each district; left out, it is not known whom they reach"),
  criteria: z
    .strictObject({
      onTimePercentMin: percent().default(95),
      unconfirmedPercentMax: percent().default(1),
      journalCompletenessPercentMin: percent().default(99),
      alertsPerPhoneHourMax: z.number().positive().max(1000).default(6),
      chainTestDaysMax: whole(1, 366).default(30),
      coveragePercentMin: percent().default(99),
      heldDays: whole(1, 366).default(28),
    })
    .prefault({}),
});

const channelSchema = z.discriminatedUnion("kind", [
  z.strictObject({ id: id(), kind: z.literal("console") }),
  z.strictObject({
    id: id(),
    kind: z.literal("webhook"),
    url: text().describe("the http or https address that takes the notification"),
    secretEnv: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/, "must be the name of an environment variable")
      .nullable()
      .default(null)
      .describe("the name, in capitals, of the environment variable that holds the secret; never the secret itself"),
  }),
]);

const teamSchema = z.strictObject({
  id: id(),
  name: text().describe("the team's name"),
  districts: list(ref()).default([]).describe("ids of the districts it answers for; leave out for all"),
  channels: list(channelSchema).min(1).describe("at least one channel, such as {id: console, kind: console}"),
  schedule: ref().nullable().default(null).describe("the id of the schedule that alerts of severity normal wait for"),
});

const routeSchema = z.strictObject({
  kinds: list(ref()).default([]).describe("kinds of alerts; leave out for all"),
  severities: list(severitySchema).default([]).describe("severities; leave out for all"),
  districts: list(ref()).default([]).describe("ids of districts; leave out for all"),
  teams: list(ref()).min(1).describe("ids of the teams that are told"),
});

const scheduleSchema = z.strictObject({
  id: id(),
  days: z
    .array(z.enum(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
    .min(1)
    .describe("days of the week, such as [mon, tue]"),
  from: clock("when it opens"),
  to: clock("when it closes"),
});

const thresholdNames = Object.keys(thresholdTable) as (keyof Thresholds)[];
const thresholdsSchema = z.strictObject(
  Object.fromEntries(thresholdNames.map((name) => [name, z.number().optional()])) as {
    [K in keyof Thresholds]: z.ZodOptional<z.ZodNumber>;
  },
);

/** The lists of the file whose items have a schema of their own, and ids to be referred to. */
export const listSchemas = {
  districts: districtSchema,
  suppliers: supplierSchema,
  components: componentSchema,
  deviceClasses: deviceClassSchema,
  flows: flowSchema,
  scenarios: scenarioSchema,
  teams: teamSchema,
  routes: routeSchema,
  schedules: scheduleSchema,
} as const;

export const ecosystemFileSchema = z.strictObject({
  tenant: id().describe("the installation's id, the third part of every topic"),
  timezone: text().describe("the installation's time zone, such as Europe/Oslo"),
  districts: list(districtSchema).min(1).describe("the list of districts"),
  suppliers: list(supplierSchema).min(1).describe("the list of suppliers"),
  components: list(componentSchema).min(1).describe("the list of components"),
  deviceClasses: list(deviceClassSchema).min(1).describe("the list of device classes"),
  flows: list(flowSchema).describe("the list of flows"),
  scenarios: list(scenarioSchema).describe("the list of the scenarios R1 to R8"),
  matrix: matrixSchema.default(defaultMatrix),
  scaling: scalingSchema.describe("the approved ceiling and the criteria of the scaling gate"),
  teams: list(teamSchema).min(1).describe("the list of teams"),
  routes: list(routeSchema).min(1).describe("the list of routes"),
  schedules: list(scheduleSchema).default([]).describe("the list of opening hours"),
  thresholds: thresholdsSchema.prefault({}).describe("thresholds that differ from the defaults"),
});
