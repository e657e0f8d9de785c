import type { RawMessage, Settled } from "../../ingest/message.js";
import type { ScaledClock } from "./scaled-clock.js";

/** A message with the moment at which it is received. */
export interface TimedMessage {
  receivedAtMs: number;
  topic: string;
  payload: object;
  retained: boolean;
}

/** Messages of so long are taken as received together, at its end: a commit for each would take minutes. */
const stepMs = 300_000;
const portionMax = 2_000;

export function rawMessage({ topic, payload }: TimedMessage): RawMessage {
  return { topic, payload: Buffer.from(JSON.stringify(payload)), retained: false };
}

export interface FeedPorts {
  clock: ScaledClock;
  submit: (message: RawMessage) => Promise<Settled>;
  /** 0 to 1. */
  progress: (share: number) => void;
  stopped: () => boolean;
}

/**
 * Hands over what happened before `untilMs`, as fast as it is committed, with the clock where it was
 * then. Returns the first message of the time after it, which is for whoever goes on; null if stopped.
 */
export async function feedHistory(
  messages: Iterator<TimedMessage>,
  untilMs: number,
  { clock, submit, progress, stopped }: FeedPorts,
): Promise<TimedMessage | null> {
  const startMs = clock.nowMs();
  let portion: Promise<Settled>[] = [];
  let endMs = startMs;
  for (let next = messages.next(); !next.done; next = messages.next()) {
    const message = next.value;
    const { receivedAtMs } = message;
    if (receivedAtMs >= endMs || portion.length >= portionMax) {
      await Promise.all(portion);
      if (stopped()) return null;
      portion = [];
      progress(Math.min(1, (receivedAtMs - startMs) / (untilMs - startMs)));
    }
    if (receivedAtMs >= untilMs) {
      clock.set(untilMs);
      return message;
    }
    if (receivedAtMs >= endMs) {
      endMs = Math.min(untilMs, receivedAtMs - (receivedAtMs % stepMs) + stepMs);
      clock.set(endMs);
    }
    portion.push(submit(rawMessage(message)));
  }
  await Promise.all(portion);
  return null;
}
