/**
 * Wake-ups by key. One key has at most one wake-up, the earliest asked for; whoever wakes looks at
 * the facts and asks again, so a wake-up that comes too early costs a look and changes nothing.
 * Order is (instant, key): the same whatever order they were asked for in.
 */
export interface Timers {
  heap: { atMs: number; key: string }[];
  wakeAtMs: Map<string, number>;
}

export function createTimers(): Timers {
  return { heap: [], wakeAtMs: new Map() };
}

type Entry = Timers["heap"][number];

function before(a: Entry, b: Entry): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.key < b.key);
}

function push(heap: Entry[], entry: Entry): void {
  let i = heap.length;
  heap.push(entry);
  while (i > 0) {
    const parent = (i - 1) >> 1;
    const above = heap[parent] as Entry;
    if (!before(entry, above)) break;
    heap[i] = above;
    i = parent;
  }
  heap[i] = entry;
}

function pop(heap: Entry[]): Entry | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let i = 0;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
    if (!before(heap[child] as Entry, last)) break;
    heap[i] = heap[child] as Entry;
    i = child;
  }
  heap[i] = last;
  return top;
}

/** Asks to be woken at `atMs` at the latest. */
export function wake(timers: Timers, key: string, atMs: number): void {
  if (atMs === Number.POSITIVE_INFINITY) return;
  const known = timers.wakeAtMs.get(key);
  if (known !== undefined && known <= atMs) return;
  timers.wakeAtMs.set(key, atMs);
  push(timers.heap, { atMs, key });
}

/** Entries whose key was moved to an earlier instant, or has woken, are left behind: drop them. */
function dropStale(timers: Timers): void {
  for (let top = timers.heap[0]; top && timers.wakeAtMs.get(top.key) !== top.atMs; top = timers.heap[0])
    pop(timers.heap);
}

/** Takes the next wake-up due at or before `untilMs`. */
export function takeDue(timers: Timers, untilMs: number): { atMs: number; key: string } | null {
  dropStale(timers);
  const top = timers.heap[0];
  if (!top || top.atMs > untilMs) return null;
  pop(timers.heap);
  timers.wakeAtMs.delete(top.key);
  return top;
}
