import { parentPort, workerData } from "node:worker_threads";
import { spokenOf } from "../city/messages.js";
import { createTruth, truthLines } from "../truth.js";
import { type CityOrder, type CityThreadData, cityOfOrder, flags } from "./city-order.js";
import { createPacker } from "./pack.js";

const packsUnderWayMax = 8;

/** The thread in which a city lives while another one writes down what it says. */
const { order, shared } = workerData as CityThreadData;
const packer = createPacker();
let sent = 0;

/** Waits where the writer is behind, so that a slow disk costs no memory. False: there is nobody to send to. */
function send(): boolean {
  const { numbers, ...rest } = packer.take();
  parentPort?.postMessage({ numbers, ...rest }, [numbers.buffer as ArrayBuffer]);
  sent++;
  for (;;) {
    const taken = Atomics.load(shared, flags.taken);
    if (Atomics.load(shared, flags.stop) === 1) return false;
    if (sent - taken < packsUnderWayMax) return true;
    Atomics.wait(shared, flags.taken, taken);
  }
}

function live({ startMs, endMs }: CityOrder): void {
  const truth = createTruth((line) => packer.addTruth(JSON.stringify(line)));
  for (const spoken of spokenOf(cityOfOrder(order), startMs, endMs, truth)) {
    packer.add(spoken);
    if (packer.isFull() && !send()) break;
  }
  for (const line of truthLines(truth)) packer.addTruth(JSON.stringify(line));
  send();
}

live(order);
