import type { LogStore } from "../../ingest/store/log-store.js";
import { createLogStore } from "./log-store.js";
import { createPartitions } from "./partitions.js";
import { endPool, newPool } from "./pool.js";
import { createSnapshotStore } from "./snapshot-store.js";
import type { SnapshotStore } from "./store.js";

/** What a process of its own may do beside the one that owns the database: read the log, write snapshots. */
export interface AttachedStores {
  log: Pick<LogStore, "position" | "readLog" | "wholeFromMs">;
  snapshots: SnapshotStore;
  close(): Promise<void>;
}

/** Takes no instance lock and runs no migration: the owner has done both. */
export function attach(connectionString: string): AttachedStores {
  const pool = newPool(connectionString, "velvakt-snapshot", 2);
  return {
    log: createLogStore({ pool, partitions: createPartitions(pool), channelsOf: () => [] }),
    snapshots: createSnapshotStore(pool),
    close: () => endPool(pool),
  };
}
