import type { Output } from "../../rules/model/engine.js";
import type { EngineHost, Stage } from "../batch.js";
import { EventFailed } from "../errors.js";
import type { LoggedEvent } from "../store/log-store.js";

/**
 * Feeds the engine: the events in order, then the time that has passed. From here on there is no way
 * back but recovering the engine from the log. Time begins with the first event: a rebuild from the log, which knows only events, has to
 * begin at the same instant.
 */
export const evaluate: Stage = (batch, { engine }) => {
  batch.outputs = [];
  for (const [index, logged] of batch.events.entries()) {
    for (const output of takenBy(engine, logged, index)) batch.outputs.push(output);
  }
  const coveredMs = engine.coveredMs();
  if (coveredMs === null) return;
  if (batch.untilMs > coveredMs) for (const output of engine.passTime(batch.untilMs)) batch.outputs.push(output);
  batch.position = { ...batch.position, engineTimeMs: Math.max(coveredMs, batch.untilMs) };
};

function takenBy(engine: EngineHost, logged: LoggedEvent, index: number): Output[] {
  try {
    return engine.take(logged);
  } catch (error) {
    throw new EventFailed(index, error);
  }
}
