import type { DueDelivery } from "../database/outbox.js";
import { pause } from "../runtime/pause.js";
import { errorCode, type RepeatLog } from "./delivery-log.js";
import { type QueueSession, type QueueSource, QueueStoppedError } from "./queue-session.js";
import { withinMs } from "./time-limit.js";

export interface Carrier {
  start(): void;
  /** Puts what is due into the queue; does nothing while there is none, as the outbox keeps everything. */
  add(due: DueDelivery[]): Promise<void>;
  /** Null, or why nothing is carried at the moment. */
  ready(): string | null;
  /** How often the queue had to be built again. */
  rebuilds(): number;
  close(limitMs: number): Promise<void>;
}

export interface CarrierOptions {
  source: QueueSource;
  onJob: (due: DueDelivery) => void;
  /** The queue carries (again): what has become due meanwhile can be added. */
  onReady: () => void;
  problems: RepeatLog;
}

/** Wait before the queue is built again: doubles while that fails. */
const rebuildMs = { first: 500, max: 2_000 };
const probeEveryMs = 2_000;
const probeTimeoutMs = 5_000;
/** The sweeper waits for the queue to take what is due, and has other ways: not for long. */
const addTimeoutMs = 3_000;
/** Errors between two probes that went well; a worker that fails in a circle makes thousands a second. */
const errorsMax = 10;
/** Probes in a row that see jobs waiting while none arrives. */
const idleProbesMax = 5;

const becauseOf = (cause: unknown) =>
  `the queue is not connected (${errorCode(cause)}); velvakt doctor says what to do`;

/** Keeps a queue session alive for as long as delivery runs, whatever happens to the server behind it. */
export function createCarrier({ source, onJob, onReady, problems }: CarrierOptions): Carrier {
  const closing = new AbortController();
  let session: QueueSession | null = null;
  let notReady: string | null = "the queue has not been started";
  let broken: (error: unknown) => void = () => undefined;
  let rebuilds = 0;
  let arrived = 0;
  let sessionCloseMs = 3_000;
  let running: Promise<void> = Promise.resolve();

  /** Lives through one session; returns what ended it. */
  async function live(): Promise<unknown> {
    const watch = new AbortController();
    const ended = new Promise<unknown>((resolve) => {
      broken = resolve;
    });
    let errors = 0;
    function onError(error: unknown): void {
      // A session that is being thrown away may complain for a while; that is no news about the next one.
      if (watch.signal.aborted) return;
      problems.problem("queue", error);
      errors += 1;
      if (source.isDamage(error) || errors >= errorsMax) broken(error);
    }
    const opened = await source.open({ onError, onJob: arrive });
    try {
      if (closing.signal.aborted) return null;
      session = opened;
      notReady = null;
      onReady();
      const works = () => {
        errors = 0;
        problems.recovered("queue");
      };
      watchOver(opened, works, watch.signal).catch(broken);
      const cause = await ended;
      if (cause !== null) {
        problems.problem("queue", cause);
        notReady = becauseOf(cause);
      }
      return cause;
    } finally {
      watch.abort();
      session = null;
      await opened.close(sessionCloseMs);
    }
  }

  function arrive(due: DueDelivery): void {
    arrived += 1;
    onJob(due);
  }

  async function watchOver(opened: QueueSession, works: () => void, signal: AbortSignal): Promise<void> {
    let idleProbes = 0;
    while (!signal.aborted) {
      const arrivedBefore = arrived;
      await pause(probeEveryMs, signal);
      if (signal.aborted) return;
      const waiting = await withinMs(probeTimeoutMs, opened.probe());
      works();
      idleProbes = waiting > 0 && arrived === arrivedBefore ? idleProbes + 1 : 0;
      if (idleProbes >= idleProbesMax) throw new QueueStoppedError("jobs are waiting and none arrives");
    }
  }

  async function supervise(): Promise<void> {
    let waitMs = rebuildMs.first;
    while (!closing.signal.aborted) {
      let cause: unknown;
      const startedAtMs = performance.now();
      try {
        cause = await live();
      } catch (error) {
        cause = error;
        problems.problem("queue", error);
      }
      if (closing.signal.aborted) return;
      notReady = becauseOf(cause);
      rebuilds += 1;
      if (source.isDamage(cause)) await source.repair().catch((error) => problems.problem("queue-repair", error));
      if (performance.now() - startedAtMs > 2 * probeEveryMs) waitMs = rebuildMs.first;
      await pause(waitMs, closing.signal);
      waitMs = Math.min(rebuildMs.max, waitMs * 2);
    }
  }

  return {
    start() {
      notReady = "the queue is being connected";
      running = supervise();
    },
    async add(due) {
      const current = session;
      if (current === null || due.length === 0) return;
      try {
        await withinMs(addTimeoutMs, current.add(due));
      } catch (error) {
        if (current === session) broken(error);
      }
    },
    ready: () => notReady,
    rebuilds: () => rebuilds,
    async close(limitMs) {
      sessionCloseMs = limitMs;
      closing.abort();
      notReady = "the queue is closed";
      broken(null);
      await withinMs(limitMs, running).catch(() => undefined);
    },
  };
}
