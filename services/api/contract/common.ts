import { z } from "zod";
import { hasIdentityNumber } from "../../../ingest/wire/identity.js";
import { type ProblemCode, problems } from "../problems.js";

/** Gives a schema a name of its own in the OpenAPI document; in the registry where descriptions of fields stand, too. */
export function named<T extends z.ZodType>(id: string, schema: T, meta: Record<string, unknown> = {}): T {
  z.globalRegistry.add(schema, { id, ...meta });
  return schema;
}

/** An answer's instant: UTC with milliseconds. */
export const instant = z.iso.datetime({ precision: 3 });
export const instantOrNull = instant.nullable();

/** An instant in a query: any offset, but one must be given. Becomes UTC ms. */
export const queryInstant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

/** One value, or the parameter repeated. */
export function oneOrMore<T extends z.ZodType>(value: T) {
  return z.union([value.transform((one) => [one]), z.array(value).max(20)]);
}

export const queryBoolean = z.enum(["true", "false"]).transform((text) => text === "true");

/** Longest id in a path: an alert's, of kind, device, plan and two instants. */
export const idLengthMax = 600;

/** PostgreSQL's text has no room for a zero byte, and no id of ours has any control character. */
export const id = z
  .string()
  .min(1)
  .max(idLengthMax)
  .regex(/^\P{Cc}*$/u, "contains control characters");

export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().min(1).max(1500).optional(),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}

/**
 * Words a person writes: trimmed, without control characters other than line breaks. They go into the log, which is
 * pseudonymous, so a national identity number in them is refused here as ingest refuses it in a message.
 */
export function personText(lengthMax: number) {
  return z
    .string()
    .trim()
    .min(1)
    .max(lengthMax)
    .regex(/^[\P{Cc}\r\n\t]*$/u, "contains control characters")
    .refine((text) => !hasIdentityNumber(text), "contains a national identity number; use the resident's token");
}

export const problemSchema = named(
  "Problem",
  z.object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.enum(Object.keys(problems) as [ProblemCode, ...ProblemCode[]]),
    problems: z.array(z.object({ in: z.string(), pointer: z.string(), detail: z.string() })).optional(),
    parts: z.array(z.object({ part: z.string(), reason: z.string() })).optional(),
  }),
);

type ProblemResponse = {
  description: string;
  content: { "application/problem+json": { schema: typeof problemSchema } };
};

/** What every route can answer with, whatever it does. */
const always: ProblemCode[] = ["API_UNAUTHORIZED", "API_HOST_FORBIDDEN", "API_INTERNAL", "API_STORE_UNAVAILABLE"];

/** The `response` entries for these problems, one per status, for the OpenAPI document. */
export function problemResponses(...codes: ProblemCode[]): Record<number, ProblemResponse> {
  const responses: Record<number, ProblemResponse> = {};
  for (const code of [...codes, ...always]) {
    const { status } = problems[code];
    const others = responses[status]?.description;
    responses[status] = {
      description: others === undefined ? code : `${others}, ${code}`,
      content: { "application/problem+json": { schema: problemSchema } },
    };
  }
  return responses;
}

export const notModified = z.undefined().describe("Unchanged since the ETag in If-None-Match");
