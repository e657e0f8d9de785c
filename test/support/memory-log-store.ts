import type { CommitBatch, EnginePosition, LoggedEvent, LogStore } from "../../ingest/store/log-store.js";

/** What the store does with its next call: answer, answer late, fail before or after having written, or never answer. */
export type Behaviour = "ok" | "slow" | "fail" | "fail-after-write" | "hang";

/** A store in memory that keeps what was committed, and misbehaves as told; without orders it works. */
export interface MemoryLogStore extends LogStore {
  batches: CommitBatch[];
  events: LoggedEvent[];
  keys: Map<string, string>;
  orders: Behaviour[];
  /** Lets calls that hang go on. */
  release(): void;
}

export function createMemoryLogStore(options: { wholeFromMs?: number } = {}): MemoryLogStore {
  const batches: CommitBatch[] = [];
  const events: LoggedEvent[] = [];
  const keys = new Map<string, string>();
  const orders: Behaviour[] = [];
  let hanging: (() => void)[] = [];
  const wholeFromMs = options.wholeFromMs ?? null;
  let position: EnginePosition | null = null;

  function write(batch: CommitBatch): void {
    // A repeat of what is already there, as after a connection lost during COMMIT.
    if (batches.includes(batch)) return;
    batches.push(batch);
    events.push(...batch.events);
    for (const { key, contentHash } of batch.keys) keys.set(key, contentHash);
    position = batch.position;
  }

  async function obey(work: () => void): Promise<void> {
    const behaviour = orders.shift() ?? "ok";
    if (behaviour === "slow") await new Promise((resolve) => setTimeout(resolve, 1));
    if (behaviour === "hang") await new Promise<void>((resolve) => hanging.push(resolve));
    if (behaviour === "fail") throw new Error("the store is away");
    work();
    if (behaviour === "fail-after-write") throw new Error("the connection was lost during COMMIT");
  }

  return {
    batches,
    events,
    keys,
    orders,
    release() {
      for (const go of hanging) go();
      hanging = [];
    },
    async findKeys(wanted) {
      const found = new Map<string, string>();
      await obey(() => {
        for (const key of wanted) {
          const hash = keys.get(key);
          if (hash !== undefined) found.set(key, hash);
        }
      });
      return found;
    },
    async commit(batch) {
      await obey(() => write(batch));
    },
    position: async () => position,
    wholeFromMs: async () => wholeFromMs,
    readLog: async (afterSeq, limit) => events.filter(({ seq }) => seq > afterSeq).slice(0, limit),
  };
}
