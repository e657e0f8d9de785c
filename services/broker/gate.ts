import type { Client, PublishPacket } from "aedes";
import type { Settled } from "../../ingest/message.js";
import { BrokerError } from "./errors.js";
import type { BrokerOptions, BrokerPorts } from "./ports.js";
import type { Sessions } from "./sessions.js";

/** What may be published and subscribed to lies below this; everything else is the broker's own. */
export const openPrefix = "vft/";
/** Where refused messages go: nobody can subscribe to it. */
const refusedTopic = "velvakt/refused";

type Done = (error?: Error | null) => void;

/** Stands between a PUBLISH and its acknowledgement: the one leaves only after the other's commit. */
export interface Gate {
  authorizePublish(client: Client | null, packet: PublishPacket, done: Done): void;
  /** From here on nothing is taken; settles when what was taken has been answered. */
  drain(): Promise<void>;
}

/**
 * A message that cannot be used is acknowledged nevertheless (its quarantine is committed by then):
 * MQTT 3.1.1 knows no other answer than closing the connection, and the device would send it again
 * for ever. It goes no further than here: it may hold an identity number, or imitate the broker's own
 * `$SYS`, which would throw other clients out.
 */
export function createGate(ports: Pick<BrokerPorts, "submit">, options: BrokerOptions, sessions: Sessions): Gate {
  const retainedTopics = new Set<string>();
  let held = 0;
  let closing = false;
  let drained = (): void => {};

  function release(): void {
    held--;
    if (held === 0) drained();
  }

  function hold(message: PublishPacket, done: Done): void {
    let answered = false;
    held++;
    const answer = (error: Error | null): void => {
      if (answered) return;
      answered = true;
      clearTimeout(timer);
      done(error);
      release();
    };
    const timer = setTimeout(
      () => answer(new BrokerError("BROKER_HELD_TOO_LONG", `not committed within ${options.holdMs} ms`)),
      options.holdMs,
    );
    const { topic } = message;
    ports.submit({ topic, payload: bytesOf(message), retained: false }).then(
      (settled) => {
        prepare(message, settled);
        answer(null);
      },
      (error: Error) => answer(error),
    );
  }

  /** What subscribers get to see, and what is kept for those to come: states only, and a bounded number of them. */
  function prepare(packet: PublishPacket, settled: Settled): void {
    if (settled.outcome === "rejected" || !packet.topic.startsWith(openPrefix)) {
      packet.topic = refusedTopic;
      packet.payload = Buffer.alloc(0);
      packet.retain = false;
      return;
    }
    if (!packet.retain) return;
    const known = retainedTopics.has(packet.topic);
    if (!packet.topic.endsWith("/state") || (!known && retainedTopics.size >= options.retainedMax)) {
      packet.retain = false;
      return;
    }
    retainedTopics.add(packet.topic);
    // A copy: the payload is a view of all that was read from the socket, and would keep that alive.
    packet.payload = Buffer.from(bytesOf(packet));
  }

  return {
    authorizePublish(client, packet, done) {
      if (isWill(packet)) {
        const refusal = whyNoWill(client, packet, closing, sessions);
        if (refusal) return done(refusal);
      } else if (closing) {
        // Never answered: its connection is about to end, and the sender keeps it.
        return;
      }
      hold(packet, done);
    },
    drain() {
      closing = true;
      if (held === 0) return Promise.resolve();
      return new Promise((resolve) => {
        drained = resolve;
      });
    },
  };
}

/** Aedes hands over a Will as the CONNECT had it; only what was published bears the command. */
function isWill(packet: PublishPacket): boolean {
  return (packet as { cmd?: string }).cmd !== "publish";
}

/**
 * A Will says that a device fell silent. Neither our own closing nor the device's next connection
 * taking over from the last is that, and a broker that woke up from suspension publishes the Wills
 * of clients that are still there.
 */
function whyNoWill(client: Client | null, will: PublishPacket, closing: boolean, sessions: Sessions): Error | null {
  if (closing) return new BrokerError("BROKER_CLOSING", "no Will is published while Velvakt closes");
  const own = client as (Client & { will?: unknown }) | null;
  if (own === null || !own.closed || own.will !== will) {
    return new BrokerError("BROKER_TAKEN_OVER", "the client is still connected");
  }
  return sessions.takenOver(own) ? new BrokerError("BROKER_TAKEN_OVER", "the client has connected anew") : null;
}

function bytesOf({ payload }: PublishPacket): Uint8Array {
  return typeof payload === "string" ? Buffer.from(payload) : payload;
}
