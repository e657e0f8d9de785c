import type { LogEvent } from "../rules/model/event.js";
import type { Batch, Entry, PipelineContext, PipelineOptions, PipelinePorts, Stage } from "./batch.js";
import { defaultPipelineOptions, measured } from "./batch.js";
import { IngestError } from "./errors.js";
import type { RawMessage, Settled } from "./message.js";
import { createPending } from "./pending.js";
import { createRetry } from "./retry.js";
import { acknowledge } from "./stages/acknowledge.js";
import { conclude } from "./stages/conclude.js";
import { type Decoded, decode } from "./stages/decode.js";
import { deduplicate } from "./stages/deduplicate.js";
import { screen } from "./stages/screen.js";
import { sequence } from "./stages/sequence.js";
import type { EnginePosition } from "./store/log-store.js";

/** What becomes of a message, in this order. A stage sees the whole batch; the next batch waits for all of them. */
const stages: readonly (readonly [name: string, stage: Stage])[] = [
  ["decode", decodeAll],
  ["screen", screenAll],
  ["deduplicate", deduplicate],
  ["sequence", sequence],
  ["conclude", conclude],
  ["acknowledge", acknowledge],
];

export interface Pipeline {
  /**
   * Settles after the commit that made the message durable, in the order of calls. Rejects with an
   * IngestError if that cannot happen any more; the sender has to keep the message then.
   */
  submit(message: RawMessage): Promise<Settled>;
  /** What people do, and what Velvakt says about itself. */
  submitOwn(event: LogEvent): Promise<{ seq: number }>;
  /** Lets time pass: to be called every second. Settles after the commit of the position. */
  tick(): Promise<void>;
  health(): PipelineHealth;
  /** Takes nothing more, finishes what it has and commits the position; gives up after `deadlineMs`. */
  close(deadlineMs: number): Promise<void>;
}

export interface PipelineHealth {
  /** Wall clock; null while the store answers. */
  storeFailingSinceMs: number | null;
  pending: number;
  /** At the door, because `pending` is full. */
  waiting: number;
  /** Committed. */
  position: EnginePosition | null;
  committedAtMs: number | null;
  /** Messages that the engine or the store could not stand, since start; they are in quarantine. */
  refused: number;
  /** The engine is being recovered from the log to go on without such a message. */
  restoring: boolean;
}

export function createPipeline(ports: PipelinePorts, options: Partial<PipelineOptions> = {}): Pipeline {
  const bounds = { ...defaultPipelineOptions, ...options };
  const pending = createPending(bounds.pendingMax, bounds.pendingBytesMax);
  const retry = createRetry(bounds, ports.log, () => {
    context.storeWasLost = true;
  });
  const context = newContext(ports, bounds, retry.untilDone);
  let position = ports.position;
  let committedAtMs: number | null = null;
  let nextTick: Tick | null = null;
  let running: Promise<void> | null = null;
  let refusal: IngestError | null = null;

  async function runBatch(): Promise<void> {
    const tick = nextTick;
    nextTick = null;
    const batch = newBatch(pending.take(bounds.batchMax), context.lastSeq);
    try {
      for (const [name, stage] of stages) await measured(context, name, () => stage(batch, context));
    } catch (error) {
      stop(error, tick ? [...batch.entries, tick] : batch.entries);
      return;
    }
    if (context.engine.coveredMs() !== null) position = batch.position;
    committedAtMs = Date.now();
    tick?.done();
  }

  /** Abandoned by `close`, or the engine threw and no message was to blame: nobody gets an acknowledgement any more. */
  function stop(error: unknown, taken: { fail: (error: Error) => void }[]): void {
    const abandoned = error instanceof IngestError && error.code === "INGEST_ABANDONED";
    refusal =
      error instanceof IngestError
        ? error
        : new IngestError("INGEST_ENGINE_FAILED", "the engine failed", { cause: error });
    for (const waiting of [...taken, ...pending.takeAll()]) waiting.fail(refusal);
    nextTick?.fail(refusal);
    nextTick = null;
    if (!abandoned) ports.crashed(error);
  }

  async function run(): Promise<void> {
    // One turn of the event loop, so that everything read from the sockets in this one shares a transaction.
    await new Promise(setImmediate);
    while (pending.size() > 0 || nextTick !== null) await runBatch();
    running = null;
  }

  function enqueue(message: RawMessage | null, decoded: Decoded): Promise<Settled> {
    if (refusal) return Promise.reject(refusal);
    return new Promise((settle, fail) => {
      pending.add({ message, settle, fail, decoded, duplicate: false, logged: null });
      running ??= run();
    });
  }

  /** One waiting tick is enough for all who ask: its time is read when its batch runs. */
  function tick(): Promise<void> {
    nextTick ??= newTick();
    running ??= run();
    return nextTick.settled;
  }

  return {
    submit: (message) => enqueue(message, undecoded),
    async submitOwn(event) {
      const settled = await enqueue(null, { ok: true, event, key: null });
      if (settled.outcome !== "stored") throw new Error(`an event of our own was ${settled.outcome}`);
      return { seq: settled.seq };
    },
    async tick() {
      if (refusal) throw refusal;
      await tick();
    },
    health: () => ({
      storeFailingSinceMs: retry.failingSinceMs(),
      pending: pending.size(),
      waiting: pending.waiting(),
      position,
      committedAtMs,
      refused: context.refusedTotal,
      restoring: context.restoring,
    }),
    async close(deadlineMs) {
      if (refusal) return;
      const last = tick();
      refusal = new IngestError("INGEST_CLOSED", "Velvakt is closing and takes nothing more");
      const timer = setTimeout(retry.abandon, deadlineMs);
      await last.catch((error: unknown) => ports.log.warn({ err: error }, "closed before everything was committed"));
      await running;
      clearTimeout(timer);
    },
  };
}

/**
 * An instant behind everything in the log. Its last event may lie in the millisecond after the
 * engine's time, which then was not covered yet.
 */
export function afterUs({ engineTimeMs }: EnginePosition): number {
  return (engineTimeMs + 2) * 1000;
}

function newContext(
  ports: PipelinePorts,
  options: PipelineOptions,
  untilDone: PipelineContext["untilDone"],
): PipelineContext {
  const { position } = ports;
  return {
    ...ports,
    options,
    lastSeq: position?.seq ?? 0,
    lastReceivedAtUs: position ? afterUs(position) : 0,
    gapDue: position ? "restart" : null,
    storeWasLost: false,
    refusedTotal: 0,
    refusedInRow: 0,
    restoring: false,
    untilDone,
  };
}

interface Tick {
  settled: Promise<void>;
  done: () => void;
  fail: (error: Error) => void;
}

function newTick(): Tick {
  let done = (): void => {};
  let fail = (_error: Error): void => {};
  const settled = new Promise<void>((resolve, reject) => {
    done = resolve;
    fail = reject;
  });
  return { settled, done, fail };
}

function newBatch(entries: Entry[], lastSeq: number): Batch {
  const position = { seq: lastSeq, engineTimeMs: 0 };
  return { entries, events: [], keys: [], quarantined: [], outputs: [], position, untilMs: 0, blameless: false };
}

const undecoded: Decoded = { ok: "ignored" };

function decodeAll(batch: Batch, { decodeContext }: PipelineContext): void {
  for (const entry of batch.entries) if (entry.message) entry.decoded = decode(entry.message, decodeContext);
}

function screenAll(batch: Batch): void {
  for (const entry of batch.entries) if (entry.message) entry.decoded = screen(entry.message, entry.decoded);
}
