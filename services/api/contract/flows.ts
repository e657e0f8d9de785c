import { z } from "zod";
import { flowStatuses } from "../../../rules/model/record.js";
import { instant, instantOrNull, named } from "./common.js";
import { text } from "./records.js";

export const flowStatus = z
  .enum(flowStatuses)
  .describe("What open alerts call it; `unknown`: nothing has come out of it lately to tell by");

export const hop = named(
  "FlowHop",
  z.object({
    from: z.string().describe("Id of the component that passes on"),
    fromName: text,
    to: z.string().describe("Id of the component that receives"),
    toName: text,
    district: z.string().nullable().describe("Where the flow begins in one"),
    status: flowStatus,
    limitSec: z.number(),
    inFlight: z.int().describe("Messages that have come to it and not out of it"),
    lastOut: instantOrNull.describe("When the latest message came out, by the messages' own times"),
    p50Sec: z.number().nullable().describe("Over the threshold `flowWindowMin`; null where too few came through"),
    p95Sec: z.number().nullable(),
    latest: z.int().describe("The latest outcomes, as many as alerts look at"),
    rejectedOfLatest: z.int(),
  }),
);

export const flow = named(
  "Flow",
  z.object({
    flow: z.string(),
    status: flowStatus,
    hops: z.array(hop),
    alerts: z
      .array(
        z.object({
          alertId: z.string(),
          kind: z.string(),
          subject: z.string(),
          district: z.string().nullable(),
          openedAt: instant,
        }),
      )
      .describe("Open ones, also about doses of which no word comes through"),
  }),
);

export const flows = named("Flows", z.object({ generatedAt: instant, items: z.array(flow) }));
