/** What is going to happen, in order of virtual time; at one instant in the order in which it was planned. */
export interface Agenda {
  nowMs(): number;
  /** What is planned for the past happens now. */
  at(atMs: number, action: () => void): void;
  /** Moves time to the next action before `untilMs` and does it; false if there is none. */
  runNext(untilMs: number): boolean;
}

interface Entry {
  atMs: number;
  order: number;
  action: () => void;
}

/** A binary heap: a city of 20,000 devices has some 100,000 plans open at a time. */
export function createAgenda(startMs: number): Agenda {
  const heap: Entry[] = [];
  let nowMs = startMs;
  let planned = 0;

  const isBefore = (a: Entry, b: Entry) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function rise(at: number, entry: Entry): void {
    let place = at;
    while (place > 0) {
      const above = (place - 1) >> 1;
      const parent = heap[above] as Entry;
      if (!isBefore(entry, parent)) break;
      heap[place] = parent;
      place = above;
    }
    heap[place] = entry;
  }

  function sink(entry: Entry): void {
    let place = 0;
    for (;;) {
      let below = 2 * place + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Entry, heap[below] as Entry)) below++;
      const child = heap[below] as Entry;
      if (!isBefore(child, entry)) break;
      heap[place] = child;
      place = below;
    }
    heap[place] = entry;
  }

  return {
    nowMs: () => nowMs,
    at(atMs, action) {
      planned++;
      rise(heap.length, { atMs: Math.max(atMs, nowMs), order: planned, action });
    },
    runNext(untilMs) {
      const first = heap[0];
      if (first === undefined || first.atMs >= untilMs) return false;
      const last = heap.pop() as Entry;
      if (heap.length > 0) sink(last);
      nowMs = first.atMs;
      first.action();
      return true;
    },
  };
}
