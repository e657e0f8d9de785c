import { join } from "node:path";
import { afterAll, beforeAll, bench, describe } from "vitest";
import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { Database } from "../../services/database/store.js";
import { batch, device, dose, heartbeat, logged, startUs, telemetry } from "../integration/database/samples.js";
import { createSandbox } from "../integration/database/sandbox.js";

/** Events in one commit. */
const batchEvents = 500;
const sandbox = createSandbox();
let database: Database;
let seq = 0;
let commits = 0;
let spentMs = 0;

beforeAll(async () => {
  database = await sandbox.open(join(await sandbox.folder(), "data"));
});
afterAll(async () => {
  process.stdout.write(
    `commit: ${Math.round((commits * batchEvents * 1_000) / spentMs)} events/s in batches of ${batchEvents}\n`,
  );
  await sandbox.clean();
});

/** A busy hour: four of five events are heartbeats, the rest have a key and change a dose. */
function nextBatch(): CommitBatch {
  const made = batch(seq + batchEvents);
  for (let index = 0; index < batchEvents; index += 1) {
    seq += 1;
    const deviceId = `D-${seq % 20_000}`;
    const id = `e-${seq}`;
    const receivedAtUs = startUs + seq;
    if (index % 5 > 0) made.events.push(logged(seq, heartbeat(deviceId, id)));
    else {
      const timeMs = Math.floor(receivedAtUs / 1_000);
      made.events.push(
        logged(
          seq,
          telemetry(deviceId, { id, source: deviceId, timeMs, type: "dose.dispensed", data: { mode: "unassisted" } }),
        ),
      );
      made.keys.push({ key: `${deviceId} ${id}`, contentHash: "0123456789abcdef0123456789abcdef", receivedAtUs });
      made.outputs.push({
        kind: "dose",
        dose: dose(`P-${seq}@2025-11-21T08:00:00.000Z`, { deviceId, verdict: "on-time" }),
      });
    }
    made.outputs.push({ kind: "device", device: { ...device, deviceId, lastHeardAtMs: seq } });
  }
  return made;
}

describe("commit", () => {
  bench(
    `${batchEvents} events, all durable`,
    async () => {
      const made = nextBatch();
      const startMs = performance.now();
      await database.log.commit(made);
      spentMs += performance.now() - startMs;
      commits += 1;
    },
    { time: 5_000 },
  );
});
