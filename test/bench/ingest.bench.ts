import mqtt from "mqtt";
import { bench, describe } from "vitest";
import { createPipeline } from "../../ingest/pipeline.js";
import { listenBroker } from "../../services/broker/broker.js";
import { createClock } from "../../services/runtime/clock.js";
import { decodeContext, doorOpened, eventTopic, tinyEngine, tinyHost } from "../support/ingest.js";
import { createMemoryLogStore } from "../support/memory-log-store.js";

/** One iteration is this many messages: messages a second are the iterations a second times this. */
const messages = 2_000;

describe("QoS 1 over one connection, acknowledged after a commit that costs nothing", async () => {
  const quiet = { info: () => {}, warn: () => {}, error: () => {} };
  const pipeline = createPipeline({
    decodeContext,
    store: createMemoryLogStore(),
    engine: tinyHost(tinyEngine.createState({} as never)),
    clock: createClock(),
    log: quiet,
    position: null,
    crashed: (error) => {
      throw error;
    },
  });
  const broker = await listenBroker({ submit: pipeline.submit, states: [], log: quiet }, { port: 0 });
  const client = mqtt.connect(`mqtt://127.0.0.1:${broker.port}`);
  let round = 0;

  bench(
    `${messages} messages`,
    async () => {
      round++;
      const one = (n: number) =>
        client.publishAsync(eventTopic, Buffer.from(doorOpened(`${round}-${n}`).payload), { qos: 1 });
      await Promise.all(Array.from({ length: messages }, (_, n) => one(n)));
    },
    {
      time: 4_000,
      setup: () =>
        client.connected ? undefined : new Promise<void>((resolve) => client.once("connect", () => resolve())),
      teardown: async (_task, mode) => {
        if (mode !== "run") return;
        await client.endAsync();
        await broker.close();
        await pipeline.close(1_000);
      },
    },
  );
});
