import type { FastifyInstance } from "fastify";
import type { Logger } from "pino";
import { Registry } from "prom-client";
import type { RawMessage, Settled } from "../ingest/message.js";
import { createDecodeContext } from "../ingest/stages/decode.js";
import type { CommitBatch } from "../ingest/store/log-store.js";
import * as rules from "../rules/engine.js";
import type { Ecosystem } from "../rules/model/ecosystem.js";
import { createApi } from "./api/create-api.js";
import { listenApi } from "./api/listen.js";
import { readWebFiles, webFolder } from "./api/web-files.js";
import { type Config, influxSettings, redisSettings } from "./config.js";
import { readEndedDeliveries } from "./database/delivery-points.js";
import { createProjectionStore } from "./database/projection-store.js";
import { readDistrictsNow } from "./database/read/district-now.js";
import { createPostgresEventStore } from "./database/read/series.js";
import { storeSlaWindows } from "./database/sla-windows.js";
import type { Database } from "./database/store.js";
import type { DeliveryChannel } from "./delivery/channels/channel.js";
import { channelsByTeam } from "./delivery/channels/of-team.js";
import { createDelivery, type Delivery } from "./delivery/delivery.js";
import { type Evaluator, type EvaluatorOptions, openEvaluator } from "./evaluator/evaluator.js";
import { writeSnapshotInProcess } from "./evaluator/snapshot-process.js";
import { createFactsOf } from "./kpi/facts-of.js";
import { registerKpiMetrics } from "./kpi/metrics.js";
import { openKpis } from "./kpi/open.js";
import { createPipelineMetrics, registerMetrics } from "./metrics.js";
import { type Mqtt, openMqtt } from "./mqtt.js";
import { openDatabase } from "./open-database.js";
import { createOwnFigures } from "./own-figures.js";
import { createProbeMetrics } from "./probes/metrics.js";
import { startProbes } from "./probes/probes.js";
import { createChangesOf } from "./projection/changes.js";
import { startGathering } from "./projection/gather.js";
import { measurements } from "./projection/measurements.js";
import { registerProjectionMetrics } from "./projection/metrics.js";
import { type InfluxProjection, openInfluxProjection } from "./projection/open.js";
import { createScalingSeries } from "./projection/scaling-series.js";
import { createSlaSeries } from "./projection/sla-series.js";
import { every } from "./runtime/every.js";
import { createOutputs, type OutputListener } from "./runtime/outputs.js";
import { velvaktVersion } from "./runtime/version.js";
import { scalingFigures } from "./scaling/figures.js";
import { openScaling } from "./scaling/keeper.js";
import { startSlaKeeper } from "./sla/keeper.js";

const hourMs = 3_600_000;
/** Everything has to be down within 10 s of a signal; the database needs the rest. */
const evaluatorCloseMs = 4_000;
/** What is not written by then is written after the next start. */
const projectionCloseMs = 1_000;

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

