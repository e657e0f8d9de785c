import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { z } from "zod";
import type { RawMessage, Settled } from "../../../ingest/message.js";
import { problemResponses } from "../contract/common.js";
import { batchEventsMax, eventMediaTypes, eventOutcomes, eventsBody, eventsQuery } from "../contract/events.js";
import type { ApiOptions } from "../options.js";
import { ApiError } from "../problems.js";
import { splitArray } from "../split-array.js";

/** How many events of one request may wait in ingest at a time: a few group commits' worth. */
const submittedMax = 1_000;

const utf8 = new TextDecoder("utf-8", { fatal: true });

interface Incoming {
  id: string | null;
  message: RawMessage;
}

function textMember(value: unknown, name: string): string | undefined {
  const member = typeof value === "object" && value !== null ? Object.entries(value).find(([key]) => key === name) : [];
  return typeof member?.[1] === "string" ? member[1] : undefined;
}

/**
 * The events of a body, each as the sender wrote it. Only what is not JSON is refused here: everything else, however
 * wrong, goes to ingest, whose quarantine tells people about it.
 */
function readEvents(body: Uint8Array, topic: string): Incoming[] {
  let text: string;
  let value: unknown;
  try {
    text = utf8.decode(body);
    value = JSON.parse(text);
  } catch {
    throw new ApiError("API_BODY_NOT_JSON", "The body cannot be read as JSON text in UTF-8.");
  }
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length > batchEventsMax) {
    throw new ApiError("API_BATCH_TOO_LARGE", `${values.length} events; at most ${batchEventsMax} at a time.`);
  }
  const texts = Array.isArray(value) ? splitArray(text) : [text];
  return texts.map((payload, i) => ({
    id: textMember(values[i], "id") ?? null,
    message: { topic: textMember(values[i], "topic") ?? topic, payload: Buffer.from(payload), retained: false },
  }));
}

function outcome({ id }: Incoming, settled: Settled): z.output<typeof eventOutcomes>[number] {
  return settled.outcome === "rejected"
    ? { id, outcome: "rejected", reason: settled.reason, detail: settled.detail }
    : { id, outcome: settled.outcome };
}

export function eventRoutes({ submit }: ApiOptions): FastifyPluginAsyncZod {
  return async (app) => {
    // This plugin's scope only: here a body is bytes, elsewhere Fastify's JSON.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser([...eventMediaTypes], { parseAs: "buffer" }, (_request, body, done) => done(null, body));

    app.post(
      "/v1/events",
      {
        schema: {
          tags: ["ingest"],
          summary: "Events over HTTP: one CloudEvent or a batch, answered when all of it is durable",
          description:
            "The same events as over MQTT. CloudEvents over HTTP has no topic, so each event names its own in the extension attribute `topic`, or the query parameter gives one for all. The answer has one entry per event in the order sent; a rejected event is in the quarantine and does not touch the others. Sending again is safe: what is known is a duplicate.",
          consumes: [...eventMediaTypes],
          querystring: eventsQuery,
          body: eventsBody,
          response: {
            202: eventOutcomes,
            ...problemResponses(
              "API_BODY_NOT_JSON",
              "API_REQUEST_INVALID",
              "API_BODY_TOO_LARGE",
              "API_BATCH_TOO_LARGE",
              "API_MEDIA_TYPE_UNSUPPORTED",
              "API_INGEST_UNAVAILABLE",
            ),
          },
        },
      },
      async (request, reply) => {
        const incoming = readEvents(request.body, request.query.topic ?? "");
        const outcomes: z.output<typeof eventOutcomes> = [];
        for (let start = 0; start < incoming.length; start += submittedMax) {
          const chunk = incoming.slice(start, start + submittedMax);
          // Handed over in order; settled together, because one commit takes many.
          const settled = await Promise.all(chunk.map(async (one) => outcome(one, await submit(one.message))));
          outcomes.push(...settled);
        }
        return reply.code(202).send(outcomes);
      },
    );
  };
}
