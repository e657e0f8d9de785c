/** The acknowledgements that one connection owes its broker, in the order in which their messages came. */
export interface PubackLine {
  /** Sends the acknowledgement as soon as `stored` has settled, and those of all messages before it. */
  hold(messageId: number, stored: Promise<unknown>): void;
  held(): number;
  /** The connection has ended: what it still owes is sent to nobody, as the next one's ids may name other messages. */
  drop(): void;
}

/**
 * MQTT asks for acknowledgements in order of reception. One that can never be given (`stored` rejects: Velvakt closes)
 * blocks all behind it for good, so `failed` has to end the connection; the broker then sends them again on the next.
 */
export function createPubackLine(send: (messageId: number) => void, failed: () => void): PubackLine {
  let line: { messageId: number; stored: boolean }[] = [];

  function release(): void {
    let count = 0;
    for (const { messageId, stored } of line) {
      if (!stored) break;
      send(messageId);
      count++;
    }
    if (count > 0) line.splice(0, count);
  }

  return {
    hold(messageId, stored) {
      const place = { messageId, stored: false };
      line.push(place);
      stored.then(
        () => {
          place.stored = true;
          if (line[0] === place) release();
        },
        () => {
          if (line.includes(place)) failed();
        },
      );
    },
    held: () => line.length,
    drop() {
      line = [];
    },
  };
}
