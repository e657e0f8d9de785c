import { z } from "zod";
import { attributesSchema } from "../ingest/wire/envelope.js";
import { eventTypes, typePrefix } from "../ingest/wire/event-types.js";
import { idPattern, wireForms } from "../ingest/wire/fields.js";
import { stateSchema } from "../ingest/wire/state.js";
import type { EventType } from "../rules/model/event.js";
import { eventWords } from "./event-words.js";

/**
 * The wire contract as JSON Schema (draft-07, which every validator and AsyncAPI knows), made from the schemas that
 * ingest itself parses with. A schema is what a sender is held to: unknown members are let through, and null stands
 * for a member left out, as in ingest.
 */
export type JsonSchema = { [keyword: string]: unknown };

type Properties = { [name: string]: JsonSchema };

/** `null` beside what an optional member may be. */
function orNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, anyOf, not } = schema;
  if (type === undefined && anyOf === undefined && not === undefined) return schema;
  return typeof type === "string" && values === undefined
    ? { ...schema, type: [type, "null"] }
    : { anyOf: [schema, { type: "null" }] };
}

function letNullStandForAbsent(schema: JsonSchema): void {
  const properties = (schema.properties ?? {}) as Properties;
  const required = (schema.required ?? []) as string[];
  for (const [name, property] of Object.entries(properties)) {
    if (!required.includes(name)) properties[name] = orNull(property);
  }
}

function replace(schema: JsonSchema, by: JsonSchema): void {
  for (const keyword of Object.keys(schema)) delete schema[keyword];
  Object.assign(schema, by);
}

function jsonSchema(schema: z.core.$ZodType): JsonSchema {
  const { $schema: _dialect, ...made } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-7",
    // A transformation has no schema: what it accepts stands in `wireForms`.
    unrepresentable: "any",
    reused: "inline",
    override: ({ zodSchema, jsonSchema: node }) => {
      const form = wireForms.get(zodSchema);
      if (form) replace(node as JsonSchema, jsonSchema(form));
      else if (zodSchema._zod.def.type === "object") letNullStandForAbsent(node as JsonSchema);
    },
  }) as JsonSchema;
  return made;
}

const order = "`to` must not lie before `from`.";

/** What ingest checks and no schema can say. */
export const beyondSchema: { [T in EventType]?: string } = {
  "plan.published": `${order} \`timezone\` must be a zone of the IANA database.`,
  "plan.paused": order,
  "dose.predispensed": order,
  "roll.loaded": "`lastDoseAt` must not lie before `firstDoseAt`.",
  "maintenance.announced": order,
};

export const typeNames = Object.keys(eventTypes) as EventType[];

/** `data` of one event type. */
export function dataSchema(type: EventType): JsonSchema {
  const description = [eventWords[type], beyondSchema[type]].filter((text) => text !== undefined).join(" ");
  return { title: typePrefix + type, description, ...jsonSchema(eventTypes[type].schema) };
}

export function envelopeSchema(): JsonSchema {
  const made = jsonSchema(attributesSchema);
  return {
    title: "CloudEvents 1.0 envelope",
    description: "`id` is unique per `source`. Unknown attributes are kept; unknown types are stored and counted.",
    ...made,
  };
}

export function stateMessageSchema(): JsonSchema {
  const description = "Retained state of a device's connection, also its Last Will.";
  return { title: "Connection state", description, ...jsonSchema(stateSchema) };
}

/** One whole message of a type: the envelope around its data. */
export function messageSchema(type: EventType, refer: (name: string) => JsonSchema): JsonSchema {
  const data = dataSchema(type);
  // Types without required fields may leave `data` out, or say null.
  const needsData = Array.isArray(data.required) && data.required.length > 0;
  const properties = {
    type: { const: typePrefix + type },
    data: needsData ? refer(type) : { anyOf: [refer(type), { type: "null" }] },
  };
  const required = needsData ? ["type", "data"] : ["type"];
  return { allOf: [refer("envelope"), { type: "object", properties, required }] };
}

const part = idPattern.source.replace(/^\^|\$$/g, "");

export function topicSchema(): JsonSchema {
  return {
    title: "Topic",
    description:
      "vft/v1/{tenant}/{district}/{class}/{deviceId}/{event|state}. Systems have class `component`; those that serve all districts have district `_`. Tenant, district, class and component must be those of the installation's ecosystem file.",
    type: "string",
    pattern: `^vft/v1/${part}/${part}/${part}/${part}/(?:event|state)$`,
    examples: ["vft/v1/oslo/grorud/roll-dispenser/D-1/event", "vft/v1/oslo/_/component/vendor-cloud/event"],
  };
}

/** File name → schema, for docs/schemas/. */
export function schemaFiles(): Record<string, JsonSchema> {
  const dialect = { $schema: "http://json-schema.org/draft-07/schema#" };
  const named: [string, JsonSchema][] = [
    ["envelope", envelopeSchema()],
    ["state", stateMessageSchema()],
    ["topic", topicSchema()],
    ...typeNames.map((type): [string, JsonSchema] => [type, dataSchema(type)]),
  ];
  return Object.fromEntries(named.map(([name, schema]) => [`${name}.json`, { ...dialect, ...schema }]));
}
