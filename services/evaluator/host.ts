import type { EngineHost } from "../../ingest/batch.js";
import type { Engine } from "./engine.js";

/**
 * Holds the state and knows up to which instant everything has been decided. That is not the time of
 * the latest event: timers due in its very millisecond still wait, as further events may share it.
 */
export function createHost<State>(engine: Engine<State>, state: State, coveredMs: number | null): EngineHost {
  let covered = coveredMs;
  return {
    take({ seq, receivedAtUs, event }) {
      const receivedAtMs = Math.floor(receivedAtUs / 1000);
      const outputs = engine.step(state, { kind: "event", seq, receivedAtMs, event });
      covered = Math.max(covered ?? 0, receivedAtMs - 1);
      return outputs;
    },
    passTime(nowMs) {
      const outputs = engine.step(state, { kind: "time", nowMs });
      covered = Math.max(covered ?? 0, nowMs);
      return outputs;
    },
    coveredMs: () => covered,
  };
}
