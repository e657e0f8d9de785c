import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { listDevices } from "../../database/read/devices.js";
import { id, oneOrMore, pageOf, pageQuery, problemResponses } from "../contract/common.js";
import { device, deviceStatus } from "../contract/records.js";
import { pageAnswer, pageRequest } from "../cursor.js";
import { existingDevice } from "../existing.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

const listQuery = pageQuery.extend({ district: id.optional(), status: oneOrMore(deviceStatus).optional() });

export function deviceRoutes({ pool }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      "/v1/devices",
      {
        schema: {
          tags: ["devices"],
          summary: "Devices by id",
          querystring: listQuery,
          response: { 200: pageOf(device), ...problemResponses("API_REQUEST_INVALID", "API_CURSOR_INVALID") },
        },
      },
      async (request) => {
        const { limit, cursor, ...filter } = request.query;
        const page = await listDevices(pool, filter, pageRequest("devices", { limit, cursor }));
        return pageAnswer("devices", page, withIsoTimes);
      },
    );

    app.get(
      "/v1/devices/:id",
      {
        schema: {
          tags: ["devices"],
          summary: "One device",
          params: z.object({ id }),
          response: { 200: device, ...problemResponses("API_DEVICE_UNKNOWN", "API_REQUEST_INVALID") },
        },
      },
      async (request) => withIsoTimes(await existingDevice(pool, request.params.id)),
    );
  };
}
