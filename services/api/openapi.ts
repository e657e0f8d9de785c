import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";

/** Names under `#/components/schemas/` that `value` refers to. */
function referred(value: unknown, found: Set<string> = new Set()): Set<string> {
  if (typeof value !== "object" || value === null) return found;
  for (const [key, member] of Object.entries(value)) {
    const name = key === "$ref" && typeof member === "string" ? member.split("/").at(-1) : undefined;
    if (name === undefined) referred(member, found);
    else found.add(name);
  }
  return found;
}

/** Drops component schemas that nothing refers to: the transform makes a request and a response form of each. */
const transformUsed: typeof jsonSchemaTransformObject = (input) => {
  const document = jsonSchemaTransformObject(input) as {
    paths?: unknown;
    components?: { schemas?: Record<string, unknown> };
  };
  const schemas = document.components?.schemas ?? {};
  const used = referred(document.paths);
  // A set grows while it is walked: what a used schema refers to is used as well.
  for (const name of used) referred(schemas[name], used);
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } } as ReturnType<
    typeof jsonSchemaTransformObject
  >;
};

export function openapiOptions(version: string, needsToken: boolean): FastifyDynamicSwaggerOptions {
  return {
    openapi: {
      openapi: "3.1.0",
      info: {
        title: "Velvakt",
        version,
        description:
          "Errors are application/problem+json (RFC 9457) with a stable `code`; GET /problems explains each.",
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      },
      components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
      security: needsToken ? [{ token: [] }] : [],
    },
    transform: jsonSchemaTransform,
    transformObject: transformUsed,
  };
}
