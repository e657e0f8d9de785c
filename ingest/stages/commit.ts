import type { Stage } from "../batch.js";
import { type CommitBatch, StoreRefusal } from "../store/log-store.js";

const isRefusal = (error: unknown): boolean => error instanceof StoreRefusal;

/** One transaction: events, keys, quarantine, what the engine concluded, and the position. */
export const commit: Stage = async (batch, context) => {
  // Before the first event there is no time, and so no position.
  if (context.engine.coveredMs() === null) return;
  const { events, keys, quarantined, outputs, position } = batch;
  const whole: CommitBatch = { events, keys, quarantined, outputs, position };
  const isFinal = batch.blameless ? undefined : isRefusal;
  await context.untilDone("commit", () => context.store.commit(whole), isFinal);
  context.committed?.(whole);
};
