import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { Refill } from "../../../rules/devices/refills.js";
import { id, problemResponses } from "../contract/common.js";
import { type refill, refills } from "../contract/refills.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

/** Every answer walks over all devices in the engine's own thread, and the further ahead the longer it takes. */
const withinHoursMax = 168;

const querystring = z.strictObject({
  district: id.optional(),
  withinHours: z.coerce.number().int().min(1).max(withinHoursMax).default(48),
  limit: z.coerce.number().int().min(1).max(5000).default(500),
  ...tableQuery,
});

type RefillView = z.output<typeof refill>;

function refillView({ nextDose, firstUncovered, ...rest }: Refill): RefillView {
  return { ...withIsoTimes(rest), nextDose: withIsoTimes(nextDose), firstUncovered: withIsoTimes(firstUncovered) };
}

const columns: CsvColumn<RefillView>[] = [
  { name: "deviceId", value: ({ deviceId }) => deviceId },
  { name: "residentRef", value: ({ residentRef }) => residentRef },
  { name: "district", value: ({ district }) => district },
  { name: "what", value: ({ what }) => what },
  { name: "runsOutAt", value: ({ runsOutAt }) => runsOutAt },
  { name: "nextDoseAt", value: ({ nextDose }) => nextDose.scheduledAt },
  { name: "nextDoseCritical", value: ({ nextDose }) => nextDose.critical },
  { name: "firstUncoveredAt", value: ({ firstUncovered }) => firstUncovered.scheduledAt },
  { name: "firstUncoveredCritical", value: ({ firstUncovered }) => firstUncovered.critical },
];

export function refillRoutes(options: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/refills",
      {
        schema: {
          tags: ["devices"],
          summary: "Dispensers that need a new roll or a refill within so many hours",
          description:
            "By what was last said of what is inside and by the plans from now on. A dose that nobody took counts as used, because dispensers set it aside. A device whose plan has nothing more for it is not listed.",
          querystring,
          response: { 200: jsonOrCsv(refills), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const { limit, format: _, ...asked } = request.query;
        const view = options.refills(asked);
        const items = view.refills.slice(0, limit).map(refillView);
        if (asksForCsv(request)) return sendCsv(reply, `refills-${asked.district ?? "city"}`, columns, items);
        return {
          generatedAt: new Date(options.now()).toISOString(),
          withinHours: asked.withinHours,
          total: view.refills.length,
          unknown: view.unknown,
          items,
        };
      },
    );
  };
}
