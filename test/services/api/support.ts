import { EventEmitter } from "node:events";
import type { FastifyInstance, InjectOptions } from "fastify";
import pg from "pg";
import { pino } from "pino";
import { Registry } from "prom-client";
import { onTestFinished } from "vitest";
import type { RawMessage, Settled } from "../../../ingest/message.js";
import { createState, flowsView, refillsView, riskView } from "../../../rules/engine.js";
import type { Output } from "../../../rules/model/engine.js";
import type { LogEvent } from "../../../rules/model/event.js";
import { createApi } from "../../../services/api/create-api.js";
import type { ApiOptions } from "../../../services/api/options.js";
import { measurements } from "../../../services/projection/measurements.js";
import { worldEcosystem } from "../../support/world/ecosystem.js";

export interface TestApi {
  app: FastifyInstance;
  submitted: RawMessage[];
  own: LogEvent[];
  /** Says that these outputs have been committed. */
  committed: (...outputs: Output[]) => void;
  /** How many listen to what is committed. */
  listeners: () => number;
}

/** An API of the running test's own; without a database it has a pool that connects nowhere. */
export async function testApi(differences: Partial<ApiOptions> = {}): Promise<TestApi> {
  const api = await openApi(differences);
  onTestFinished(() => api.app.close());
  return api;
}

/** The same for whoever closes it himself. */
export async function openApi(differences: Partial<ApiOptions> = {}): Promise<TestApi> {
  const submitted: RawMessage[] = [];
  const own: LogEvent[] = [];
  const outputs = new EventEmitter();
  const app = await createApi({
    pool: new pg.Pool({ host: "/nowhere" }),
    ecosystem: worldEcosystem,
    submit: async (message): Promise<Settled> => ({ outcome: "stored", seq: submitted.push(message) }),
    submitOwn: async (event) => {
      own.push(event);
    },
    subscribe: (listener) => {
      outputs.on("committed", listener);
      return () => outputs.off("committed", listener);
    },
    readiness: () => ({ database: null, broker: null }),
    risk: () => riskView(createState(differences.ecosystem ?? worldEcosystem)),
    flows: () => flowsView(createState(differences.ecosystem ?? worldEcosystem)),
    refills: (asked) => refillsView(createState(differences.ecosystem ?? worldEcosystem), asked),
    sla: () => ({ atMs: null, beganMs: null, records: [] }),
    scaling: () => Promise.reject(new Error("this test has no gates")),
    eventStore: { series: async () => [] },
    measurements,
    now: () => Date.parse("2026-03-10T11:00:00Z"),
    log: pino({ level: "silent" }),
    registry: new Registry(),
    token: null,
    allowedHosts: [],
    web: null,
    ...differences,
  });
  return {
    app,
    submitted,
    own,
    committed: (...all) => outputs.emit("committed", all),
    listeners: () => outputs.listenerCount("committed"),
  };
}

/** Asks and gives status, headers and the parsed body. */
export async function ask(app: FastifyInstance, request: InjectOptions | string) {
  const response = await app.inject(request);
  const isJson = response.body !== "" && /json/.test(String(response.headers["content-type"]));
  return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body };
}
