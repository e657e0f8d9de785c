import { on } from "node:events";
import { Worker } from "node:worker_threads";
import { type CityOrder, type CityThreadData, flags } from "./city-order.js";
import type { Pack } from "./pack.js";

/** Most of what a city makes is forgotten at once; with more room for that, less of it is copied first. */
const youngMb = 96;

function startThread(order: CityOrder, shared: Int32Array): Worker {
  const workerData: CityThreadData = { order, shared };
  const resourceLimits = { maxYoungGenerationSizeMb: youngMb };
  const file = import.meta.url.endsWith(".ts") ? "./city-thread-source.js" : "./city-thread.js";
  return new Worker(new URL(file, import.meta.url), { workerData, resourceLimits });
}

/** The city lives in a thread of its own, some packs ahead. After `signal` those still come, and the rest of the truth. */
export async function* packsOf(order: CityOrder, signal: AbortSignal): AsyncGenerator<Pack> {
  const shared = new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
  const worker = startThread(order, shared);
  const wake = () => {
    Atomics.add(shared, flags.taken, 1);
    Atomics.notify(shared, flags.taken);
  };
  const stop = () => {
    Atomics.store(shared, flags.stop, 1);
    wake();
  };
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const [pack] of on(worker, "message", { close: ["exit"] })) {
      yield pack as Pack;
      wake();
    }
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
    await worker.terminate();
  }
}
