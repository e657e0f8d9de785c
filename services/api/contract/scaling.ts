import { z } from "zod";
import { id, instant, instantOrNull, named, personText } from "./common.js";
import { text } from "./records.js";

export const gateStatus = z.enum(["GO", "NO-GO", "UNKNOWN"]);

export const criterion = named(
  "Criterion",
  z.object({
    id: z.string(),
    name: text,
    unit: z.enum(["percent", "minutes", "count", "days", "per-phone-hour"]),
    target: z.number(),
    must: z.enum(["at-least", "at-most"]),
    actual: z.number().nullable().describe("Of figures to be held for weeks that of the worst week"),
    met: z.boolean().nullable().describe("Null: cannot be judged, so the gate is not open"),
    evidenceAgeMin: z.number().nullable(),
    why: text.describe("In plain words"),
  }),
);

const limitId = z.enum(["ceiling", "peak-alerts", "waiting", "fallback"]);

export const headroom = named(
  "Headroom",
  z.object({
    residents: z.int(),
    more: z.int().nullable().describe("Residents before the first limit is met; null while one of them is not known"),
    atMost: z.int().nullable().describe("Before the first of the limits that are known"),
    first: limitId.nullable(),
    limits: z.array(z.object({ id: limitId, more: z.int().nullable(), why: text })),
  }),
);

const place = {
  status: gateStatus,
  since: instantOrNull.describe("Since when it has had this status; null while that has not been kept"),
  criteria: z.array(criterion),
  headroom,
};

const check = z.object({
  id: z.enum(["gate", "city-gate", "ceiling", "open-reds", "headroom", "fallback"]),
  met: z.boolean().nullable(),
  why: text,
});

export const scalingRequest = named(
  "ScalingRequest",
  z.object({
    requestId: z.string(),
    at: instant,
    district: z.string(),
    residents: z.int(),
    from: z.string(),
    actor: z.string(),
    reason: z.string(),
    gate: gateStatus.describe("Of the district, as it stood"),
    checks: z.array(check).describe("What the tool found, as it stood; a person decides"),
    decision: z
      .object({
        at: instant,
        actor: z.string(),
        role: z.string(),
        decision: z.enum(["approved", "refused"]),
        reason: z.string(),
      })
      .nullable(),
  }),
);

export const scaling = named(
  "Scaling",
  z.object({
    generatedAt: instant,
    evaluatedAt: instant,
    ceiling: z.int().describe("Residents approved"),
    residents: z.int(),
    heldDays: z.int().describe("For so long figures have to be held, in every week of it"),
    city: z.object(place),
    districts: z.array(z.object({ id: z.string(), name: z.string(), ...place })),
    assumptions: z.array(text).describe("Of the headroom"),
    unreviewedIncidents: z
      .array(
        z.object({
          incidentId: z.string(),
          rootCause: z.string(),
          openedAt: instant,
          closedAt: instantOrNull,
          doses: z.int(),
        }),
      )
      .describe("They touched doses and nobody has concluded on them: the gate stays shut"),
    requests: z.array(scalingRequest).describe("Newest first"),
  }),
);

export const gateHistory = named(
  "GateHistory",
  z.object({
    items: z
      .array(z.object({ at: instant, status: gateStatus, criteria: z.array(criterion) }))
      .describe("Whenever the status or a criterion became another one; newest first"),
  }),
);

const person = personText(128);

export const scalingRequestBody = named(
  "ScalingRequestBody",
  z.strictObject({
    district: id,
    residents: z.int().min(1).max(10_000).describe("How many more"),
    from: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, "must be a month such as 2027-03"),
    actor: person,
    reason: personText(4000),
  }),
);

export const scalingDecisionBody = named(
  "ScalingDecisionBody",
  z.strictObject({
    actor: person,
    role: person,
    decision: z.enum(["approved", "refused"]),
    reason: personText(4000),
  }),
);
