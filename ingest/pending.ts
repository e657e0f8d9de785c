import type { Entry } from "./batch.js";

/**
 * The bounded queue before the pipeline, first in first out. Whoever comes when it is full waits at
 * the door in order of arrival: nothing is dropped, and a source that waits reads no further.
 */
export interface Pending {
  /** Calls `entered` (may be at once) when the entry has a place. */
  add(entry: Entry): void;
  take(max: number): Entry[];
  /** Everything, those at the door included: for closing down. */
  takeAll(): Entry[];
  /** Those with a place. */
  size(): number;
  waiting(): number;
}

export function createPending(pendingMax: number, pendingBytesMax: number): Pending {
  const queue: Entry[] = [];
  const door: Entry[] = [];
  let bytes = 0;

  const sizeOf = (entry: Entry): number => entry.message?.payload.byteLength ?? 0;
  // A single message always fits into an empty queue, however small the bound is.
  const hasRoom = (entry: Entry): boolean =>
    queue.length === 0 || (queue.length < pendingMax && bytes + sizeOf(entry) <= pendingBytesMax);

  function enter(entry: Entry): void {
    queue.push(entry);
    bytes += sizeOf(entry);
  }

  function letIn(): void {
    let count = 0;
    for (const entry of door) {
      if (!hasRoom(entry)) break;
      enter(entry);
      count++;
    }
    door.splice(0, count);
  }

  return {
    add(entry) {
      if (door.length === 0 && hasRoom(entry)) enter(entry);
      else door.push(entry);
    },
    take(max) {
      const taken = queue.splice(0, max);
      for (const entry of taken) bytes -= sizeOf(entry);
      letIn();
      return taken;
    },
    takeAll() {
      bytes = 0;
      return [...queue.splice(0), ...door.splice(0)];
    },
    size: () => queue.length,
    waiting: () => door.length,
  };
}
