import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import type { RawMessage, Settled } from "../ingest/message.js";
import { createDecodeContext } from "../ingest/stages/decode.js";
import type { CommitBatch } from "../ingest/store/log-store.js";
import * as rules from "../rules/engine.js";
import type { Ecosystem } from "../rules/model/ecosystem.js";
import type { EngineState } from "../rules/state.js";
import { createApi } from "./api/create-api.js";
import { listenApi } from "./api/listen.js";
import { readWebFiles, webFolder } from "./api/web-files.js";
import { type Config, redisSettings } from "./config.js";
import type { Database } from "./database/store.js";
import type { DeliveryChannel } from "./delivery/channels/channel.js";
import { channelsByTeam } from "./delivery/channels/of-team.js";
import { createDelivery, type Delivery } from "./delivery/delivery.js";
import { type Evaluator, type EvaluatorOptions, openEvaluator } from "./evaluator/evaluator.js";
import { writeSnapshotInProcess } from "./evaluator/snapshot-process.js";
import { startFigures } from "./figures.js";
import { createFactsOf } from "./kpi/facts-of.js";
import { createPipelineMetrics, registerMetrics } from "./metrics.js";
import { type Mqtt, openMqtt } from "./mqtt.js";
import { openDatabase } from "./open-database.js";
import { createProbeMetrics } from "./probes/metrics.js";
import { startProbes } from "./probes/probes.js";
import { createChangesOf } from "./projection/changes.js";
import { measurements } from "./projection/measurements.js";
import { every } from "./runtime/every.js";
import { createOutputs, type OutputListener } from "./runtime/outputs.js";
import { velvaktVersion } from "./runtime/version.js";
import type { GateTimes } from "./scaling/keeper.js";

const hourMs = 3_600_000;
/** Everything has to be down within 10 s of a signal; the database needs the rest. */
const evaluatorCloseMs = 4_000;

export interface ServeOptions {
  config: Config;
  ecosystem: Ecosystem;
  ecosystemHash: string;
  log: Logger;
  /** Something went wrong that only a restart mends. */
  crashed: (error: unknown) => void;
  /** What is not the machine's and the ecosystem file's own; left out everywhere but in the demo. */
  instead?: Instead;
}

export interface Instead {
  /** With a clock of another speed go other bounds of the pipeline, and more frequent ticks. */
  evaluator?: Partial<EvaluatorOptions>;
  gateTimes?: GateTimes;
  /** Nothing that is watched exists. */
  simulated?: boolean;
  channelsOf?: (teamId: string) => DeliveryChannel[];
  /** Adds to the API before it listens. */
  extendApi?: (api: FastifyInstance) => Promise<unknown>;
}

export interface Service {
  httpAddress: string;
  mqttPort: number;
  /** Hands over a message as the broker would, and settles after its commit. */
  submit(message: RawMessage): Promise<Settled>;
  subscribe(listener: OutputListener): () => void;
  /** Each part by name: null while it is well, or why it is not. */
  readiness(): Record<string, string | null>;
  /** Drains and stops everything, in the reverse order of starting. */
  close(): Promise<void>;
}

function readinessOf(evaluator: Evaluator, broker: () => Mqtt | null, delivery: Delivery) {
  return () => {
    const { storeFailingSinceMs, waiting, restoring } = evaluator.health();
    return {
      database:
        storeFailingSinceMs === null ? null : `not answering since ${new Date(storeFailingSinceMs).toISOString()}`,
      ingest: restoring
        ? "going back to the last commit, to go on without a message that cannot be processed"
        : waiting > 0
          ? `${waiting} messages wait at the door`
          : null,
      broker: (broker() ?? { ready: () => "not listening" }).ready(),
      delivery: delivery.ready(),
    };
  };
}

/** Stops what has been started, in the reverse order; a part that fails to does not keep the others from it. */
function createStops(log: Logger) {
  const stops: (() => Promise<unknown>)[] = [];
  return {
    stopLater: (stop: () => Promise<unknown>) => void stops.push(stop),
    async close() {
      for (const stop of stops.splice(0).reverse()) {
        await stop().catch((error: unknown) => log.error({ err: error }, "a part did not stop cleanly"));
      }
    },
  };
}

function webhookOf({ WEBHOOK_URL: url, WEBHOOK_SECRET: secret }: Config) {
  return url === undefined ? null : { url, secret: secret ?? null };
}

function keepHouse(retain: () => Promise<unknown>, log: Logger): () => Promise<void> {
  const stop = every(retain, {
    everyMs: hourMs,
    failed: (error) => log.warn({ err: error }, "housekeeping failed; it is tried again in an hour"),
  });
  // Not waited for: dropping days may take longer than there is, and is done again.
  return async () => void stop();
}

