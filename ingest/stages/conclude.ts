import { type Batch, measured, type PipelineContext, type Stage } from "../batch.js";
import { EventFailed, IngestError } from "../errors.js";
import { StoreRefusal } from "../store/log-store.js";
import { commit } from "./commit.js";
import type { Rejected } from "./decode.js";
import { evaluate } from "./evaluate.js";
import { whatIsKnown } from "./screen.js";
import { quarantined, rejection } from "./sequence.js";

/**
 * Evaluates and commits. One message can bring both down for all: the engine throws on it, or the store refuses what
 * came of it. Then the engine is recovered as it was at the last commit, the message is found and put aside, and the
 * others go on under the `seq` and times that they have. What fails without a message to blame is thrown (an engine that
 * fails while time passes may do so for an event of last week); a store that refuses without one is waited for, as one
 * that is away.
 */
export const conclude: Stage = async (batch, context) => {
  for (;;) {
    try {
      await measured(context, "evaluate", () => evaluate(batch, context));
      await measured(context, "commit", () => commit(batch, context));
      if (batch.entries.some(isAccepted)) context.refusedInRow = 0;
      return;
    } catch (error) {
      const reason = error instanceof EventFailed ? error.cause : error;
      const hasCulprit = error instanceof EventFailed || error instanceof StoreRefusal;
      if (!hasCulprit || context.restore === undefined) throw reason;
      await recoverEngine(context);
      if (error instanceof StoreRefusal && batch.events.length > 1) return concludeHalves(batch, context);
      const refused = refuse(batch, error instanceof EventFailed ? error.index : 0, context, reason);
      if (!refused && !(error instanceof StoreRefusal)) throw reason;
      batch.blameless = !refused;
    }
  }
};

/** Which row the store refuses is not said: halved, until it stands alone. Each part is committed by itself. */
async function concludeHalves(batch: Batch, context: PipelineContext): Promise<void> {
  const middle = Math.floor(batch.events.length / 2);
  const second = partOf(batch, middle, batch.events.length);
  // As every batch, the first ends before the instant of what comes next.
  const untilMs = Math.floor((second.events[0]?.receivedAtUs ?? 0) / 1000) - 1;
  for (const part of [{ ...partOf(batch, 0, middle), untilMs }, second]) {
    await conclude(part, context);
    batch.position = part.position;
  }
}

function partOf(batch: Batch, from: number, to: number): Batch {
  const events = batch.events.slice(from, to);
  const seqs = new Set(events.map(({ seq }) => seq));
  const moments = new Set(events.map(({ receivedAtUs }) => receivedAtUs));
  return {
    ...batch,
    events,
    entries: batch.entries.filter(({ logged }) => logged !== null && seqs.has(logged.seq)),
    keys: batch.keys.filter(({ receivedAtUs }) => moments.has(receivedAtUs)),
    quarantined: batch.quarantined.filter(({ seq }) => seqs.has(seq)),
    position: { ...batch.position, seq: events.at(-1)?.seq ?? batch.position.seq },
  };
}

async function recoverEngine(context: PipelineContext): Promise<void> {
  const { restore } = context;
  if (restore === undefined) return;
  context.restoring = true;
  try {
    context.engine = await context.untilDone("recover", restore, (error) => error instanceof IngestError);
  } finally {
    context.restoring = false;
  }
}

const isAccepted = ({ logged, decoded }: Batch["entries"][number]): boolean => logged !== null && decoded.ok === true;

/** Puts a rejection in the place of an event; false if it is no message's that could be to blame, or one too many. */
function refuse(batch: Batch, at: number, context: PipelineContext, reason: unknown): boolean {
  const event = batch.events[at];
  const entry = batch.entries.find(({ logged }) => logged !== null && logged === event);
  if (event === undefined || entry?.decoded.ok !== true) return false;
  if (at > 0 && batch.events[at - 1]?.event.kind !== "rejected") context.refusedInRow = 0;
  if (++context.refusedInRow > context.options.refusedInRowMax) return false;
  context.refusedTotal++;
  const cause = reason instanceof StoreRefusal ? "the store refuses what came of it" : "the rules fail on it";
  const known = whatIsKnown(event.event);
  const decoded: Rejected = { ok: false, reason: "INGEST_UNPROCESSABLE", detail: `message: ${cause}`, ...known };
  const logged = { ...event, event: rejection(decoded) };
  entry.decoded = decoded;
  entry.logged = logged;
  batch.events[at] = logged;
  // The key goes as well: whoever sends it again, after an upgrade, shall be heard.
  batch.keys = batch.keys.filter(({ receivedAtUs }) => receivedAtUs !== logged.receivedAtUs);
  if (entry.message !== null) batch.quarantined.push(quarantined(entry.message, decoded, logged));
  const { type, sender } = known;
  context.log.error(
    { err: reason, seq: logged.seq, type, sender },
    `a message cannot be processed and is put aside: ${cause}`,
  );
  return true;
}
