import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { aggregates, EventStoreError } from "../../runtime/event-store.js";
import { id, instant, named, oneOrMore, problemResponses, queryInstant } from "../contract/common.js";
import type { ApiOptions, SeriesTable } from "../options.js";
import { ApiError } from "../problems.js";

/** Spans of one answer: what a chart can show, and what a store gathers in one go. */
const spansMax = 2_000;
const byMax = 2;

const row = named("SeriesRow", z.object({ at: instant, tags: z.record(z.string(), z.string()), value: z.number() }));

function querySchema(table: SeriesTable) {
  return z
    .strictObject({
      measurement: z.enum(Object.keys(table)),
      field: id,
      aggregate: z.enum(aggregates).default("count"),
      by: oneOrMore(id).optional(),
      where: oneOrMore(id.regex(/^[^=]+=/, "must be tag=value")).optional(),
      from: queryInstant,
      to: queryInstant,
      everySec: z.coerce.number().int().min(10).max(31_622_400).default(3600),
    })
    .superRefine(({ measurement, field, aggregate, by = [], where = [], from, to, everySec }, context) => {
      const known = table[measurement];
      const say = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
      if (known === undefined) return;
      const type = Object.hasOwn(known.fields, field) ? known.fields[field]?.type : undefined;
      const isNumber = type === "integer" || type === "float";
      if (type === undefined) say("field", `must be one of ${Object.keys(known.fields).join(", ")}`);
      else if (aggregate !== "count" && !isNumber) say("aggregate", `${field} is no number: it can only be counted`);
      const tags = [...by, ...where.map((one) => one.slice(0, one.indexOf("=")))];
      const unknown = tags.find((tag) => !Object.hasOwn(known.tags, tag));
      if (unknown !== undefined) say("by", `tags are ${Object.keys(known.tags).join(", ")}`);
      if (new Set(by).size > byMax) say("by", `at most ${byMax} tags`);
      if (to <= from) say("to", "must be after from");
      else if ((to - from) / 1000 / everySec > spansMax) say("everySec", `more than ${spansMax} spans`);
    });
}

export function seriesRoutes({ eventStore, measurements }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/series",
      {
        schema: {
          tags: ["series"],
          summary: "A measurement over time, gathered in spans; spans without values are left out",
          description: `Measurements: ${Object.keys(measurements).join(", ")}. \`where\` is tag=value. Spans are counted from 1970.`,
          querystring: querySchema(measurements),
          response: {
            200: z.object({ unit: z.string(), everySec: z.int(), items: z.array(row) }),
            ...problemResponses("API_REQUEST_INVALID"),
          },
        },
      },
      async (request) => {
        const { measurement, field, aggregate, by = [], where = [], from, to, everySec } = request.query;
        const conditions = where.map((one) => [one.slice(0, one.indexOf("=")), one.slice(one.indexOf("=") + 1)]);
        const query = { measurement, field, aggregate, by: [...new Set(by)], fromMs: from, toMs: to, everySec };
        try {
          const rows = await eventStore.series({ ...query, where: Object.fromEntries(conditions) });
          const items = rows.map(({ atMs, ...rest }) => ({ at: new Date(atMs).toISOString(), ...rest }));
          const unit = aggregate === "count" ? "1" : (measurements[measurement]?.fields[field]?.unit ?? "1");
          return { unit, everySec, items };
        } catch (error) {
          if (!(error instanceof EventStoreError)) throw error;
          request.log.warn({ err: error }, "a series could not be read");
          throw new ApiError("API_STORE_UNAVAILABLE", error.message, { headers: { "retry-after": "5" } });
        }
      },
    );
  };
}
