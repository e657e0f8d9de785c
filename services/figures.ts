import type { Logger } from "pino";
import type { Registry } from "prom-client";
import * as rules from "../rules/engine.js";
import type { Ecosystem } from "../rules/model/ecosystem.js";
import type { EngineState } from "../rules/state.js";
import { type Config, influxSettings } from "./config.js";
import { readEndedDeliveries } from "./database/delivery-points.js";
import { createProjectionStore } from "./database/projection-store.js";
import { readDistrictsNow } from "./database/read/district-now.js";
import { createPostgresEventStore } from "./database/read/series.js";
import { storeSlaWindows } from "./database/sla-windows.js";
import type { Database } from "./database/store.js";
import type { Delivery } from "./delivery/delivery.js";
import type { Evaluator } from "./evaluator/evaluator.js";
import { registerKpiMetrics } from "./kpi/metrics.js";
import { type KpiKeeping, openKpis } from "./kpi/open.js";
import { createOwnFigures } from "./own-figures.js";
import { startGathering } from "./projection/gather.js";
import { registerProjectionMetrics } from "./projection/metrics.js";
import { type InfluxProjection, openInfluxProjection } from "./projection/open.js";
import { createScalingSeries } from "./projection/scaling-series.js";
import { createSlaSeries } from "./projection/sla-series.js";
import type { EventStore } from "./runtime/event-store.js";
import { scalingFigures } from "./scaling/figures.js";
import { type GateTimes, type Judged, openScaling, type ScalingKeeping } from "./scaling/keeper.js";
import { startSlaKeeper } from "./sla/keeper.js";

/** What is not written by then is written after the next start. */
const projectionCloseMs = 1_000;

export interface FiguresPorts {
  config: Config;
  ecosystem: Ecosystem;
  database: Database;
  evaluator: Evaluator<EngineState>;
  delivery: Delivery;
  readiness: () => Record<string, string | null>;
  registry: Registry;
  log: Logger;
  now: () => number;
  gateTimes?: GateTimes | undefined;
}

/** What is worked out of the log beside ingest, which waits for none of it. */
export interface Figures {
  scaling(): Promise<Judged>;
  /** Each part that people can be without, by name: null while it is well, or why it is not. */
  degraded(): Record<string, string | null>;
  /** Answers for series: InfluxDB where there is one, else PostgreSQL. */
  eventStore: EventStore;
}

function keepContracts({ database, evaluator, log }: FiguresPorts): () => Promise<void> {
  return startSlaKeeper({
    report: () => evaluator.look(rules.slaReport),
    store: (report) => storeSlaWindows(database.pool, report),
    stored: createSlaSeries(database.offer),
    log,
  });
}

function keepGates({ database, ecosystem, evaluator, log, now, gateTimes }: FiguresPorts): ScalingKeeping {
  const tell = createScalingSeries(database.offer);
  const ports = {
    pool: database.pool,
    ecosystem,
    look: () => evaluator.look(rules.scalingView),
    submitOwn: evaluator.submitOwn,
    kept: (judged: Judged) => tell(scalingFigures(judged, ecosystem)),
    now,
    log,
  };
  return openScaling(ports, gateTimes);
}

function keepKpis({ database, ecosystem, evaluator, registry, log }: FiguresPorts): KpiKeeping {
  const kpis = openKpis({ pool: database.pool, ecosystem, offer: database.offer, log });
  registerKpiMetrics(registry, kpis.health, () => evaluator.health().position?.engineTimeMs ?? 0);
  return kpis;
}

function projectToInflux({ config, database, evaluator, registry, log, now }: FiguresPorts): InfluxProjection | null {
  const settings = influxSettings(config);
  if (settings === null) return null;
  const projection = openInfluxProjection(settings, { store: createProjectionStore(database.pool), log, now });
  registerProjectionMetrics(registry, projection.health, () => evaluator.health().position?.seq ?? 0);
  return projection;
}

function gatherSeries(
  { database, evaluator, delivery, readiness, log, now }: FiguresPorts,
  toldSeq: () => number | null,
): () => Promise<void> {
  const own = createOwnFigures({ evaluator, delivery, toldSeq, readiness, now });
  const stop = startGathering({
    endedDeliveries: (exceptIds, limit) => readEndedDeliveries(database.pool, exceptIds, limit),
    components: () => evaluator.look(rules.componentRecords),
    districts: () => readDistrictsNow(database.pool, now()),
    own: own.figures,
    offer: database.offer,
    log,
  });
  return async () => {
    // Not waited for: a database that hangs would keep everything else from stopping.
    void stop();
    own.stop();
  };
}

/** `stopLater` is given how to stop each part as soon as it has started. */
export function startFigures(ports: FiguresPorts, stopLater: (stop: () => Promise<unknown>) => void): Figures {
  stopLater(keepContracts(ports));
  const gates = keepGates(ports);
  stopLater(gates.close);
  const kpis = keepKpis(ports);
  stopLater(kpis.close);
  const projection = projectToInflux(ports);
  if (projection) stopLater(() => projection.close(projectionCloseMs));
  stopLater(gatherSeries(ports, () => projection?.health().seq ?? null));
  return {
    scaling: gates.current,
    degraded: () => ({
      kpis: kpis.health().problem,
      ...(projection && { projection: projection.health().problem }),
    }),
    eventStore: projection?.eventStore ?? createPostgresEventStore(ports.database.pool),
  };
}
