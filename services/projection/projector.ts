import { setTimeout as sleep } from "node:timers/promises";
import type { Cursor, ProjectionStore } from "../database/projection-store.js";
import { eventPoint } from "./event-point.js";
import type { Influx } from "./influx/dialect.js";
import { InfluxError } from "./influx/errors.js";
import { encodeLine, type Line, type RefusedLine, standsAtNs } from "./line.js";
import { writeLines } from "./write-lines.js";

export interface ProjectorPorts {
  store: ProjectionStore;
  influx: Influx;
  /** What the cursor belongs to: another server or database begins from the beginning. */
  target: string;
  /** Points older than this are not sent, as the server would not keep them; 0: it keeps everything. */
  retentionDays: number;
  log: {
    info(details: object, text: string): void;
    warn(details: object, text: string): void;
    error(details: object, text: string): void;
  };
  now: () => number;
  random: () => number;
}

export interface ProjectorOptions {
  /** Events, and points, read at a time: bounds memory. */
  pageMax: number;
  /** How often it looks for news when it has caught up. */
  idleMs: number;
  retryFirstMs: number;
  retryMaxMs: number;
  /** How often it tries, and complains, when a person has to mend something. */
  refusedRetryMs: number;
}

const defaults: ProjectorOptions = {
  pageMax: 1_000,
  idleMs: 1_000,
  retryFirstMs: 500,
  retryMaxMs: 15_000,
  refusedRetryMs: 30_000,
};

export interface ProjectorHealth {
  /** Why nothing is written now, and since when; null while it is. */
  problem: string | null;
  problemSinceMs: number | null;
  /** The last event of the log that has been told. */
  seq: number;
  written: number;
  /** Lines set aside since start: the server, or the notation, does not take them. */
  refused: number;
  /** Points that were older than the server keeps. */
  expired: number;
  failures: number;
  lastWriteMs: number | null;
}

export interface Projector {
  health(): ProjectorHealth;
  /** Ends after what is under way, at most `deadlineMs` later. */
  close(deadlineMs: number): Promise<void>;
}

const dayMs = 86_400_000;
/** The same trouble is told again so often. */
const repeatEveryMs = 60_000;

/**
 * Tells a database for series what the log and the conclusions say, by a cursor of its own: nobody waits for it, and
 * it waits for the server as long as need be. A page is written whole before the cursor moves, and writing it again
 * writes the same points, so that nothing is lost or doubled whenever the process, the server or the database dies.
 */
export function startProjector(ports: ProjectorPorts, options: Partial<ProjectorOptions> = {}): Projector {
  const { store, influx, target, log, now, random } = ports;
  const { pageMax, idleMs, retryFirstMs, retryMaxMs, refusedRetryMs } = { ...defaults, ...options };
  const stop = new AbortController();
  const health: ProjectorHealth = {
    problem: null,
    problemSinceMs: null,
    seq: 0,
    written: 0,
    refused: 0,
    expired: 0,
    failures: 0,
    lastWriteMs: null,
  };
  let cursor: Cursor | null = null;
  let isPrepared = false;
  let attempt = 0;
  let saidAtMs = Number.NEGATIVE_INFINITY;

  async function prepare(): Promise<Cursor> {
    const at = cursor ?? (await store.cursor(target));
    if (!isPrepared) {
      const found = await influx.prepare();
      isPrepared = true;
      log.info({ target, ...found, fromSeq: at.seq }, "the projection writes to InfluxDB");
    }
    return at;
  }

  function encode(points: Parameters<typeof encodeLine>[0][]): { lines: Line[]; refused: RefusedLine[] } {
    const { retentionDays } = ports;
    const oldestNs = retentionDays === 0 ? 0n : BigInt(now() - retentionDays * dayMs) * 1_000_000n;
    const lines: Line[] = [];
    const refused: RefusedLine[] = [];
    for (const point of points) {
      const encoded = encodeLine(point);
      if (standsAtNs(point) < oldestNs) health.expired += 1;
      else if (encoded.ok) lines.push(encoded.line);
      else refused.push(encoded.refused);
    }
    return { lines, refused };
  }

  /** Tells one page. Answers whether there was anything. */
  async function page(): Promise<boolean> {
    cursor = await prepare();
    health.seq = cursor.seq;
    const events = await store.readEvents(cursor.seq, pageMax);
    const points = await store.readPoints(cursor.atNs, pageMax);
    if (events.length === 0 && points.length === 0) return false;
    const { lines, refused } = encode([...events.map(eventPoint), ...points]);
    const setAside = [...refused, ...(await writeLines(influx.write, lines))];
    const next = { seq: events.at(-1)?.seq ?? cursor.seq, atNs: points.at(-1)?.atNs ?? cursor.atNs };
    await store.move(target, next, setAside);
    cursor = next;
    health.seq = next.seq;
    health.written += lines.length - (setAside.length - refused.length);
    health.refused += setAside.length;
    health.lastWriteMs = now();
    const [first] = setAside;
    if (first)
      log.warn(
        { target, count: setAside.length, reason: first.reason, measurement: first.measurement },
        "lines were set aside",
      );
    return true;
  }

  function well(): void {
    if (health.problem !== null) log.info({ target, seq: health.seq }, "the projection goes on");
    attempt = 0;
    health.problem = null;
    health.problemSinceMs = null;
    saidAtMs = Number.NEGATIVE_INFINITY;
  }

  /** How long to wait after this failure. */
  function failed(error: unknown): number {
    health.failures += 1;
    health.problem = error instanceof Error ? error.message : String(error);
    health.problemSinceMs ??= now();
    const isRefused = !(error instanceof InfluxError ? error.mayPass : isOperating(error));
    const details = { target, err: error, seq: health.seq, since: new Date(health.problemSinceMs).toISOString() };
    // The database may have been dropped, or another version installed: look again.
    isPrepared = false;
    if (isRefused) {
      log.error(
        details,
        "InfluxDB refuses the projection: nothing is lost and nothing is written until this is mended",
      );
      return refusedRetryMs;
    }
    if (now() - saidAtMs >= repeatEveryMs) {
      saidAtMs = now();
      log.warn(details, "the projection cannot write for now; it will catch up");
    }
    const most = Math.min(retryMaxMs, retryFirstMs * 2 ** attempt++);
    const jittered = most * (0.5 + random() / 2);
    return error instanceof InfluxError ? Math.max(jittered, Math.min(error.retryAfterMs ?? 0, retryMaxMs)) : jittered;
  }

  async function run(): Promise<void> {
    while (!stop.signal.aborted) {
      let waitMs = 0;
      try {
        const wasNews = await page();
        well();
        waitMs = wasNews ? 0 : idleMs;
      } catch (error) {
        waitMs = failed(error);
      }
      await sleep(waitMs, undefined, { signal: stop.signal }).catch(() => {});
    }
  }

  const running = run();
  return {
    health: () => ({ ...health }),
    async close(deadlineMs) {
      stop.abort();
      const late = new AbortController();
      await Promise.race([running, sleep(deadlineMs, undefined, { signal: late.signal }).catch(() => {})]);
      late.abort();
    },
  };
}

/** Of PostgreSQL: it has a code and passes. Anything else is a fault of ours that somebody must hear of. */
function isOperating(error: unknown): boolean {
  return error instanceof Error && typeof (error as { code?: unknown }).code === "string";
}
