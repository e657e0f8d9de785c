import { z } from "zod";
import { instant, named, personText } from "./common.js";
import { scenario, text } from "./records.js";

export const colour = z.enum(["green", "yellow", "red"]);
const level = z.enum(["green", "yellow", "red", "insufficient data"]);
const step = z.int().min(1).max(5);
const steps = z.strictObject({ "life-and-health": step, compliance: step, "goal-attainment": step, trust: step });

export const indicator = named(
  "Indicator",
  z.object({
    value: z.number().nullable().describe("Null where nothing was observed"),
    unit: z.enum(["count", "percent", "per-mille", "minutes", "days", "per-year"]),
    sample: z.number().describe("Observations it was made of"),
    coveragePercent: z.number().nullable().describe("Of what should have been observed; null where nobody can know"),
  }),
);

export const proposal = named(
  "Proposal",
  z.object({
    observed: indicator.nullable().describe("What the scenario's bands count"),
    probability: step.nullable().describe("Null while the evidence carries no proposal"),
    range: z.object({ low: step, high: step }).nullable().describe("What chance leaves open, at 95 %"),
    confidence: z.enum(["high", "medium", "low", "insufficient data"]),
    level,
  }),
);

const world = z.object({
  residents: z.int(),
  ceiling: z.int(),
  deviceClasses: z.array(z.string()),
  firmware: z.array(z.string()),
  suppliers: z.record(z.string(), z.string()),
  versions: z.record(z.string(), z.string()),
});

export const assessment = named(
  "Assessment",
  z.object({
    version: z.int(),
    at: instant,
    actor: z.string(),
    consequence: steps,
    probability: step,
    level: level.describe("By the matrix as it is now, with the gravest consequence"),
    reasons: z.string(),
    participants: z.array(z.string()),
    dissent: z.array(z.object({ who: z.string(), what: z.string() })),
    knowledge: z.string(),
    basis: z.object({ proposal, world }).describe("What the tool had shown when it was made"),
  }),
);

export const acceptance = named(
  "Acceptance",
  z.object({
    at: instant,
    version: z.int().describe("Of the assessment that was accepted"),
    actor: z.string(),
    role: z.string(),
    colour,
    reason: z.string(),
    until: instant,
  }),
);

const move = z.object({ from: z.int(), to: z.int() });

export const scenarioView = named(
  "Scenario",
  z.object({
    id: scenario,
    name: text,
    owner: text,
    consequence: steps.describe("As the ecosystem file proposes it"),
    bands: z.array(z.number()).describe("Upper bounds of what is counted for probability 1, 2, 3 and 4"),
    acceptableBy: z.object({ green: text, yellow: text, red: text }),
    indicators: z.record(z.string(), indicator),
    proposal,
    assessment: assessment.nullable(),
    place: z
      .object({ probability: step, consequence: step })
      .nullable()
      .describe("In the matrix, by the latest assessment and its gravest consequence"),
    movement: z
      .object({ sinceVersion: z.int(), probability: move, consequence: move })
      .nullable()
      .describe("From the assessment before; null until there are two"),
    acceptance: acceptance.extend({ state: z.enum(["valid", "expired", "outgrown"]) }).nullable(),
    state: z
      .enum(["not-assessed", "green", "accepted", "not-accepted"])
      .describe("By what people have said: the tool only proposes"),
    reassess: z
      .array(
        z.object({
          id: z.enum([
            "new-class",
            "new-firmware",
            "supplier-change",
            "new-version",
            "growth",
            "ceiling",
            "band-crossed",
            "age",
          ]),
          what: text,
        }),
      )
      .describe("What has happened since the latest assessment; empty while that fits"),
  }),
);

export const scenarios = named(
  "Scenarios",
  z.object({
    generatedAt: instant,
    observedUntil: instant.describe("What telemetry says is as of then"),
    matrix: z.array(z.array(colour)).describe("Rows probability 1–5, columns consequence 1–5"),
    matrixSource: text,
    residents: z.int(),
    items: z.array(scenarioView),
  }),
);

export const scenarioDetail = named(
  "ScenarioDetail",
  scenarioView.extend({
    history: z.object({
      assessments: z.array(assessment).describe("Newest first"),
      acceptances: z.array(acceptance).describe("Newest first"),
      proposals: z.array(z.object({ date: z.iso.date(), proposal })).describe("The last of each day, newest first"),
    }),
  }),
);

const person = personText(128);

export const assessmentBody = named(
  "AssessmentBody",
  z.strictObject({
    actor: person.describe("Who writes it down"),
    consequence: steps,
    probability: step,
    reasons: personText(4000),
    participants: z.array(person).min(1).max(50).describe("Who took part: the assessment is theirs together"),
    dissent: z
      .array(z.strictObject({ who: person, what: personText(2000) }))
      .max(50)
      .default([]),
    knowledge: personText(4000).describe("What is known, and what is not"),
  }),
);

export const acceptanceBody = named(
  "AcceptanceBody",
  z.strictObject({
    actor: person,
    role: person.describe("The role that may accept this colour, as `acceptableBy` says in either language"),
    reason: personText(4000),
    version: z.int().min(1).describe("Of the assessment that is accepted: the latest"),
    until: z.iso.datetime({ offset: true }).describe("Limited; a red risk for three months at most by default"),
  }),
);
