import type { Stage } from "../batch.js";

/**
 * Feeds the engine: the events in order, then the time that has passed. From here on there is no way
 * back. Time begins with the first event: a rebuild from the log, which knows only events, has to
 * begin at the same instant.
 */
export const evaluate: Stage = (batch, { engine }) => {
  for (const logged of batch.events) for (const output of engine.take(logged)) batch.outputs.push(output);
  const coveredMs = engine.coveredMs();
  if (coveredMs === null) return;
  if (batch.untilMs > coveredMs) for (const output of engine.passTime(batch.untilMs)) batch.outputs.push(output);
  batch.position = { ...batch.position, engineTimeMs: Math.max(coveredMs, batch.untilMs) };
};
