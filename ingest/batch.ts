import type { Output } from "../rules/model/engine.js";
import type { GapReason } from "../rules/model/event.js";
import type { RawMessage, Settled } from "./message.js";
import type { DecodeContext, Decoded } from "./stages/decode.js";
import type { CommitBatch, EnginePosition, LoggedEvent, LogStore } from "./store/log-store.js";

/** One thing on its way into the log, and whoever waits for it. The stages fill it in from left to right. */
export interface Entry {
  /** What came in; null for an event of our own. */
  readonly message: RawMessage | null;
  readonly settle: (settled: Settled) => void;
  readonly fail: (error: Error) => void;
  /** What the message says; later stages may turn it into a rejection. */
  decoded: Decoded;
  duplicate: boolean;
  /** Its place in the log; null as long as it has none, and for ever if nothing of it is stored. */
  logged: LoggedEvent | null;
}

/** What is written together. `untilMs` is the engine time that the batch ends with. */
export interface Batch extends CommitBatch {
  entries: Entry[];
  untilMs: number;
  /** Nothing in it can be to blame any more: its commit is repeated whatever the store says. */
  blameless: boolean;
}

/**
 * The engine as the pipeline sees it. Taking an event cannot be undone, so once a batch has been
 * evaluated its commit has to succeed before anything else is taken, or the engine is recovered.
 */
export interface EngineHost {
  take(logged: LoggedEvent): Output[];
  passTime(nowMs: number): Output[];
  /** Up to which instant everything has been decided; null before the very first input. */
  coveredMs(): number | null;
}

/** The sequencer's clock: see `services/runtime/clock.ts`. */
export interface SequencerClock {
  nowUs(): number;
  /** Compares with the wall clock; true once for every step of it, after having followed that step. */
  stepped(): boolean;
}

/** The part of pino that ingest needs. */
export interface Logger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What the pipeline is built from. Nothing in it is looked up elsewhere. */
export interface PipelinePorts {
  decodeContext: DecodeContext;
  store: LogStore;
  engine: EngineHost;
  clock: SequencerClock;
  log: Logger;
  /** Where the log ends; null if it is empty. */
  position: EnginePosition | null;
  /** Told of every batch after its commit and before its acknowledgements; must not throw or block. */
  committed?: (batch: CommitBatch) => void;
  /**
   * The engine as it was at the last commit, made anew from the log; rejects with INGEST_ENGINE_FAILED if it fails on
   * what is committed. Left out where there is no log behind the engine: then its first failure is the end.
   */
  restore?: () => Promise<EngineHost>;
  /** Told how long a stage took with one batch; must not throw or block. */
  measure?: (stage: string, ms: number) => void;
  /** The engine threw, and no message is to blame. */
  crashed: (error: unknown) => void;
}

export interface PipelineOptions {
  /** Messages in one transaction. */
  batchMax: number;
  /** Messages that may wait for a batch; the next `submit` waits at the door. */
  pendingMax: number;
  pendingBytesMax: number;
  retryFirstMs: number;
  retryMaxMs: number;
  /** How long nothing may have been decided before that counts as a gap. */
  gapAfterMs: number;
  /** A store that fails is reported at once and then this often. */
  reportEveryMs: number;
  /** More messages in a row that cannot be processed are no bad messages but a bad engine: it stops, senders keep theirs. */
  refusedInRowMax: number;
}

export const defaultPipelineOptions: PipelineOptions = {
  batchMax: 500,
  pendingMax: 10_000,
  pendingBytesMax: 64 * 1024 * 1024,
  retryFirstMs: 50,
  retryMaxMs: 2_000,
  gapAfterMs: 5_000,
  reportEveryMs: 30_000,
  refusedInRowMax: 10,
};

/** What stages share between batches. */
export interface PipelineContext extends PipelinePorts {
  options: PipelineOptions;
  lastSeq: number;
  lastReceivedAtUs: number;
  /** Why the next batch has to begin with a gap of our own. */
  gapDue: GapReason | null;
  /** Runs what needs the store until it succeeds; see `retry.ts`. */
  untilDone<T>(what: string, work: () => Promise<T>, isFinal?: (error: unknown) => boolean): Promise<T>;
  /** Messages that could not be processed and were put aside: since start, and without a good one between. */
  refusedTotal: number;
  refusedInRow: number;
  /** The engine is being recovered in the middle of a batch. */
  restoring: boolean;
  /** The store failed, or kept us waiting for most of a gap, since this was last cleared: a gap is its fault then. */
  storeWasLost: boolean;
}

/** Has the time measured that `work` takes, however it ends. */
export async function measured(
  { measure }: Pick<PipelinePorts, "measure">,
  stage: string,
  work: () => void | Promise<void>,
): Promise<void> {
  const startedMs = performance.now();
  try {
    await work();
  } finally {
    measure?.(stage, performance.now() - startedMs);
  }
}

export type Stage = (batch: Batch, context: PipelineContext) => void | Promise<void>;