function projectionOf(config: Config, database: Database, log: Logger, now: () => number): InfluxProjection | null {
  const settings = influxSettings(config);
  return settings && openInfluxProjection(settings, { store: createProjectionStore(database.pool), log, now });
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

/**
 * Starts everything: database, evaluator, delivery, broker, API, in this order, as each
 * needs the ones before. What has been started is stopped again if a later one fails.
 */
export async function serve(options: ServeOptions): Promise<Service> {
  const { config, ecosystem, ecosystemHash, log, crashed, instead = {} } = options;
  const now = instead.evaluator?.clock?.wallMs ?? Date.now;
  const stops: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const stop of stops.splice(0).reverse()) {
      await stop().catch((error: unknown) => log.error({ err: error }, "a part did not stop cleanly"));
    }
  };
  const extra = config.WEBHOOK_URL ? { url: config.WEBHOOK_URL, secret: config.WEBHOOK_SECRET ?? null } : null;
  try {
    const channelsOf = instead.channelsOf ?? channelsByTeam(ecosystem, extra, process.env);
    const database = await openDatabase(config, {
      log,
      channelsOf: (teamId) => channelsOf(teamId).map((channel) => channel.id),
      changesOf: createChangesOf(ecosystem),
      factsOf: createFactsOf(ecosystem),
      onLost: crashed,
    });
    stops.push(() => database.close());
    const stopHousekeeping = every(() => database.retain(config.RETENTION_DAYS, now()), {
      everyMs: hourMs,
      failed: (error) => log.warn({ err: error }, "housekeeping failed; it is tried again in an hour"),
    });
    // Not waited for: dropping days may take longer than there is, and is done again.
    stops.push(async () => void stopHousekeeping());

    const outputs = createOutputs();
    const registry = new Registry();
    const pipelineMetrics = createPipelineMetrics(registry);
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
      measure: pipelineMetrics.measure,
      committed: (batch: CommitBatch) => {
        pipelineMetrics.committed(batch);
        outputs.publish(batch.outputs);
      },
    };
    const evaluator = await openEvaluator(ports, instead.evaluator);
    stops.push(() => evaluator.close(evaluatorCloseMs));

    const delivery = createDelivery({
      pool: database.pool,
      connectionString: database.connectionString,
      redis: redisSettings(config),
      channelsOf,
      reportFailure: async (event) => {
        await evaluator.submitOwn(event);
      },
      log,
      now: Date.now,
      random: Math.random,
      version: velvaktVersion,
    });
    stops.push(() => delivery.close());
    delivery.start();
    stops.push(
      startSlaKeeper({
        report: () => evaluator.look(rules.slaReport),
        store: (report) => storeSlaWindows(database.pool, report),
        stored: createSlaSeries(database.offer),
        log,
      }),
    );
    const tellScaling = createScalingSeries(database.offer);
    const scaling = openScaling({
      pool: database.pool,
      ecosystem,
      look: () => evaluator.look(rules.scalingView),
      submitOwn: evaluator.submitOwn,
      kept: (judged) => tellScaling(scalingFigures(judged, ecosystem)),
      now,
      log,
    });
    stops.push(() => scaling.close());
    outputs.subscribe((batch) => {
      if (batch.some((output) => output.kind === "notification")) delivery.nudge();
    });
    outputs.subscribe((batch) => {
      for (const output of batch) {
        if (output.kind === "defect") log.error(output, "the rules fail on something that was due; the rest goes on");
      }
    });

    const keeping = openKpis({ pool: database.pool, ecosystem, offer: database.offer, log });
    stops.push(() => keeping.close());

    let broker: Mqtt | null = null;
    registerMetrics(registry, evaluator, () => broker, delivery, now);
    registerKpiMetrics(registry, keeping.health, () => evaluator.health().position?.engineTimeMs ?? 0);
    const projection = projectionOf(config, database, log, now);
    if (projection) {
      stops.push(() => projection.close(projectionCloseMs));
      registerProjectionMetrics(registry, projection.health, () => evaluator.health().position?.seq ?? 0);
    }
    const readiness = readinessOf(evaluator, () => broker, delivery);
    const toldSeq = () => projection?.health().seq ?? null;
    const own = createOwnFigures({ evaluator, delivery, toldSeq, readiness, now });
    const stopGathering = startGathering({
      endedDeliveries: (exceptIds, limit) => readEndedDeliveries(database.pool, exceptIds, limit),
      components: () => evaluator.look(rules.componentRecords),
      districts: () => readDistrictsNow(database.pool, now()),
      own: own.figures,
      offer: database.offer,
      log,
    });
    stops.push(async () => {
      // Not waited for: a database that hangs would keep everything else from stopping.
      void stopGathering();
      own.stop();
    });
    const api = await createApi({
      pool: database.pool,
      ecosystem,
      submit: evaluator.submit,
      submitOwn: evaluator.submitOwn,
      subscribe: outputs.subscribe,
      readiness,
      sla: () => evaluator.look(rules.slaReport),
      risk: () => evaluator.look(rules.riskView),
      scaling: () => scaling.current(),
      degraded: () => ({
        kpis: keeping.health().problem,
        ...(projection && { projection: projection.health().problem }),
      }),
      eventStore: projection?.eventStore ?? createPostgresEventStore(database.pool),
      measurements,
      now,
      log,
      registry,
      token: config.API_TOKEN ?? null,
      allowedHosts: config.HTTP_ALLOWED_HOSTS ?? [],
      web: readWebFiles(webFolder),
      simulated: instead.simulated ?? false,
    });
    stops.push(async () => api.close());
    await instead.extendApi?.(api);
    broker = await openMqtt({ config, ecosystem, evaluator, pool: database.pool, log, now });
    const { marker, port: mqttPort, close: closeBroker } = broker;
    stops.push(closeBroker);
    const httpAddress = await listenApi(api, { host: config.HTTP_HOST, port: config.HTTP_PORT });
    evaluator.start(marker);
    // In the demo nothing exists that could be asked.
    if (!instead.simulated) {
      const { submitOwn } = evaluator;
      const observe = createProbeMetrics(registry);
      const probes = startProbes({ ecosystem, submitOwn, observe, log, now, random: Math.random });
      stops.push(async () => probes.close());
    }
    return { httpAddress, mqttPort, submit: evaluator.submit, subscribe: outputs.subscribe, readiness, close };
  } catch (error) {
    await close();
    throw error;
  }
}
