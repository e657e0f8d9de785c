import type { EngineHost, Logger } from "../../ingest/batch.js";
import { IngestError } from "../../ingest/errors.js";
import type { EnginePosition, LoggedEvent, LogStore } from "../../ingest/store/log-store.js";
import type { SnapshotMeta, SnapshotStore } from "../database/store.js";
import type { EcosystemInForce, Engine } from "./engine.js";
import { createHost } from "./host.js";

export interface RecoverPorts<State> extends EcosystemInForce {
  engine: Engine<State>;
  database: { log: Pick<LogStore, "position" | "readLog" | "wholeFromMs">; snapshots: Pick<SnapshotStore, "latest"> };
  log: Logger;
}

export interface Recovered<State> {
  state: State;
  host: EngineHost;
  /** Where the state stands; null if nothing has ever been committed. */
  position: EnginePosition | null;
  /** Events taken from the log after the snapshot. */
  replayed: number;
}

/** Events read and replayed at a time: bounds memory, and lets the event loop breathe in between. */
const portionMax = 1_000;

/** More events of the log than this that the engine fails on are no bad events but a bad engine. */
const unusableMax = 10;

/** The engine threw: on this event of the log, or (null) on time. */
class ReplayFailed extends IngestError {
  constructor(
    readonly seq: number | null,
    cause: unknown,
  ) {
    const where = seq === null ? "while time passed" : `on event ${seq} of the log`;
    super("INGEST_ENGINE_FAILED", `the engine failed ${where}`, { cause });
  }
}

/**
 * The state as it was at the last commit: latest usable snapshot, then the log up to the committed
 * position, then its time. All outputs are thrown away, as they were committed together with the
 * position. Whoever listens while this runs (the snapshot's own process) stops where the position said.
 *
 * An event that these rules fail on, though those that stored it did not, is left out and said loudly: a service that
 * never starts again watches nobody.
 */
export async function recover<State>(ports: RecoverPorts<State>): Promise<Recovered<State>> {
  const unusable = new Set<number>();
  for (;;) {
    try {
      return await recoverWithout(unusable, ports);
    } catch (error) {
      if (!(error instanceof ReplayFailed) || error.seq === null || unusable.size >= unusableMax) throw error;
      unusable.add(error.seq);
      ports.log.error({ err: error.cause, seq: error.seq }, "the rules fail on an event of the log; it is left out");
    }
  }
}

function failingAs<T>(seq: number | null, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw new ReplayFailed(seq, error);
  }
}

async function recoverWithout<State>(
  unusable: ReadonlySet<number>,
  ports: RecoverPorts<State>,
): Promise<Recovered<State>> {
  const { engine, database, ecosystem } = ports;
  const position = await database.log.position();
  if (position === null) {
    const state = engine.createState(ecosystem);
    return { state, host: createHost(engine, state, null), position: null, replayed: 0 };
  }
  const snapshot = await loadSnapshot(ports, position);
  const state = snapshot?.state ?? engine.createState(ecosystem);
  const host = createHost(engine, state, snapshot?.meta.engineTimeMs ?? null);
  // What a snapshot counted is lost with it where the log no longer reaches back: unknown, not nothing.
  let beginMs = snapshot ? null : await database.log.wholeFromMs();
  const take = (logged: LoggedEvent): void => {
    if (beginMs !== null && logged.receivedAtUs >= beginMs * 1000) {
      const nowMs = beginMs;
      beginMs = null;
      failingAs(null, () => engine.step(state, { kind: "figures-begin", nowMs }));
    }
    if (!unusable.has(logged.seq)) failingAs(logged.seq, () => host.take(logged));
  };
  const replayed = await replay(ports, take, snapshot?.meta.seq ?? 0, position.seq);
  const coveredMs = host.coveredMs();
  if (coveredMs === null || position.engineTimeMs > coveredMs) {
    failingAs(null, () => host.passTime(position.engineTimeMs));
  }
  return { state, host, position, replayed };
}

async function replay<State>(
  { database, log }: RecoverPorts<State>,
  take: (logged: LoggedEvent) => void,
  afterSeq: number,
  lastSeq: number,
): Promise<number> {
  const startedMs = performance.now();
  let replayed = 0;
  for (let seq = afterSeq; seq < lastSeq; ) {
    const portion = await database.log.readLog(seq, Math.min(portionMax, lastSeq - seq));
    if (portion.length === 0) break;
    for (const logged of portion) {
      if (logged.seq > lastSeq) return replayed;
      take(logged);
      seq = logged.seq;
      replayed++;
    }
  }
  log.info({ afterSeq, lastSeq, replayed, tookMs: Math.round(performance.now() - startedMs) }, "the log was replayed");
  return replayed;
}

/** Null, with the reason in the log, if there is no snapshot that this version and installation can go on from. */
async function loadSnapshot<State>(
  ports: RecoverPorts<State>,
  position: EnginePosition,
): Promise<{ meta: SnapshotMeta; state: State } | null> {
  const found = await ports.database.snapshots.latest();
  if (found === null) {
    ports.log.info({}, "no snapshot: the state is rebuilt from the log");
    return null;
  }
  const { meta } = found;
  const unfit = whyUnfit(meta, ports, position);
  if (unfit !== null) {
    ports.log.warn({ ...unfit, seq: meta.seq }, "the snapshot does not fit: the state is rebuilt from the log");
    return null;
  }
  const lines: string[] = [];
  for await (const line of found.lines) lines.push(line);
  try {
    return { meta, state: ports.engine.loadState(ports.ecosystem, lines) };
  } catch (error) {
    ports.log.warn({ err: error, seq: meta.seq }, "the snapshot is unreadable: the state is rebuilt from the log");
    return null;
  }
}

function whyUnfit<State>(
  meta: SnapshotMeta,
  { engine, ecosystemHash }: RecoverPorts<State>,
  position: EnginePosition,
): { what: string; snapshot: string | number; now: string | number } | null {
  const checks: [what: string, snapshot: string | number, now: string | number][] = [
    ["format", meta.format, engine.snapshotFormat],
    ["rulesVersion", meta.rulesVersion, engine.rulesVersion],
    ["ecosystemHash", meta.ecosystemHash, ecosystemHash],
  ];
  const [what, snapshot, now] = checks.find((check) => check[1] !== check[2]) ?? [];
  if (what !== undefined && snapshot !== undefined && now !== undefined) return { what, snapshot, now };
  // Cannot happen in one database; a restored backup of the log could bring it about.
  if (meta.seq > position.seq) return { what: "seq", snapshot: meta.seq, now: position.seq };
  return null;
}
