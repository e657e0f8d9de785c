import { onTestFinished } from "vitest";
import { createPipeline } from "../../ingest/pipeline.js";
import { type Broker, listenBroker } from "../../services/broker/broker.js";
import type { BrokerOptions, RetainedState } from "../../services/broker/ports.js";
import { createClock } from "../../services/runtime/clock.js";
import { decodeContext, testLogger, tinyEngine, tinyHost } from "./ingest.js";
import { createMemoryLogStore } from "./memory-log-store.js";

/** The broker before a real pipeline and a store that does as it is told. */
export async function startBroker(options: Partial<BrokerOptions> = {}, states: RetainedState[] = []) {
  const store = createMemoryLogStore();
  const log = testLogger();
  const pipeline = createPipeline(
    {
      decodeContext,
      store,
      engine: tinyHost(tinyEngine.createState({} as never)),
      clock: createClock(),
      log,
      position: null,
      crashed: (error) => {
        throw error;
      },
    },
    { retryFirstMs: 1, retryMaxMs: 5 },
  );
  const broker: Broker = await listenBroker(
    { submit: pipeline.submit, states, log },
    { port: 0, reportEveryMs: 20, drainMs: 200, ...options },
  );
  onTestFinished(async () => {
    store.release();
    await broker.close();
    await pipeline.close(100);
  });
  return { broker, pipeline, store, log, port: broker.port };
}
