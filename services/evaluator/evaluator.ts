import type { PipelineOptions, PipelinePorts } from "../../ingest/batch.js";
import { afterUs, createPipeline, type Pipeline } from "../../ingest/pipeline.js";
import type { CommitBatch } from "../../ingest/store/log-store.js";
import type { Database, SnapshotMeta } from "../database/store.js";
import { type ClockSources, createClock } from "../runtime/clock.js";
import { every } from "../runtime/every.js";
import type { EcosystemInForce, Engine } from "./engine.js";
import { createGapKeeper, type GapKeeper } from "./gap-keeper.js";
import { recover } from "./recover.js";
import { createSnapshotter, type SnapshotterOptions } from "./snapshots.js";

export interface EvaluatorPorts<State>
  extends EcosystemInForce,
    Pick<PipelinePorts, "decodeContext" | "log" | "crashed" | "measure"> {
  engine: Engine<State>;
  database: Pick<Database, "log" | "snapshots">;
  /** Writes a snapshot of what is committed, elsewhere: see `snapshot-process.ts`. */
  writeSnapshot: (signal: AbortSignal) => Promise<SnapshotMeta | null>;
  /** Told of every batch after its commit. */
  committed?: (batch: CommitBatch) => void;
}

export interface EvaluatorOptions {
  tickEveryMs: number;
  markerRetryMs: number;
  pipeline: Partial<PipelineOptions>;
  snapshots: Partial<SnapshotterOptions>;
  /** Left out: this machine's. */
  clock: ClockSources;
}

export interface Evaluator<State = unknown> extends Pick<Pipeline, "submit" | "submitOwn" | "health"> {
  /** Lets time pass from here on, and ends gaps as soon as `marker` has come back through the broker. */
  start(marker: () => Promise<void>): void;
  /** Looks at the engine's state between two steps, and must leave it as it is. */
  look<T>(at: (state: State) => T): T;
  /** Finishes what was submitted, commits the position and gives up after `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

/**
 * Recovers the engine and opens the pipeline in front of it. It takes messages at once; time does
 * not pass before `start`, as long as sources are still being opened.
 */
export async function openEvaluator<State>(
  ports: EvaluatorPorts<State>,
  options: Partial<EvaluatorOptions> = {},
): Promise<Evaluator<State>> {
  const { engine, database, ecosystem, ecosystemHash, log } = ports;
  const recovered = () => recover({ engine, database, ecosystem, ecosystemHash, log });
  const { host, position, replayed, ...first } = await recovered();
  let { state } = first;
  const snapshotter = createSnapshotter(ports.writeSnapshot, log, replayed, options.snapshots);
  const clock = createClock({ notBeforeUs: position ? afterUs(position) : 0 }, options.clock);
  let openedBefore = false;
  let keeper: GapKeeper | null = null;
  let stopTicking = async () => {};

  function committed(batch: CommitBatch): void {
    if (batch.events.some(({ event }) => event.kind === "gap-opened")) {
      if (keeper) keeper.opened();
      else openedBefore = true;
    }
    snapshotter.committed(batch.events.length);
    ports.committed?.(batch);
  }

  const { decodeContext, crashed, measure = () => undefined } = ports;
  const restore = async () => {
    const again = await recovered();
    state = again.state;
    return again.host;
  };
  const pipeline = createPipeline(
    { decodeContext, crashed, measure, log, clock, position, committed, restore, store: database.log, engine: host },
    options.pipeline,
  );

  return {
    submit: pipeline.submit,
    submitOwn: pipeline.submitOwn,
    health: pipeline.health,
    look: (at) => at(state),
    start(marker) {
      keeper = createGapKeeper({
        marker,
        submitOwn: pipeline.submitOwn,
        log,
        retryAfterMs: options.markerRetryMs ?? 1_000,
      });
      if (openedBefore) keeper.opened();
      // Whoever ended the pipeline has said so already.
      const failed = () => {};
      stopTicking = every(pipeline.tick, { everyMs: options.tickEveryMs ?? 1_000, firstAfterMs: 0, failed });
    },
    async close(deadlineMs) {
      // Not waited for: a tick ends only when the store answers, which may be later than the deadline.
      void stopTicking();
      keeper?.close();
      await Promise.all([pipeline.close(deadlineMs), snapshotter.close()]);
    },
  };
}
