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

const isBefore = (a: Entry, b: Entry) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
const byTime = (a: Entry, b: Entry) => a.atMs - b.atMs || a.order - b.order;

/** A binary heap, for what lies further ahead than the ring reaches. */
function createHeap() {
  const heap: Entry[] = [];

  function push(entry: Entry): void {
    let place = heap.length;
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

  function pop(): Entry | undefined {
    const first = heap[0];
    const last = heap.pop();
    if (last !== undefined && heap.length > 0) sink(last);
    return first;
  }

  return { push, pop, first: () => heap[0] };
}

const slotMs = 1_000;
/** A power of two; the ring reaches 68 minutes ahead, which heartbeats and everything quicker fit into. */
const slots = 4_096;

/**
 * A ring of slots of a second each, sorted when their turn comes, in front of a heap: almost all
 * that 20,000 devices plan lies minutes ahead, and costs no comparison there.
 */
export function createAgenda(startMs: number): Agenda {
  const ring: Entry[][] = Array.from({ length: slots }, () => []);
  const far = createHeap();
  const slotOf = (atMs: number) => Math.floor(atMs / slotMs);
  let open: Entry[] = [];
  let place = 0;
  let openSlot = slotOf(startMs);
  let inRing = 0;
  let nowMs = startMs;
  let planned = 0;

  /** Keeps the open slot in order; what is done already lies before `place`. */
  function insert(entry: Entry): void {
    let low = place;
    let high = open.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (isBefore(open[middle] as Entry, entry)) low = middle + 1;
      else high = middle;
    }
    open.splice(low, 0, entry);
  }

  function put(entry: Entry): void {
    const slot = slotOf(entry.atMs);
    if (slot <= openSlot) insert(entry);
    else if (slot >= openSlot + slots) far.push(entry);
    else {
      (ring[slot % slots] as Entry[]).push(entry);
      inRing++;
    }
  }

  /** Opens the next slot that holds something; false if nothing is planned at all. */
  function openNext(): boolean {
    const first = far.first();
    if (inRing === 0 && first === undefined) return false;
    openSlot = inRing === 0 && first !== undefined ? slotOf(first.atMs) : openSlot + 1;
    const current = ring[openSlot % slots] as Entry[];
    ring[openSlot % slots] = [];
    inRing -= current.length;
    open = current.sort(byTime);
    place = 0;
    for (let next = far.first(); next !== undefined && slotOf(next.atMs) < openSlot + slots; next = far.first()) {
      put(far.pop() as Entry);
    }
    return true;
  }

  return {
    nowMs: () => nowMs,
    at(atMs, action) {
      put({ atMs: Math.max(atMs, nowMs), order: planned++, action });
    },
    runNext(untilMs) {
      while (place >= open.length) {
        if (!openNext()) return false;
        // Far ahead of the end there is nothing to look for.
        if (openSlot * slotMs >= untilMs && place >= open.length) return false;
      }
      const first = open[place] as Entry;
      if (first.atMs >= untilMs) return false;
      place++;
      nowMs = first.atMs;
      first.action();
      return true;
    },
  };
}
