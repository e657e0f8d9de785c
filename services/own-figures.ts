import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Delivery } from "./delivery/delivery.js";
import type { Evaluator } from "./evaluator/evaluator.js";
import type { OwnFigures } from "./projection/gather.js";

interface OwnParts {
  evaluator: Pick<Evaluator, "health">;
  delivery: Pick<Delivery, "stats">;
  /** The last event that InfluxDB has been told; null where there is none. */
  toldSeq: () => number | null;
  readiness: () => Record<string, string | null>;
  now: () => number;
}

/** What `velvakt` in the series says, read when it is asked for; the delay of timers is that since it was last asked. */
export function createOwnFigures({ evaluator, delivery, toldSeq, readiness, now }: OwnParts) {
  const timers = monitorEventLoopDelay({ resolution: 20 });
  timers.enable();

  function figures(): OwnFigures {
    const { position, pending, waiting, refused } = evaluator.health();
    const { waiting: lanes, inFlight, retriedTotal, failedTotal } = delivery.stats();
    const logSeq = position?.seq ?? 0;
    const told = toldSeq();
    const p99Ms = timers.percentile(99) / 1e6;
    timers.reset();
    return {
      logSeq,
      engineLagMs: position === null ? null : Math.max(0, now() - position.engineTimeMs),
      pending,
      waiting,
      unprocessable: refused,
      deliveriesWaiting: lanes + inFlight,
      deliveriesRetried: retriedTotal,
      deliveriesFailed: failedTotal,
      projectionBehind: told === null ? null : Math.max(0, logSeq - told),
      notReady: Object.values(readiness()).filter((problem) => problem !== null).length,
      memoryMb: process.memoryUsage.rss() / 1e6,
      eventLoopP99Ms: p99Ms,
      uptimeSec: process.uptime(),
    };
  }

  return { figures, stop: () => timers.disable() };
}
