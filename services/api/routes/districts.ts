import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { readDistrictFigures } from "../../database/read/districts.js";
import { problemResponses } from "../contract/common.js";
import { districts } from "../contract/districts.js";
import { heardSinceMs } from "../heard.js";
import type { ApiOptions } from "../options.js";

export function districtRoutes({ pool, ecosystem, now, simulated = false }: ApiOptions): FastifyPluginAsyncZod {
  const { tenant, timezone } = ecosystem;
  return async (app) => {
    app.get(
      "/v1/districts",
      {
        schema: {
          tags: ["overview"],
          summary: "Every district of the installation: its limits, its devices and who needs a human there",
          response: { 200: districts, ...problemResponses() },
        },
      },
      async () => {
        const nowMs = now();
        const figures = new Map(
          (await readDistrictFigures(pool, heardSinceMs(nowMs))).map((row) => [row.district, row]),
        );
        const items = ecosystem.districts.map((district) => {
          const found = figures.get(district.id);
          return {
            ...district,
            needsHumanNow: found?.needing ?? 0,
            devices: { heardLately: found?.heard ?? 0, all: found?.all ?? 0 },
          };
        });
        return { generatedAt: new Date(nowMs).toISOString(), tenant, timezone, simulated, items };
      },
    );
  };
}