/** The engine on what the database has committed; every later batch is published after its commit. */
function openEvaluatorOn(
  database: Database,
  publish: OutputListener,
  registry: Registry,
  { ecosystem, ecosystemHash, log, crashed, instead }: ServeOptions,
): Promise<Evaluator<EngineState>> {
  const metrics = createPipelineMetrics(registry);
  const request = { ecosystem, ecosystemHash, connectionString: database.connectionString };
  const ports = {
    engine: rules,
    ecosystem,
    ecosystemHash,
    database,
    decodeContext: createDecodeContext(ecosystem),
    log,
    crashed,
    writeSnapshot: (signal: AbortSignal) => writeSnapshotInProcess(request, log, signal),
    measure: metrics.measure,
    committed: (batch: CommitBatch) => {
      metrics.committed(batch);
      publish(batch.outputs);
    },
  };
  return openEvaluator(ports, instead?.evaluator);
}

function startDelivery(
  { pool, connectionString }: Database,
  { submitOwn }: Evaluator<EngineState>,
  channelsOf: (teamId: string) => DeliveryChannel[],
  { config, log }: ServeOptions,
): Delivery {
  const delivery = createDelivery({
    pool,
    connectionString,
    redis: redisSettings(config),
    channelsOf,
    reportFailure: async (event) => {
      await submitOwn(event);
    },
    log,
    now: Date.now,
    random: Math.random,
    version: velvaktVersion,
  });
  delivery.start();
  return delivery;
}

/** Passes on at once what was committed: notifications to delivery, defects of the rules to the log. */
function tellerOf(delivery: Delivery, log: Logger): OutputListener {
  return (batch) => {
    if (batch.some(({ kind }) => kind === "notification")) delivery.nudge();
    for (const output of batch) {
      if (output.kind === "defect") log.error(output, "the rules fail on something that was due; the rest goes on");
    }
  };
}

/**
 * Starts everything: database, evaluator, delivery, broker, API, in this order, as each
 * needs the ones before. What has been started is stopped again if a later one fails.
 */
export async function serve(options: ServeOptions): Promise<Service> {
  const { config, ecosystem, log, crashed, instead = {} } = options;
  const now = instead.evaluator?.clock?.wallMs ?? Date.now;
  const { stopLater, close } = createStops(log);
  try {
    const channelsOf = instead.channelsOf ?? channelsByTeam(ecosystem, webhookOf(config), process.env);
    const database = await openDatabase(config, {
      log,
      channelsOf: (teamId) => channelsOf(teamId).map((channel) => channel.id),
      changesOf: createChangesOf(ecosystem),
      factsOf: createFactsOf(ecosystem),
      onLost: crashed,
    });
    stopLater(() => database.close());
    stopLater(keepHouse(() => database.retain(config.RETENTION_DAYS, now()), log));

    const outputs = createOutputs();
    const registry = new Registry();
    const evaluator = await openEvaluatorOn(database, outputs.publish, registry, options);
    stopLater(() => evaluator.close(evaluatorCloseMs));
    const delivery = startDelivery(database, evaluator, channelsOf, options);
    stopLater(() => delivery.close());
    outputs.subscribe(tellerOf(delivery, log));

    let broker: Mqtt | null = null;
    registerMetrics(registry, evaluator, () => broker, delivery, now);
    const readiness = readinessOf(evaluator, () => broker, delivery);
    const sources = { config, ecosystem, database, evaluator, delivery, readiness, registry, log, now };
    const { gateTimes } = instead;
    const figures = startFigures({ ...sources, gateTimes }, stopLater);
    const api = await createApi({
      pool: database.pool,
      ecosystem,
      submit: evaluator.submit,
      submitOwn: evaluator.submitOwn,
      subscribe: outputs.subscribe,
      readiness,
      sla: () => evaluator.look(rules.slaReport),
      risk: () => evaluator.look(rules.riskView),
      flows: () => evaluator.look(rules.flowsView),
      refills: (asked) => evaluator.look((state) => rules.refillsView(state, asked)),
      scaling: figures.scaling,
      degraded: figures.degraded,
      eventStore: figures.eventStore,
      measurements,
      now,
      log,
      registry,
      token: config.API_TOKEN ?? null,
      allowedHosts: config.HTTP_ALLOWED_HOSTS ?? [],
      web: readWebFiles(webFolder),
      simulated: instead.simulated ?? false,
    });
    stopLater(async () => api.close());
    await instead.extendApi?.(api);
    broker = await openMqtt({ config, ecosystem, evaluator, pool: database.pool, log, now });
    const { marker, port: mqttPort, close: closeBroker } = broker;
    stopLater(closeBroker);
    const httpAddress = await listenApi(api, { host: config.HTTP_HOST, port: config.HTTP_PORT });
    evaluator.start(marker);
    // In the demo nothing exists that could be asked.
    if (!instead.simulated) {
      const { submitOwn } = evaluator;
      const observe = createProbeMetrics(registry);
      const probes = startProbes({ ecosystem, submitOwn, observe, log, now, random: Math.random });
      stopLater(async () => probes.close());
    }
    return { httpAddress, mqttPort, submit: evaluator.submit, subscribe: outputs.subscribe, readiness, close };
  } catch (error) {
    await close();
    throw error;
  }
}
