import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { nameOf } from "../../../rules/chain/path.js";
import { problemResponses } from "../contract/common.js";
import { type flow, flows, type hop } from "../contract/flows.js";
import { asksForCsv, type CsvColumn, jsonOrCsv, sendCsv, tableQuery } from "../csv.js";
import { withIsoTimes } from "../iso-times.js";
import type { ApiOptions } from "../options.js";

type FlowAnswer = z.output<typeof flow>;
type Row = z.output<typeof hop> & { flow: string };

const columns: CsvColumn<Row>[] = [
  { name: "flow", value: (row) => row.flow },
  { name: "from", value: ({ from }) => from },
  { name: "to", value: ({ to }) => to },
  { name: "district", value: ({ district }) => district },
  { name: "status", value: ({ status }) => status },
  { name: "limitSec", value: ({ limitSec }) => limitSec },
  { name: "inFlight", value: ({ inFlight }) => inFlight },
  { name: "lastOut", value: ({ lastOut }) => lastOut },
  { name: "p50Sec", value: ({ p50Sec }) => p50Sec },
  { name: "p95Sec", value: ({ p95Sec }) => p95Sec },
  { name: "latest", value: ({ latest }) => latest },
  { name: "rejectedOfLatest", value: ({ rejectedOfLatest }) => rejectedOfLatest },
];

export function flowRoutes(options: ApiOptions): FastifyPluginAsyncZod {
  const name = (componentId: string) => nameOf(options.ecosystem, componentId);
  return async (app) => {
    app.get(
      "/v1/flows",
      {
        schema: {
          tags: ["components"],
          summary: "How messages come through the chain, hop by hop; a hop without any message is unknown",
          description:
            "Worked out from what systems say of each message (`hop.passed`, `hop.rejected`), as alerts are.",
          querystring: z.strictObject(tableQuery),
          response: { 200: jsonOrCsv(flows), ...problemResponses("API_REQUEST_INVALID") },
        },
      },
      async (request, reply) => {
        const items = options.flows().map(
          ({ hops, alerts, ...rest }): FlowAnswer => ({
            ...rest,
            hops: hops.map((one) => ({ ...withIsoTimes(one), fromName: name(one.from), toName: name(one.to) })),
            alerts: alerts.map(withIsoTimes),
          }),
        );
        if (asksForCsv(request)) {
          const rows = items.flatMap(({ flow: id, hops }) => hops.map((one) => ({ ...one, flow: id })));
          return sendCsv(reply, "flows", columns, rows);
        }
        return { generatedAt: new Date(options.now()).toISOString(), items };
      },
    );
  };
}
