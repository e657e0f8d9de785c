import { z } from "zod";
import { named } from "./common.js";

/** Most events of one request; a batch of more is refused whole. */
export const batchEventsMax = 5_000;

export const eventMediaTypes = [
  "application/json",
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
] as const;

const cloudEvent = {
  type: "object",
  required: ["specversion", "id", "source", "type", "time", "data"],
  properties: {
    specversion: { const: "1.0" },
    id: { type: "string" },
    source: { type: "string" },
    type: { type: "string", examples: ["no.vft.dose.dispensed"] },
    time: { type: "string", format: "date-time" },
    data: { type: "object" },
    sequence: { type: "integer" },
    replayed: { type: "boolean" },
    test: { type: "boolean" },
    correlationid: { type: "string" },
    topic: {
      type: "string",
      description: "Extension attribute: the MQTT topic of this event; goes before the query parameter",
      examples: ["vft/v1/oslo/grorud/roll-dispenser/D-1/event"],
    },
  },
  additionalProperties: true,
};

/** The body stays bytes: ingest reads what the sender wrote, and judges it. */
export const eventsBody = named("Events", z.instanceof(Uint8Array), {
  description: "One CloudEvents 1.0 JSON object, or an array of them.",
  oneOf: [cloudEvent, { type: "array", items: cloudEvent, maxItems: batchEventsMax }],
});

export const eventsQuery = z.strictObject({
  topic: z
    .string()
    .min(1)
    .max(512)
    .optional()
    .describe("MQTT topic of every event that carries no `topic` attribute, e.g. vft/v1/oslo/_/component/vkp/event"),
});

export const eventOutcomes = named(
  "EventOutcomes",
  z.array(
    z.object({
      id: z.string().nullable().describe("The event's own id, where it has a readable one"),
      outcome: z.enum(["stored", "duplicate", "ignored", "rejected"]),
      reason: z.string().optional().describe("Why it was rejected: a stable code"),
      detail: z.string().optional(),
    }),
  ),
);
